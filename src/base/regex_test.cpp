#include "base/regex.h"

#include <gtest/gtest.h>

#include <array>

namespace andon::base {
namespace {

TEST(Regex, finds_groups_from_a_place_on) {
  const auto regex = Regex::create(R"((?i)key=(\w+)(;)?)");
  ASSERT_TRUE(regex.has_value());
  std::array<std::string_view, 3> groups;
  const std::string_view text = "key=a KEY=bc";
  ASSERT_TRUE(regex->search(text, 1, groups));
  EXPECT_EQ(groups[0], "KEY=bc");
  EXPECT_EQ(groups[1], "bc");
  EXPECT_EQ(groups[2].data(), nullptr);
  EXPECT_EQ(regex->group_count(), 2);
  EXPECT_FALSE(regex->search(text, 100, groups));
}

TEST(Regex, sees_what_stands_before_the_place_it_starts_from) {
  const auto word = Regex::create(R"(\bb)");
  ASSERT_TRUE(word.has_value());
  std::array<std::string_view, 1> groups;
  EXPECT_FALSE(word->search("ab", 1, groups));
  EXPECT_TRUE(word->search("a b", 2, groups));
  EXPECT_FALSE(Regex::create("^b")->match_at("ab", 1, groups));
}

TEST(Regex, matches_at_a_place_only_there) {
  const auto regex = Regex::create("b+");
  std::array<std::string_view, 1> groups;
  EXPECT_FALSE(regex->match_at("abb", 0, groups));
  ASSERT_TRUE(regex->match_at("abb", 1, groups));
  EXPECT_EQ(groups[0], "bb");
}

TEST(Regex, tells_an_empty_group_from_an_unset_one) {
  std::array<std::string_view, 4> groups;
  ASSERT_TRUE(Regex::create("(x*)(y)?")->search(std::string_view{}, 0, groups));
  EXPECT_NE(groups[1].data(), nullptr);
  EXPECT_EQ(groups[2].data(), nullptr);
  EXPECT_EQ(groups[3].data(), nullptr);
}

TEST(Regex, gives_the_reason_for_a_bad_pattern) {
  const auto bad = Regex::create("a(b");
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().kind, ErrorKind::invalid);
  EXPECT_NE(bad.error().message.find("missing )"), std::string::npos) << bad.error().message;
  EXPECT_FALSE(Regex::create("(?=x)").has_value());
}

TEST(Regex, refuses_a_pattern_that_needs_too_much_memory) {
  const auto large = Regex::create("((a{100}){100}){100}");
  ASSERT_FALSE(large.has_value());
}

TEST(Regex, reads_any_bytes_as_latin1) {
  std::array<std::string_view, 1> groups;
  EXPECT_FALSE(
      Regex::create("a.b")->search("a\xFF"
                                   "b",
                                   0, groups));
  EXPECT_TRUE(Regex::create("a.b", {.is_latin1 = true})
                  ->search("a\xFF"
                           "b",
                           0, groups));
}

}  // namespace
}  // namespace andon::base
