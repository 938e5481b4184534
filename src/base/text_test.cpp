#include "base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace andon::base {
namespace {

using Views = std::vector<std::string_view>;

TEST(Text, splits_into_all_parts_empty_ones_too) {
  EXPECT_EQ(split("a,,b,", ','), (Views{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), Views{""});
}

TEST(Text, takes_both_line_ends_off_lines) {
  EXPECT_EQ(lines("a\r\nb\n\nc"), (Views{"a", "b", "", "c"}));
  EXPECT_EQ(lines("a\n"), Views{"a"});
  EXPECT_EQ(lines("a\r"), Views{"a\r"});
  EXPECT_TRUE(lines("").empty());
}

TEST(Text, trims_blanks_and_joins) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(join(std::array<std::string, 2>{"a", "b"}, ", "), "a, b");
}

TEST(Text, knows_utf8_from_other_bytes) {
  EXPECT_TRUE(is_utf8("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"));
  for (const std::string_view bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                                     "\x80", "\xF8\x88\x80\x80\x80", "\xE0\x80\xAF"})
    EXPECT_FALSE(is_utf8(bad)) << hex(bad);
}

TEST(Text, cannot_steer_a_terminal_once_printable) {
  EXPECT_EQ(printable("a\x1b[31mb\tc\nd\r"), "a\uFFFD[31mb\tc\nd\uFFFD");
  EXPECT_EQ(printable("\x80x\xC2\x9B"), "\uFFFDx\uFFFD");
  EXPECT_EQ(printable("a\u202Eb"), "a\uFFFDb");
  EXPECT_EQ(printable("gr\u00FC\u00DF"), "gr\u00FC\u00DF");
}

TEST(Text, is_shortened_at_a_code_point) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcdef", 5), "ab...");
  EXPECT_EQ(shortened("a\u00FC\u00FC\u00FC", 5), "a...");
  EXPECT_EQ(shortened("abcdef", 2), "..");
  EXPECT_EQ(shortened("abcdef", 0), "");
}

TEST(Text, counts_code_points_and_bad_bytes) {
  EXPECT_EQ(code_points("a\u00FC\U0001F600"), 3u);
  EXPECT_EQ(code_points("\xFF\xFE"
                        "a"),
            3u);
}

TEST(Text, carries_any_path_as_utf8_and_back) {
  const std::string odd = "a%b/\xFF\n\x7F gr\u00FC.py";
  EXPECT_EQ(path_text(odd), "a%25b/%FF%0A%7F gr\u00FC.py");
  EXPECT_EQ(path_bytes(path_text(odd)), odd);
  EXPECT_EQ(path_bytes("100%/a%2"), "100%/a%2");
  std::string all;
  for (int i = 1; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(path_bytes(path_text(all)), all);
  EXPECT_TRUE(is_utf8(path_text(all)));
}

TEST(Text, counts_in_words) {
  EXPECT_EQ(counted(1, "finding"), "1 finding");
  EXPECT_EQ(counted(0, "finding"), "0 findings");
  EXPECT_EQ(counted(2, "entry", "entries"), "2 entries");
  EXPECT_EQ(hex(std::string("\x00\xAF", 2)), "00af");
  EXPECT_EQ(lower_ascii("\u00C4bC"), "\u00C4bc");
  EXPECT_EQ(upper_ascii("\u00E4bC"), "\u00E4BC");
}

TEST(Text, names_the_nearest_known_word) {
  const std::array<std::string_view, 3> known = {"severity", "checks", "tools"};
  EXPECT_EQ(nearest("severty", known), "severity");
  EXPECT_EQ(nearest("tolos", known), "tools");
  EXPECT_EQ(nearest("banana", known), "");
  EXPECT_EQ(nearest(std::string(10'000, 'x'), known), "");
}

}  // namespace
}  // namespace andon::base
