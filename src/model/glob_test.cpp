#include "model/glob.h"

#include <gtest/gtest.h>

namespace andon::model {

TEST(Glob, without_a_slash_matches_in_any_folder) {
  EXPECT_TRUE(path_matches("*.pem", "a.pem"));
  EXPECT_TRUE(path_matches("*.pem", "x/y/a.pem"));
  EXPECT_FALSE(path_matches("*.pem", "a.pem.txt"));
}

TEST(Glob, with_a_slash_matches_from_the_top) {
  EXPECT_TRUE(path_matches("src/*.c", "src/a.c"));
  EXPECT_FALSE(path_matches("src/*.c", "x/src/a.c"));
  EXPECT_FALSE(path_matches("src/*.c", "src/x/a.c"));
  EXPECT_TRUE(path_matches("/a.c", "a.c"));
  EXPECT_FALSE(path_matches("/a.c", "x/a.c"));
}

TEST(Glob, a_folder_covers_all_below_it) {
  EXPECT_TRUE(path_matches("tests/", "tests/a/b.c"));
  EXPECT_TRUE(path_matches("tests", "x/tests/b.c"));
  EXPECT_FALSE(path_matches("tests/", "tests"));
  EXPECT_FALSE(path_matches("tests/", "mytests/a"));
}

TEST(Glob, two_stars_span_parts) {
  EXPECT_TRUE(path_matches("docs/**/x.md", "docs/x.md"));
  EXPECT_TRUE(path_matches("docs/**/x.md", "docs/a/b/x.md"));
  EXPECT_FALSE(path_matches("docs/**/x.md", "docs/a/xx.md"));
  EXPECT_TRUE(path_matches("docs/**", "docs/a/b"));
  EXPECT_TRUE(path_matches("a/*/c*d", "a/b/cxxd"));
}

TEST(Glob, knows_classes_and_quotes) {
  EXPECT_TRUE(path_matches("[a-c].c", "b.c"));
  EXPECT_FALSE(path_matches("[!a-c].c", "b.c"));
  EXPECT_TRUE(path_matches("\\*.c", "*.c"));
  EXPECT_FALSE(path_matches("\\*.c", "a.c"));
  EXPECT_FALSE(path_matches("", "a"));
}

TEST(Glob, takes_no_exponential_time) {
  const std::string text(2000, 'a');
  EXPECT_FALSE(path_matches("*a*a*a*a*a*a*a*a*a*ab", text));
}

}  // namespace andon::model
