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

}  // namespace
}  // namespace andon::formats
