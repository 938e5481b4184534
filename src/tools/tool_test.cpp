#include "tools/tool.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "tools/list.h"
#include "tools/tools.h"

namespace andon::tools {
namespace {

bool is_suppressed(const Tool& tool, std::string rule, std::uint32_t line, std::string_view text) {
  model::Finding finding;
  finding.rule = std::move(rule);
  finding.region.start_line = line;
  return tool.suppression(finding, base::lines(text)).has_value();
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

TEST(Tools, are_found_by_name) {
  ASSERT_EQ(all().size(), 3u);
  for (const Tool* tool : all()) EXPECT_EQ(find(tool->name), tool);
  EXPECT_EQ(find("nothing"), nullptr);
}

TEST(Bandit, honours_nosec_comments_for_the_rules_they_name) {
  EXPECT_TRUE(is_suppressed(known::bandit, "B602", 1, "call(x)  # nosec"));
  EXPECT_TRUE(is_suppressed(known::bandit, "B602", 1, "call(x)  #nosec B602"));
  EXPECT_TRUE(is_suppressed(known::bandit, "B602", 1, "call(x)  # nosec: B101, B602 because"));
  EXPECT_TRUE(is_suppressed(known::bandit, "B602", 1, "call(x)  # noqa # nosec"));
  EXPECT_FALSE(is_suppressed(known::bandit, "B602", 1, "call(x)  # nosec B101"));
  EXPECT_FALSE(is_suppressed(known::bandit, "B602", 1, "call(x)  # nosecurity"));
  EXPECT_FALSE(is_suppressed(known::bandit, "B602", 2, "# nosec\ncall(x)"));
  EXPECT_FALSE(is_suppressed(known::bandit, "B602", 9, "call(x)  # nosec"));
  EXPECT_FALSE(is_suppressed(known::bandit, "B602", 0, "call(x)  # nosec"));
}

TEST(Bandit, is_told_what_the_settings_in_force_say) {
  Invocation invocation;
  invocation.report = "/out/report";
  invocation.targets = {"a.py"};
  invocation.own_settings =
      "[other]\nskips = B999\n[bandit]\n# why\nskips: B101,\n  B605\nexclude = /tests\n"
      "targets = .\nbaseline = known.json\n";
  const Arguments arguments = known::bandit.arguments(invocation);
  EXPECT_TRUE(has(arguments.words, "--skip=B101,B605"));
  EXPECT_TRUE(has(arguments.words, "--exclude=/tests"));
  EXPECT_TRUE(has(arguments.words, "--ignore-nosec")) << "comments are ours to show";
  EXPECT_EQ(arguments.words.back(), "a.py");
  ASSERT_EQ(arguments.notes.size(), 1u) << "a baseline of its own would let the tree judge itself";
  EXPECT_EQ(arguments.notes[0].text, "the setting baseline is left out");
  EXPECT_TRUE(arguments.notes[0].is_harmless);
}

TEST(Cppcheck, honours_suppress_comments_on_the_line_and_before_it) {
  EXPECT_TRUE(is_suppressed(known::cppcheck, "nullPointer", 2,
                            "// cppcheck-suppress nullPointer\nreturn *p;"));
  EXPECT_TRUE(is_suppressed(known::cppcheck, "nullPointer", 1,
                            "return *p;  // cppcheck-suppress nullPointer ; why"));
  EXPECT_TRUE(is_suppressed(known::cppcheck, "b", 1, "x /* cppcheck-suppress[a, b] */"));
  EXPECT_FALSE(is_suppressed(known::cppcheck, "c", 1, "x /* cppcheck-suppress[a, b] */"));
  EXPECT_FALSE(
      is_suppressed(known::cppcheck, "nullPointer", 2, "// cppcheck-suppress other\nreturn *p;"));
  EXPECT_FALSE(is_suppressed(known::cppcheck, "nullPointer", 2,
                             "x;  // cppcheck-suppress nullPointer\nreturn *p;"));
  EXPECT_FALSE(is_suppressed(known::cppcheck, "a", 1, "\"cppcheck-suppress a\""));
}

TEST(Cppcheck, reads_its_files_from_a_list) {
  Invocation invocation;
  invocation.target_list = "/list";
  invocation.jobs = 3;
  const Arguments arguments = known::cppcheck.arguments(invocation);
  EXPECT_TRUE(has(arguments.words, "--file-list=/list"));
  EXPECT_FALSE(has(arguments.words, "--inline-suppr"));
  EXPECT_EQ(arguments.words.back(), "3");
}

TEST(Semgrep, looks_at_the_folder_when_the_tree_is_whole_and_at_files_when_it_is_not) {
  Invocation invocation;
  invocation.rules = {"/r/1.yaml", "/r/2.yaml"};
  invocation.targets = {"a.py"};
  EXPECT_EQ(known::semgrep.arguments(invocation).words.back(), ".");
  invocation.is_whole = false;
  const auto words = known::semgrep.arguments(invocation).words;
  EXPECT_EQ(words.back(), "a.py");
  EXPECT_EQ(std::ranges::count(words, "--config"), 2);
}

}  // namespace
}  // namespace andon::tools
