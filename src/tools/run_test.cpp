#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "tests/fakes/fake_world.h"
#include "tools/tools.h"

namespace andon::tools {
namespace {

using model::Outcome;

constexpr std::string_view bandit_report = R"({
  "errors": [], "generated_at": "2026-01-01T00:00:00Z", "metrics": {},
  "results": [
    {"code": "1 eval(x)\n", "col_offset": 0, "end_col_offset": 7, "filename": "./a.py",
     "issue_confidence": "HIGH", "issue_severity": "MEDIUM",
     "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
     "issue_text": "Use of possibly insecure function.", "line_number": 1, "line_range": [1],
     "more_info": "https://bandit.readthedocs.io/", "test_id": "B307", "test_name": "blacklist"}
  ]
})";

std::string argument_after(const base::Command& command, std::string_view option) {
  const auto at = std::ranges::find(command.argv, option);
  return at == command.argv.end() || at + 1 == command.argv.end() ? std::string() : *(at + 1);
}

class RunTest : public testing::Test {
 protected:
  RunTest() {
    world.put("/tree/a.py", "eval(x)\n");
    world.put("/tree/README.md", "text\n");
    world.programs.set_sandbox(base::SandboxKind::bubblewrap);
  }

  // Bandit that writes `report` and ends so.
  void script_bandit(std::string report, base::Ended ended) {
    world.put("/usr/bin/bandit", "");
    world.programs.script({"bandit"}, [this, report, ended](const base::Command& command) {
      if (!report.empty()) world.put(argument_after(command, "--output"), report);
      last = command;
      last_sandbox = *command.sandbox;
      return ended;
    });
    world.programs.script({"bandit", "--version"}, "bandit 1.9.4\n");
  }
  static base::Ended ended(int code, std::string error = {}) {
    base::Ended out;
    out.exit_code = code;
    out.error = std::move(error);
    return out;
  }

  model::Run run(const std::string& name, std::vector<RuleFile> rules = {}) {
    tree::Source source;
    source.path = "/tree";
    auto tree = tree::open(fake, source);
    EXPECT_TRUE(tree.has_value()) << tree.error().text();
    std::optional<tree::Tree> base;
    if (world.disk.has("/base")) {
      source.path = "/base";
      auto opened = tree::open(fake, source);
      EXPECT_TRUE(opened.has_value());
      base = std::move(*opened);
    }
    request.tools = {{.name = name, .rules = std::move(rules), .program = {}}};
    auto runs = tools::run(fake, *tree, base ? &*base : nullptr, request);
    EXPECT_EQ(runs.size(), 1u);
    for (const std::string& path : world.disk.paths("/tmp")) ADD_FAILURE() << path << " was left";
    return std::move(runs.at(0));
  }

  FakeWorld world;
  FakeContext fake{world};
  Request request;
  base::Command last;
  base::Sandbox last_sandbox;
};

TEST_F(RunTest, is_skipped_when_the_tool_is_absent) {
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::skipped);
  EXPECT_EQ(done.reason, "bandit is not installed");
  EXPECT_EQ(done.check, "bandit");
}

TEST_F(RunTest, is_skipped_when_semgrep_has_no_rules_or_the_tool_is_unknown) {
  world.programs.install("semgrep", "/usr/bin/semgrep");
  EXPECT_EQ(run("semgrep").reason, "no rule files are named for semgrep");
  EXPECT_EQ(run("magic").reason, "andon knows no tool of this name");
  EXPECT_EQ(run("magic").outcome, Outcome::skipped);
}

TEST_F(RunTest, never_takes_a_program_from_the_tree) {
  world.put("/tree/bin/bandit", "#!/bin/sh\n");
  world.programs.install("bandit", "/tree/bin/bandit");
  EXPECT_EQ(run("bandit").outcome, Outcome::skipped);
  EXPECT_EQ(world.touched.count("run /tree/"), 0u);
}

TEST_F(RunTest, hands_back_what_the_tool_found) {
  script_bandit(std::string(bandit_report), ended(0));
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::complete) << done.reason;
  ASSERT_EQ(done.findings.size(), 1u);
  EXPECT_EQ(done.findings[0].check, "bandit");
  EXPECT_EQ(done.findings[0].rule, "B307");
  EXPECT_EQ(done.findings[0].path, "a.py");
  EXPECT_EQ(done.kind, "tool");
  EXPECT_EQ(done.tool_version, "1.9.4");
  EXPECT_EQ(done.sandbox, "bubblewrap");
  EXPECT_EQ(done.files_read, 1u) << "the text file is none of its own";
  EXPECT_TRUE(done.scope.is_whole);
  EXPECT_EQ(done.scope.rule_digest.size(), 64u);
  EXPECT_EQ(last.folder, "/tree");
  EXPECT_EQ(last.argv.back(), "a.py");
  EXPECT_LE(last.timeout_ms, base::limits::tool_timeout_ms);
  EXPECT_GT(last.timeout_ms, base::limits::tool_timeout_ms - 1000);
}

TEST_F(RunTest, keeps_its_scope_digests_from_run_to_run_and_changes_them_with_the_rules) {
  script_bandit(std::string(bandit_report), ended(0));
  const model::Run first = run("bandit");
  EXPECT_EQ(run("bandit").scope.configuration_digest, first.scope.configuration_digest);
  EXPECT_EQ(run("bandit").scope.rule_digest, first.scope.rule_digest);
  world.put("/tree/.bandit", "[bandit]\nskips = B101\n");
  EXPECT_NE(run("bandit").scope.configuration_digest, first.scope.configuration_digest);
}

TEST_F(RunTest, is_complete_without_a_file_that_the_tool_applies_to) {
  script_bandit("", ended(0));
  world.put("/tree/a.py", "");
  ASSERT_TRUE(world.files().remove("/tree/a.py").has_value());
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::complete);
  EXPECT_EQ(done.files_read, 0u);
  EXPECT_EQ(done.reason, "no file that it applies to");
}

TEST_F(RunTest, fails_with_the_last_words_of_a_tool_that_gave_up) {
  script_bandit("", ended(2, "Traceback\nKeyError: 'x'\n"));
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::failed);
  EXPECT_EQ(done.reason, "it ended with exit code 2");
  const bool is_told = std::ranges::any_of(done.problems, [](const model::Problem& problem) {
    return problem.text.find("KeyError: 'x'") != std::string::npos && !problem.is_harmless;
  });
  EXPECT_TRUE(is_told);
}

TEST_F(RunTest, fails_without_a_report_or_with_garbage) {
  script_bandit("", ended(0));
  EXPECT_EQ(run("bandit").outcome, Outcome::failed);
  script_bandit("not json", ended(0));
  EXPECT_EQ(run("bandit").outcome, Outcome::failed);
}

TEST_F(RunTest, is_partial_with_what_a_cut_report_held) {
  std::string cut(bandit_report);
  cut.resize(cut.rfind('}') - 2);
  script_bandit(cut, ended(0));
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::partial) << done.reason;
  EXPECT_EQ(done.findings.size(), 1u);
}

TEST_F(RunTest, is_not_complete_when_its_time_is_over_or_it_crashed) {
  base::Ended slow = ended(-1);
  slow.is_timed_out = true;
  slow.duration_ms = 900'000;
  script_bandit(std::string(bandit_report), slow);
  const model::Run late = run("bandit");
  EXPECT_EQ(late.outcome, Outcome::partial);
  EXPECT_EQ(late.reason, "its time was over after 900 s");
  base::Ended crashed = ended(-1);
  crashed.signal = 11;
  script_bandit("", crashed);
  EXPECT_EQ(run("bandit").reason, "it crashed (signal 11)");
}

TEST_F(RunTest, does_not_follow_a_link_where_the_report_should_be) {
  script_bandit("", ended(0));
  world.put("/secret", std::string(bandit_report));
  world.programs.script({"bandit", "--quiet"}, [&](const base::Command& command) {
    world.disk.put_link(argument_after(command, "--output"), "/secret");
    return ended(0);
  });
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::failed);
  EXPECT_TRUE(done.findings.empty());
}

TEST_F(RunTest, shows_comments_of_the_field_as_suppressed) {
  world.put("/tree/a.py", "eval(x)  # nosec B307\n");
  script_bandit(std::string(bandit_report), ended(0));
  const model::Run done = run("bandit");
  ASSERT_EQ(done.findings.size(), 1u);
  ASSERT_TRUE(done.findings[0].suppression.has_value());
  EXPECT_EQ(done.findings[0].suppression->by, "nosec");
}

TEST_F(RunTest, names_a_file_whose_name_the_tool_cannot_take) {
  world.put("/tree/b\n.py", "");
  script_bandit(std::string(bandit_report), ended(0));
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::partial);
  EXPECT_EQ(done.findings.size(), 1u);
  EXPECT_TRUE(std::ranges::any_of(
      done.problems, [](const model::Problem& problem) { return problem.path == "b%0A.py"; }));
}

TEST_F(RunTest, refuses_a_weaker_sandbox_than_is_required) {
  script_bandit(std::string(bandit_report), ended(0));
  world.programs.set_sandbox(base::SandboxKind::none);
  request.sandbox_at_least = base::SandboxKind::bubblewrap;
  const model::Run done = run("bandit");
  EXPECT_EQ(done.outcome, Outcome::failed);
  EXPECT_NE(done.reason.find("bubblewrap is required"), std::string::npos);
}

TEST_F(RunTest, hands_bandit_the_settings_of_the_baseline_and_not_those_of_the_change) {
  script_bandit(std::string(bandit_report), ended(0));
  world.put("/tree/.bandit", "[bandit]\nskips = B307\n");
  world.put("/base/.bandit", "[bandit]\nskips = B101\n");
  static_cast<void>(run("bandit"));
  EXPECT_NE(std::ranges::find(last.argv, "--skip=B101"), last.argv.end());
  ASSERT_TRUE(world.files().remove("/base/.bandit").has_value());
  static_cast<void>(run("bandit"));
  EXPECT_TRUE(std::ranges::none_of(
      last.argv, [](const std::string& word) { return word.starts_with("--skip"); }));
}

class OwnFilesTest : public RunTest {
 protected:
  OwnFilesTest() {
    world.put("/tree/sub/b.py", "");
    world.put("/base/a.py", "");
    world.programs.script({"semgrep"}, [this](const base::Command& command) {
      last = command;
      last_sandbox = *command.sandbox;
      for (const auto& cover : last_sandbox.covers)
        covered[cover.path] = cover.with.empty() ? "absent" : world.disk.text(cover.with);
      for (const std::string& path : world.disk.paths(command.folder))
        seen[path.substr(command.folder.size() + 1)] = world.disk.text(path);
      world.put(argument_after(command, "--output"),
                R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Semgrep OSS"}},
                    "results": []}]})");
      return ended(0);
    });
  }
  model::Run run_semgrep() { return run("semgrep", {{"rules.yaml", "rules: []\n"}}); }
  std::map<std::string, std::string> covered, seen;
};

TEST_F(OwnFilesTest, are_laid_over_the_tree_as_the_baseline_has_them) {
  world.put("/tree/.semgrepignore", "*\n");
  world.put("/tree/sub/.semgrepignore", "*\n");
  world.put("/tree/same/.semgrepignore", "x\n");
  world.put("/base/.semgrepignore", "docs/\n");
  world.put("/base/same/.semgrepignore", "x\n");
  world.put("/base/sub/deleted/.semgrepignore", "in a folder that is no more\n");
  const model::Run done = run_semgrep();
  EXPECT_EQ(done.outcome, Outcome::complete) << done.reason;
  EXPECT_EQ(covered, (std::map<std::string, std::string>{{"/tree/.semgrepignore", "docs/\n"},
                                                         {"/tree/sub/.semgrepignore", "absent"}}));
  EXPECT_EQ(
      std::ranges::count_if(done.problems, [](const auto& problem) { return problem.is_harmless; }),
      2);
}

TEST_F(OwnFilesTest, that_the_change_deleted_are_shown_all_the_same) {
  world.put("/base/sub/.semgrepignore", "docs/\n");
  static_cast<void>(run_semgrep());
  EXPECT_EQ(covered, (std::map<std::string, std::string>{{"/tree/sub/.semgrepignore", "docs/\n"}}));
}

TEST_F(OwnFilesTest, that_count_are_part_of_the_scope) {
  world.put("/base/.semgrepignore", "docs/\n");
  const std::string digest = run_semgrep().scope.configuration_digest;
  EXPECT_EQ(run_semgrep().scope.configuration_digest, digest);
  world.put("/tree/.semgrepignore", "*\n");
  EXPECT_EQ(run_semgrep().scope.configuration_digest, digest) << "the change's own does not count";
  world.put("/base/.semgrepignore", "tests/\n");
  EXPECT_NE(run_semgrep().scope.configuration_digest, digest);
}

TEST_F(OwnFilesTest, that_are_links_never_count) {
  world.disk.put_link("/tree/.semgrepignore", "a.py");
  static_cast<void>(run_semgrep());
  EXPECT_EQ(covered, (std::map<std::string, std::string>{{"/tree/.semgrepignore", "absent"}}));
}

TEST_F(OwnFilesTest, are_put_into_a_copy_where_nothing_can_be_laid_over) {
  world.programs.set_sandbox(base::SandboxKind::landlock);
  world.put("/tree/.semgrepignore", "*\n");
  world.put("/tree/sub/.semgrepignore", "*\n");
  world.put("/base/.semgrepignore", "docs/\n");
  const model::Run done = run_semgrep();
  EXPECT_EQ(done.outcome, Outcome::complete) << done.reason;
  EXPECT_NE(last.folder, "/tree");
  EXPECT_EQ(seen[".semgrepignore"], "docs/\n");
  EXPECT_FALSE(seen.contains("sub/.semgrepignore"));
  EXPECT_EQ(seen["a.py"], "eval(x)\n");
  EXPECT_EQ(world.disk.text("/tree/.semgrepignore"), "*\n") << "the tree itself was changed";
}

TEST_F(OwnFilesTest, of_the_tree_count_on_a_first_look) {
  ASSERT_TRUE(world.files().remove_all("/base").has_value());
  world.put("/tree/.semgrepignore", "docs/\n");
  static_cast<void>(run_semgrep());
  EXPECT_TRUE(covered.empty());
  EXPECT_EQ(seen[".semgrepignore"], "docs/\n");
}

TEST_F(OwnFilesTest, leave_the_rules_as_the_caller_gave_them) {
  static_cast<void>(run_semgrep());
  EXPECT_NE(argument_after(last, "--config"), "");
  EXPECT_EQ(last.argv.back(), ".");
}

}  // namespace
}  // namespace andon::tools
