#include "formats/writing/escape.h"

#include <gtest/gtest.h>

#include "formats/writing/uri.h"

namespace andon::formats {
namespace {

TEST(Escape, leaves_ordinary_prose_alone_in_markdown) {
  for (const auto* text : {"Fix it, or waive it: andon waive 12ab", "12 files (3 s).", "a - b + c"})
    EXPECT_EQ(escaped_markdown(text), text);
}

TEST(Escape, defuses_what_markdown_and_hosts_would_act_on) {
  EXPECT_EQ(escaped_markdown("- x"), "&#45; x");
  EXPECT_EQ(escaped_markdown("# x"), "&#35; x");
  EXPECT_EQ(escaped_markdown("12. x"), "12&#46; x");
  EXPECT_EQ(escaped_markdown("https://a"), "https:&#8203;//a");
  EXPECT_EQ(escaped_markdown(":+1: :100: :a:"), ":&#8203;+1: :&#8203;100: :&#8203;a:");
  EXPECT_EQ(escaped_markdown("a.py:12: at 2026-12-21T00:00:00Z"),
            "a.py:12: at 2026-12-21T00:00:00Z")
      << "what people copy stays as it is";
  EXPECT_EQ(escaped_markdown("WWW.a.de"), "WWW&#8203;.a.de");
  EXPECT_EQ(escaped_markdown("see @team and #12"), "see @&#8203;team and #&#8203;12");
  EXPECT_EQ(escaped_markdown("a|b\nc"), "a\\|b c");
  EXPECT_EQ(escaped_markdown("<b>&amp;"), "&#60;b&#62;&#38;&#8203;amp;");
}

TEST(Escape, closes_code_by_more_backticks_than_it_holds) {
  EXPECT_EQ(markdown_code("a"), "`a`");
  EXPECT_EQ(markdown_code("a``b|"), "``` a``b\\| ```");
  EXPECT_EQ(markdown_code(""), "` `");
}

TEST(Escape, writes_markup_that_holds_no_markup) {
  EXPECT_EQ(escaped_markup("<a b='c' d=\"e\">&\x01"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\uFFFD");
}

TEST(Escape, defuses_formulas_in_csv) {
  for (const std::string text : {"=1", "+1", "-1", "@a", "\t1", "|x"})
    EXPECT_NE(csv_field(text).find('\''), std::string::npos) << text;
  EXPECT_EQ(csv_field("a=1"), "a=1");
}

TEST(Uri, encodes_the_bytes_of_a_path) {
  EXPECT_EQ(path_uri("src/a b/ü.py"), "src/a%20b/%C3%BC.py");
  EXPECT_EQ(path_uri("%FF%25:x"), "%FF%25%3Ax");
}

TEST(Uri, takes_only_plain_web_addresses_for_links) {
  EXPECT_TRUE(is_web_link("https://example.com/a?b=c&d=e#f"));
  for (const auto* text : {"javascript:alert(1)", "https://a b", "https://a\"b", "ftp://a", ""})
    EXPECT_FALSE(is_web_link(text)) << text;
}

}  // namespace
}  // namespace andon::formats
