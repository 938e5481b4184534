#include <gtest/gtest.h>

#include "model/decision.h"

namespace andon::model {
namespace {

TEST(Elements, are_shared_by_copies_until_one_is_changed) {
  Elements first;
  first.emplace_back().element = "a";
  auto second = first;
  EXPECT_TRUE(second.shares_with(first));
  second.emplace_back().element = "b";
  EXPECT_FALSE(second.shares_with(first));
  EXPECT_EQ(first.size(), 1u);
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[1].element, "b");
}

TEST(Elements, of_which_there_are_none_are_shared_with_nobody) {
  Elements first, second;
  EXPECT_TRUE(first.empty());
  EXPECT_FALSE(first.shares_with(second));
  first.emplace_back();
  first.clear();
  EXPECT_EQ(first.begin(), first.end());
}

}  // namespace
}  // namespace andon::model
