#include "store/seen_sets.h"

#include <gtest/gtest.h>

namespace andon::store {
namespace {

using Numbers = std::vector<std::int64_t>;

TEST(SeenSets, are_written_as_ranges) {
  EXPECT_EQ(ranges_of({}), "");
  EXPECT_EQ(ranges_of({7}), "7");
  EXPECT_EQ(ranges_of({3, 1, 2, 2, 9, 11, 10, 5}), "1-3,5,9-11");
}

TEST(SeenSets, come_back_as_they_were) {
  for (const auto& numbers : {Numbers{}, Numbers{1}, Numbers{1, 2, 3, 7, 9, 10}})
    EXPECT_EQ(numbers_of(ranges_of(numbers), 100), numbers);
}

TEST(SeenSets, refuse_what_is_damaged_or_counts_too_many) {
  for (const auto* text : {"a", "1-", "-1", "0", "3-2", "1,,2", "1-2-3", " 1", "1 "})
    EXPECT_FALSE(numbers_of(text, 100).has_value()) << text;
  EXPECT_FALSE(numbers_of("1-9223372036854775807", 100).has_value());
  EXPECT_FALSE(numbers_of("1-60,61-120", 100).has_value());
  EXPECT_TRUE(numbers_of("1-50,61-110", 100).has_value());
}

TEST(SeenSets, know_whether_they_hold_a_number) {
  EXPECT_TRUE(holds_number("1-3,5", 2));
  EXPECT_TRUE(holds_number("1-3,5", 5));
  EXPECT_FALSE(holds_number("1-3,5", 4));
  EXPECT_FALSE(holds_number("", 1));
}

}  // namespace
}  // namespace andon::store
