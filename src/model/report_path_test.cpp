#include "model/report_path.h"

#include <gtest/gtest.h>

namespace andon::model {
namespace {

TEST(ReportPath, cleans_what_tools_write) {
  EXPECT_EQ(report_path("./src//a/../b.c"), "src/b.c");
  EXPECT_EQ(report_path("src\\win\\a.c"), "src/win/a.c");
  EXPECT_EQ(report_path("C:\\build\\src\\a.c"), "/build/src/a.c");
  EXPECT_EQ(report_path("/builds/g/p/src/a.c"), "/builds/g/p/src/a.c");
  EXPECT_EQ(report_path("src/odd\\name.c"), "src/odd\\name.c");
  EXPECT_EQ(report_path("../../etc/passwd"), "etc/passwd");
  EXPECT_EQ(report_path("50%.txt"), "50%25.txt");
  EXPECT_EQ(report_path("a\xff.c"), "a%FF.c");
  EXPECT_EQ(report_path(""), "");
  EXPECT_EQ(report_path("."), "");
}

TEST(ReportPath, decodes_uris) {
  EXPECT_EQ(report_uri("src/a%20b.c"), "src/a b.c");
  EXPECT_EQ(report_uri("file:///home/ci/a.c"), "/home/ci/a.c");
  EXPECT_EQ(report_uri("file:///C:/Users/x/a.c"), "/Users/x/a.c");
  EXPECT_EQ(report_uri("file:///c%3A/x/a.c"), "/x/a.c");
  EXPECT_EQ(report_uri("file://host/share/a.c"), "/share/a.c");
  EXPECT_EQ(report_uri("FILE:/a.c"), "/a.c");
  EXPECT_EQ(report_uri("C:\\a\\b.c"), "/a/b.c");
  EXPECT_EQ(report_uri("a%zz%4"), "a%25zz%254");
  EXPECT_EQ(report_uri("https://example.org/a?b"), "https://example.org/a?b");
}

TEST(ReportPath, resolves_against_a_base) {
  EXPECT_EQ(resolved_path("/home/ci/p", "src/a.c"), "/home/ci/p/src/a.c");
  EXPECT_EQ(resolved_path("", "src/a.c"), "src/a.c");
  EXPECT_EQ(resolved_path("/home/ci", "/other/a.c"), "/other/a.c");
  EXPECT_EQ(resolved_path("/home/ci", "https://h/a.c"), "https://h/a.c");
}

std::string found(std::vector<std::string> tree, std::string_view path) {
  ReportPaths paths(tree);
  const auto once = paths.find(path);
  EXPECT_EQ(once, paths.find(path));  // the second answer comes from memory
  return once ? std::string(*once) : "-";
}

TEST(ReportPaths, finds_the_same_path_first) {
  EXPECT_EQ(found({"a.c", "sub/a.c"}, "a.c"), "a.c");
  EXPECT_EQ(found({"src/a.c", "sub/src/a.c"}, "src/a.c"), "src/a.c");
}

TEST(ReportPaths, maps_an_absolute_path_by_its_longest_end) {
  EXPECT_EQ(found({"src/a.c", "test/a.c"}, "/builds/group/project/src/a.c"), "src/a.c");
  EXPECT_EQ(found({"a.c", "src/a.c"}, "/builds/p/src/a.c"), "src/a.c");
  EXPECT_EQ(found({"main.c"}, "/builds/p/main.c"), "main.c");
}

TEST(ReportPaths, maps_a_path_of_a_subfolder) {
  EXPECT_EQ(found({"sub/src/a.c", "sub/src/b.c"}, "src/a.c"), "sub/src/a.c");
}

TEST(ReportPaths, answers_nothing_when_several_would_do) {
  EXPECT_EQ(found({"one/src/a.c", "two/src/a.c"}, "src/a.c"), "-");
  EXPECT_EQ(found({"one/a.c", "two/a.c"}, "/builds/a.c"), "-");
}

TEST(ReportPaths, does_not_take_another_file_of_the_same_name) {
  EXPECT_EQ(found({"src/index.js"}, "node_modules/left-pad/index.js"), "-");
  EXPECT_EQ(found({"src/a.c"}, "/elsewhere/b.c"), "-");
  EXPECT_EQ(found({"src/a.c"}, ""), "-");
}

}  // namespace
}  // namespace andon::model
