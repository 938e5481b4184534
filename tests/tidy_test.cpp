#include <gtest/gtest.h>

TEST(Tidy, is_written) { SUCCEED(); }
