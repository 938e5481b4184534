#include "formats/writing/code_frame.h"

#include <gtest/gtest.h>

namespace andon::formats {
namespace {

model::Finding at(std::uint32_t begin, std::uint32_t end) {
  model::Finding finding;
  finding.region = {3, begin, 3, end};
  return finding;
}

std::string underlined(const model::Finding& finding, const std::string& text) {
  const auto mark = marked(finding, {.line = 3, .text = text});
  if (!mark) return "nothing";
  const auto begin = byte_of(text, mark->begin);
  return text.substr(begin, byte_of(text, mark->end) - begin);
}

TEST(CodeFrame, underlines_what_the_region_covers_in_code_points) {
  EXPECT_EQ(underlined(at(4, 7), "üöäabcd"), "abc");
  EXPECT_EQ(underlined(at(1, 8), "üöäabcd"), "üöäabcd");
}

TEST(CodeFrame, underlines_a_masked_value_and_what_stands_before_it) {
  EXPECT_EQ(underlined(at(6, 46), "key='[redacted]' # of the test account, never of another one"),
            "[redacted]");
  EXPECT_EQ(underlined(at(1, 46), "key='[redacted]'"), "key='[redacted]");
  EXPECT_EQ(underlined(at(1, 4), "key='[redacted]'"), "key");
}

TEST(CodeFrame, points_at_nothing_rather_than_at_something_wrong) {
  EXPECT_EQ(underlined(at(60, 63), "a='[redacted]'; eval(b) and much more text behind it, so much"),
            "nothing");
  EXPECT_EQ(underlined(at(4, 70), "short"), "nothing");
  EXPECT_EQ(underlined(at(4, 7), "...of a long line"), "nothing");
  EXPECT_EQ(underlined(at(15, 18), "of a long line..."), "nothing");
  EXPECT_EQ(underlined(at(0, 7), "abcdefgh"), "nothing");
  EXPECT_EQ(underlined(at(7, 3), "abcdefgh"), "nothing");
}

std::string framed(const model::Finding& finding) {
  base::StringSink sink;
  Painter painter(sink, {.width_columns = 80});
  put_frame(painter, finding, Ink::bold);
  EXPECT_TRUE(painter.finish());
  return sink.text;
}

TEST(CodeFrame, underlines_where_a_terminal_shows_it_behind_wide_characters) {
  auto finding = at(5, 8);
  finding.frame = {{.line = 3, .text = "日本語=abc"}};
  EXPECT_NE(framed(finding).find("\n    |        ^^^\n"), std::string::npos) << framed(finding);
}

TEST(CodeFrame, tells_many_masked_lines_once) {
  model::Finding finding;
  finding.region = {1, 1, 5, 3};
  for (std::uint32_t line = 1; line <= 5; ++line)
    finding.frame.push_back({.line = line, .text = "[redacted]"});
  EXPECT_NE(framed(finding).find("| (4 more lines)"), std::string::npos) << framed(finding);
}

}  // namespace
}  // namespace andon::formats
