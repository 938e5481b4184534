// The tools themselves, in the sandbox that this machine has.
#include <gtest/gtest.h>

#include <stdlib.h>

#include <algorithm>

#include "base/real_world.h"
#include "tests/fakes/fake_world.h"
#include "tools/tools.h"

namespace andon::tools {
namespace {

using model::Outcome;

class RealToolsTest : public testing::Test {
 protected:
  void SetUp() override {
    // Where `./dev setup` puts them.
    const std::string path = std::string(ANDON_SOURCE_DIR) + "/build/tools/venv/bin:/usr/bin:/bin";
    ::setenv("PATH", path.c_str(), 1);
    world = base::make_real_world();
    fake.emplace(*world, 2);
    root = world->files().make_temporary_folder("test").value();
  }
  void TearDown() override { EXPECT_TRUE(world->files().remove_all(root).has_value()); }

  bool is_installed(const std::string& name) {
    return world->processes().find(name, root).has_value();
  }
  void put(const std::string& path, std::string_view text) {
    const std::string whole = root + "/" + path;
    ASSERT_TRUE(world->files().make_folders(whole.substr(0, whole.find_last_of('/'))).has_value());
    ASSERT_TRUE(world->files().write_atomically(whole, text).has_value());
  }
  // Of "new" judged by "old" when there is one.
  model::Run run(const std::string& name) {
    tree::Source source;
    source.path = root + "/new";
    auto tree = tree::open(*fake, source);
    EXPECT_TRUE(tree.has_value()) << tree.error().text();
    std::optional<tree::Tree> judging;
    if (world->files().status(root + "/old")) {
      source.path = root + "/old";
      judging = std::move(tree::open(*fake, source).value());
    }
    Request request;
    request.tools = {{.name = name, .rules = {{"rules.yaml", std::string(rules)}}, .program = {}}};
    auto runs = tools::run(*fake, *tree, judging ? &*judging : nullptr, request);
    for (const model::Problem& problem : runs.at(0).problems)
      if (!problem.is_harmless) ADD_FAILURE() << problem.path << ": " << problem.text;
    EXPECT_EQ(runs.at(0).outcome, Outcome::complete) << runs.at(0).reason;
    EXPECT_EQ(runs.at(0).sandbox, base::name(world->processes().strongest_sandbox()));
    EXPECT_NE(runs.at(0).tool_version, "");
    return std::move(runs.at(0));
  }
  static std::vector<std::string> places(const model::Run& run) {
    std::vector<std::string> out;
    for (const model::Finding& finding : run.findings)
      out.push_back(fmt::format("{}:{} {}{}", finding.path, finding.region.start_line, finding.rule,
                                finding.suppression ? " suppressed" : ""));
    std::ranges::sort(out);
    return out;
  }

  static constexpr std::string_view rules =
      "rules:\n"
      "  - id: no-eval\n"
      "    pattern: eval(...)\n"
      "    message: eval runs anything\n"
      "    severity: ERROR\n"
      "    languages: [python]\n";
  std::unique_ptr<base::World> world;
  std::optional<FakeContext> fake;
  std::string root;
};

using Places = std::vector<std::string>;

TEST_F(RealToolsTest, semgrep_finds_by_the_rules_it_is_given) {
  if (!is_installed("semgrep")) GTEST_SKIP() << "semgrep is not installed: ./dev setup";
  put("new/a.py", "eval(x)\n");
  put("new/b.py", "eval(y)  # nosemgrep\n");
  EXPECT_EQ(places(run("semgrep")), (Places{"a.py:1 no-eval", "b.py:1 no-eval suppressed"}));
}

TEST_F(RealToolsTest, semgrep_is_not_silenced_by_an_ignore_file_that_the_change_brings) {
  if (!is_installed("semgrep")) GTEST_SKIP() << "semgrep is not installed: ./dev setup";
  put("new/a.py", "eval(x)\n");
  put("new/docs/b.py", "eval(y)\n");
  put("new/.semgrepignore", "*\n");
  put("old/a.py", "");
  put("old/.semgrepignore", "docs/\n");
  EXPECT_EQ(places(run("semgrep")), Places{"a.py:1 no-eval"}) << "the baseline leaves out docs/";
  ASSERT_TRUE(world->files().remove(root + "/old/.semgrepignore").has_value());
  EXPECT_EQ(places(run("semgrep")), (Places{"a.py:1 no-eval", "docs/b.py:1 no-eval"}));
}

TEST_F(RealToolsTest, bandit_finds_and_shows_what_comments_suppress) {
  if (!is_installed("bandit")) GTEST_SKIP() << "bandit is not installed: ./dev setup";
  put("new/a.py", "eval(x)\n");
  put("new/-odd name.py", "eval(y)  # nosec\n");
  EXPECT_EQ(places(run("bandit")), (Places{"-odd name.py:1 B307 suppressed", "a.py:1 B307"}));
}

TEST_F(RealToolsTest, bandit_is_not_silenced_by_settings_that_the_change_brings) {
  if (!is_installed("bandit")) GTEST_SKIP() << "bandit is not installed: ./dev setup";
  put("new/a.py", "eval(x)\nassert x\n");
  put("new/.bandit", "[bandit]\nskips = B101,B307\n");
  put("old/a.py", "");
  put("old/.bandit", "[bandit]\nskips = B101\n");
  EXPECT_EQ(places(run("bandit")), Places{"a.py:1 B307"});
}

TEST_F(RealToolsTest, cppcheck_finds_and_shows_what_comments_suppress) {
  if (!is_installed("cppcheck")) GTEST_SKIP() << "cppcheck is not installed";
  put("new/a.c", "int f(void) { int *p = 0; return *p; }\n");
  put("new/sub/b.cpp", "// cppcheck-suppress nullPointer\nint g() { int *p = 0; return *p; }\n");
  EXPECT_EQ(places(run("cppcheck")),
            (Places{"a.c:1 nullPointer", "sub/b.cpp:2 nullPointer suppressed"}));
}

TEST_F(RealToolsTest, leaves_nothing_behind_and_the_tree_as_it_was) {
  if (!is_installed("bandit")) GTEST_SKIP() << "bandit is not installed: ./dev setup";
  put("new/a.py", "eval(x)\n");
  static_cast<void>(run("bandit"));
  EXPECT_EQ(world->files().list(root + "/new")->size(), 1u);
}

}  // namespace
}  // namespace andon::tools
