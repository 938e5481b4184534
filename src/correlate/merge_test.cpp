#include <gtest/gtest.h>

#include <set>

#include "correlate/correlate.h"

namespace andon::correlate {
namespace {

using model::FindingState;

model::Finding finding(std::string context, std::string path, std::uint32_t ordinal = 0,
                       std::string check = "secrets") {
  model::Finding out;
  out.check = std::move(check);
  out.rule = "rule";
  out.path = std::move(path);
  out.identity = {std::move(context), ordinal};
  out.id = out.identity.context + std::to_string(ordinal) + out.path;
  out.severity = model::Severity::high;
  out.region = {3, 1, 3, 9};
  return out;
}

model::Run run(std::vector<model::Finding> findings, std::string check = "secrets") {
  model::Run out;
  out.check = std::move(check);
  out.findings = std::move(findings);
  return out;
}

Before compared(std::vector<model::Finding> findings, std::set<std::string> now_paths = {},
                std::set<std::string> then_paths = {}) {
  Before before;
  before.baseline.kind = "merge_base";
  before.runs.push_back(run(std::move(findings)));
  before.is_in_tree = [now_paths](const std::string& path) { return now_paths.contains(path); };
  before.was_in_baseline = [then_paths](const std::string& path) {
    return then_paths.contains(path);
  };
  return before;
}

model::Waiver waiver(std::string id, base::Instant expires) {
  model::Waiver out;
  out.id = std::move(id);
  out.rule = "rule";
  out.expires = expires;
  return out;
}

std::vector<FindingState> states(const Merged& merged) {
  std::vector<FindingState> out;
  for (const auto& each : merged.findings) out.push_back(each.state);
  return out;
}

const base::Instant today{20'000 * base::day_ms};

}  // namespace

TEST(Merge, a_finding_of_the_baseline_is_existing_and_another_is_new) {
  const auto merged = merge({run({finding("a", "x.c"), finding("b", "x.c")})},
                            compared({finding("a", "x.c")}), {}, today);
  EXPECT_EQ(states(merged), (std::vector{FindingState::new_, FindingState::existing}));
}

TEST(Merge, of_three_equal_lines_where_two_were_one_is_new) {
  const auto merged =
      merge({run({finding("a", "x.c", 0), finding("a", "x.c", 1), finding("a", "x.c", 2)})},
            compared({finding("a", "x.c", 0), finding("a", "x.c", 1)}), {}, today);
  EXPECT_EQ(states(merged),
            (std::vector{FindingState::new_, FindingState::existing, FindingState::existing}));
}

TEST(Merge, a_renamed_file_keeps_its_findings) {
  const auto merged = merge({run({finding("a", "new.c")})},
                            compared({finding("a", "old.c")}, {"new.c"}, {"old.c"}), {}, today);
  EXPECT_EQ(states(merged), (std::vector{FindingState::existing}));
}

TEST(Merge, a_copied_file_is_new) {
  const auto merged =
      merge({run({finding("a", "old.c"), finding("a", "new.c")})},
            compared({finding("a", "old.c")}, {"new.c", "old.c"}, {"old.c"}), {}, today);
  EXPECT_EQ(states(merged), (std::vector{FindingState::new_, FindingState::existing}));
}

TEST(Merge, a_file_moved_to_two_places_is_ambiguous_hence_new) {
  const auto merged =
      merge({run({finding("a", "one.c"), finding("a", "two.c")})},
            compared({finding("a", "old.c")}, {"one.c", "two.c"}, {"old.c"}), {}, today);
  EXPECT_EQ(states(merged),
            (std::vector{FindingState::new_, FindingState::new_, FindingState::fixed}));
}

TEST(Merge, another_value_in_the_same_place_is_new) {
  auto now = finding("a", "x.c");
  auto then = now;
  now.value_key = "k1";
  then.value_key = "k2";
  auto before = compared({then});
  before.has_comparable_values = true;
  EXPECT_EQ(merge({run({now})}, before, {}, today).findings.at(0).state, FindingState::new_);
  before.has_comparable_values = false;
  EXPECT_EQ(merge({run({now})}, before, {}, today).findings.at(0).state, FindingState::existing);
}

TEST(Merge, only_a_complete_run_of_the_same_check_that_covers_the_path_says_fixed) {
  auto now = run({});
  EXPECT_EQ(states(merge({now}, compared({finding("a", "x.c")}), {}, today)),
            (std::vector{FindingState::fixed}));
  now.outcome = model::Outcome::partial;
  EXPECT_TRUE(merge({now}, compared({finding("a", "x.c")}), {}, today).findings.empty());
  now.outcome = model::Outcome::complete;
  now.scope.is_whole = false;
  now.scope.paths = {"y.c"};
  EXPECT_TRUE(merge({now}, compared({finding("a", "x.c")}), {}, today).findings.empty());
  EXPECT_TRUE(
      merge({run({}, "semgrep")}, compared({finding("a", "x.c")}), {}, today).findings.empty());
}

TEST(Merge, a_check_without_a_baseline_run_is_split_by_changed_lines) {
  auto before = compared({});
  before.has_changed_lines = true;
  before.changed = {{"x.c", {{3, 3}}}};
  auto on = finding("a", "x.c", 0, "semgrep");
  auto off = finding("b", "x.c", 0, "semgrep");
  off.region = {9, 1, 9, 5};
  auto unplaced = finding("c", "x.c", 0, "semgrep");
  unplaced.region = {};
  const auto merged = merge({run({on, off, unplaced}, "semgrep")}, before, {}, today);
  EXPECT_EQ(states(merged),
            (std::vector{FindingState::new_, FindingState::new_, FindingState::existing}));
}

TEST(Merge, adopted_debt_is_existing_and_its_slope_is_told) {
  Before before;
  before.baseline.kind = "adopted";
  before.is_in_tree = [](const std::string&) { return true; };
  model::Adoption adoption;
  adoption.adopted_at = today;
  adoption.findings = {{"", "secrets", "rule", "x.c", {"a", 0}},
                       {"", "secrets", "rule", "y.c", {"b", 0}}};
  before.adoptions = {adoption};
  const auto merged = merge({run({finding("a", "x.c"), finding("n", "x.c")})}, before, {}, today);
  EXPECT_EQ(states(merged), (std::vector{FindingState::new_, FindingState::existing}));
  EXPECT_EQ(merged.slope.adopted, 2u);
  EXPECT_EQ(merged.slope.remaining, 1u);
}

TEST(Merge, a_waiver_waives_until_its_end_and_is_named_after_it) {
  const auto before = compared({});
  const auto expires = base::Instant{today.ms + 1};
  auto merged = merge({run({finding("a", "x.c")})}, before, {waiver("w", expires)}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::waived);
  EXPECT_EQ(merged.waivers.at(0).standing, "applied");
  merged = merge({run({finding("a", "x.c")})}, before, {waiver("w", expires)}, expires);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::returned);
  EXPECT_EQ(merged.findings.at(0).waiver, "w");
  EXPECT_EQ(merged.waivers.at(0).standing, "expired");
}

TEST(Merge, an_active_waiver_wins_over_an_expired_one_in_any_order) {
  const auto active = waiver("active", {today.ms + 1});
  const auto expired = waiver("expired", {today.ms - 1});
  for (const auto& waivers : {std::vector{active, expired}, std::vector{expired, active}}) {
    const auto merged = merge({run({finding("a", "x.c")})}, compared({}), waivers, today);
    EXPECT_EQ(merged.findings.at(0).state, FindingState::waived);
    EXPECT_EQ(merged.findings.at(0).waiver, "active");
  }
}

TEST(Merge, an_unused_waiver_is_reported_and_one_without_extent_matches_nothing) {
  auto none = waiver("w", {today.ms + 1});
  none.rule.clear();
  const auto merged = merge({run({finding("a", "x.c")})}, compared({}), {none}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::new_);
  EXPECT_EQ(merged.waivers.at(0).standing, "unused");
}

TEST(Merge, a_narrow_run_calls_no_waiver_unused) {
  auto narrow = run({});
  narrow.scope.is_whole = false;
  EXPECT_TRUE(merge({narrow}, compared({}), {waiver("w", {today.ms + 1})}, today).waivers.empty());
}

TEST(Merge, a_waiver_by_identity_follows_a_rename_but_not_a_copy) {
  auto named = waiver("w", {today.ms + 1});
  named.rule.clear();
  named.findings = {{"", "secrets", "rule", "old.c", {"a", 0}}};
  const auto moved = compared({}, {"new.c"}, {});
  EXPECT_EQ(merge({run({finding("a", "new.c")})}, moved, {named}, today).findings.at(0).state,
            FindingState::waived);
  const auto copied = compared({}, {"new.c", "old.c"}, {});
  EXPECT_EQ(merge({run({finding("a", "new.c")})}, copied, {named}, today).findings.at(0).state,
            FindingState::new_);
}

TEST(Merge, a_waiver_holds_for_every_tool_that_reports_the_finding) {
  auto one = finding("a", "x.py", 0, "semgrep");
  auto two = finding("b", "x.py", 0, "bandit");
  one.weaknesses = two.weaknesses = {"CWE-78"};
  two.rule = "B602";
  auto for_bandit = waiver("w", {today.ms + 1});
  for_bandit.rule.clear();
  for_bandit.check = "bandit";
  for_bandit.path = "x.py";
  const auto merged =
      merge({run({one}, "semgrep"), run({two}, "bandit")}, compared({}), {for_bandit}, today);
  ASSERT_EQ(merged.findings.size(), 1u);
  EXPECT_EQ(merged.findings[0].also_reported_by, std::vector<std::string>{"bandit: B602"});
  EXPECT_EQ(merged.findings[0].state, FindingState::waived);
}

TEST(Merge, a_comment_that_one_tool_honours_does_not_silence_another) {
  auto one = finding("a", "x.py", 0, "semgrep");
  auto two = finding("b", "x.py", 0, "bandit");
  one.weaknesses = two.weaknesses = {"CWE-78"};
  one.suppression = model::Suppression{"nosemgrep", "", true, false};
  const auto merged = merge({run({one}, "semgrep"), run({two}, "bandit")}, compared({}), {}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::new_);
}

TEST(Merge, a_comment_that_the_change_brings_is_only_proposed) {
  auto now = finding("a", "x.c");
  now.suppression = model::Suppression{"gitleaks:allow", "", true, false};
  auto merged = merge({run({now})}, compared({}), {}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::new_);
  EXPECT_TRUE(merged.findings[0].suppression->is_proposed);
  merged = merge({run({now})}, compared({now}), {}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::suppressed);
  now.suppression->is_inline = false;
  merged = merge({run({now})}, compared({}), {}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::suppressed);
}

TEST(Merge, on_a_first_look_all_is_existing) {
  Before before;
  const auto merged = merge({run({finding("a", "x.c")})}, before, {}, today);
  EXPECT_EQ(merged.findings.at(0).state, FindingState::existing);
  EXPECT_EQ(merged.findings.at(0).state_reason, "first look");
}

TEST(Date, comes_from_earlier_runs_and_never_changes_existing) {
  auto merged = merge({run({finding("a", "x.c"), finding("b", "x.c")})},
                      compared({finding("a", "x.c")}), {}, today);
  const base::Instant early{today.ms - 9};
  const base::Instant fixed{today.ms - 5};
  date(merged.findings,
       {{{"", "secrets", "rule", "x.c", {"a", 0}}, early, std::nullopt, std::nullopt},
        {{"", "secrets", "rule", "x.c", {"b", 0}}, early, fixed, std::nullopt}},
       today);
  EXPECT_EQ(merged.findings[0].state, FindingState::returned);
  EXPECT_EQ(merged.findings[0].returned_at, today);
  EXPECT_EQ(merged.findings[1].state, FindingState::existing);
  EXPECT_EQ(merged.findings[1].first_seen, early);
}

}  // namespace andon::correlate
