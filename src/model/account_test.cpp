#include "model/account.h"

#include <gtest/gtest.h>

namespace andon::model {
namespace {

TEST(Account, is_one_however_it_is_spelt) {
  EXPECT_EQ(plain_account(" @Kim "), "kim");
  EXPECT_TRUE(is_same_account("@Kim", "kim"));
  EXPECT_FALSE(is_same_account("kim", "kim2"));
}

TEST(Account, that_is_missing_is_nobodys) {
  EXPECT_FALSE(is_same_account("", ""));
  EXPECT_FALSE(is_same_account("@", " "));
}

}  // namespace
}  // namespace andon::model
