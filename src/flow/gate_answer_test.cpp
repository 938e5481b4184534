#include "flow/gate_answer.h"

#include <gtest/gtest.h>

namespace andon::flow {
namespace {

using enum model::Verdict;

base::Instant at(std::string_view text) { return *base::parse_instant(text); }

model::Decision decision(model::Verdict verdict, const std::string& element = {}) {
  model::Decision out;
  out.verdict = verdict;
  if (verdict == met) return out;
  model::RuleDecision rule;
  rule.rule = "r";
  rule.outcome = verdict == not_met ? model::RuleOutcome::fail : model::RuleOutcome::undecided;
  model::ElementOutcome one;
  one.element = element;
  one.outcome = rule.outcome;
  rule.elements.push_back(one);
  out.rules.push_back(rule);
  return out;
}

struct Case {
  policy::LevelsDecided decided;
  base::Value facts{base::Map{}};
  model::Organisation organisation;
  std::vector<model::Finding> findings;
  std::vector<model::Waiver> waivers;
  std::vector<StoppedLine> stopped;
  std::vector<BrokenGlass> glasses;
  Returning returning = Returning::no;
  std::vector<std::string> measure_rules;
  base::Instant now = at("2026-01-01T00:00:00Z");
  model::GateReport report;

  explicit Case(std::vector<model::Verdict> levels) {
    decided.done = decision(met);
    bool holds = true;
    int number = 0;
    for (const auto verdict : levels) {
      policy::LevelDecided level;
      level.id = "l" + std::to_string(number++);
      level.decision = decision(verdict, "f1");
      holds = holds && verdict == met;
      level.is_granted = holds;
      if (holds)
        decided.granted = level.id;
      else if (decided.next.empty())
        decided.next = level.id;
      decided.levels.push_back(level);
    }
    report.asked = decided.levels.back().id;
    report.release.tree = "t";
  }
  model::Verdict ask() {
    return answer({decided,
                   facts,
                   organisation,
                   findings,
                   waivers,
                   stopped,
                   glasses,
                   {},
                   now,
                   returning,
                   measure_rules},
                  report);
  }
};

TEST(GateAnswer, grants_up_to_the_first_level_that_lacks_something) {
  Case gate({met, not_met, met});
  EXPECT_EQ(gate.ask(), not_met);
  EXPECT_EQ(gate.report.granted, "l0");
  EXPECT_FALSE(gate.report.is_met);
}

TEST(GateAnswer, is_undecided_where_nothing_failed_and_something_is_not_known) {
  Case gate({met, undecided});
  EXPECT_EQ(gate.ask(), undecided);
  Case failed({undecided, not_met});
  EXPECT_EQ(failed.ask(), not_met) << "what is known to fail is told";
}

TEST(GateAnswer, grants_nothing_new_while_the_line_is_stopped) {
  Case gate({met});
  gate.stopped.emplace_back();
  EXPECT_EQ(gate.ask(), not_met);
  EXPECT_EQ(gate.report.granted, "none");
  EXPECT_FALSE(gate.report.levels.back().is_granted);
  ASSERT_EQ(gate.report.signals.size(), 1u);
  EXPECT_TRUE(gate.report.signals[0].is_blocking);
}

TEST(GateAnswer, lets_return_what_is_no_worse_even_while_the_line_is_stopped) {
  Case gate({not_met});
  gate.stopped.emplace_back();
  gate.returning = Returning::ran_before;
  EXPECT_EQ(gate.ask(), met);
  EXPECT_TRUE(gate.report.is_return);
  EXPECT_EQ(gate.report.granted, "none") << "no level is granted by it";
}

TEST(GateAnswer, ends_with_the_first_waiver_that_it_rests_on) {
  Case gate({met});
  for (const auto* end : {"2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z"}) {
    model::Waiver waiver;
    waiver.id = end;
    waiver.expires = at(end);
    gate.waivers.push_back(waiver);
    model::Finding finding;
    finding.state = model::FindingState::waived;
    finding.waiver = end;
    gate.findings.push_back(finding);
  }
  model::Waiver unused;
  unused.id = "unused";
  unused.expires = at("2026-01-02T00:00:00Z");
  gate.waivers.push_back(unused);
  EXPECT_EQ(gate.ask(), met);
  ASSERT_TRUE(gate.report.until);
  EXPECT_EQ(base::to_text(*gate.report.until), "2026-02-01T00:00:00Z");
}

TEST(GateAnswer, ends_with_a_measure_that_is_not_done) {
  Case gate({met});
  model::Plan plan;
  plan.id = "p";
  plan.expires = at("2026-06-01T00:00:00Z");
  for (const auto* id : {"done", "open"}) {
    model::Measure measure;
    measure.id = id;
    measure.due =
        at(std::string_view(id) == "done" ? "2026-01-10T00:00:00Z" : "2026-01-20T00:00:00Z");
    plan.measures.push_back(measure);
  }
  gate.organisation.plans.push_back(plan);
  base::Value measure{base::Map{}};
  measure.set("id", "p/done");
  measure.set("is_done", true);
  gate.facts.set("measures", base::List{measure});
  EXPECT_EQ(gate.ask(), met);
  ASSERT_TRUE(gate.report.until);
  EXPECT_EQ(base::to_text(*gate.report.until), "2026-01-20T00:00:00Z");
}

TEST(GateAnswer, ends_with_a_measure_of_another_levels_plan_where_a_rule_asks_of_measures) {
  for (const bool asks : {false, true}) {
    Case gate({met, met});
    model::Plan plan;
    plan.id = "p";
    plan.level = "l1";
    plan.expires = at("2026-06-01T00:00:00Z");
    plan.measures.emplace_back();
    plan.measures.back().due = at("2026-01-20T00:00:00Z");
    gate.organisation.plans.push_back(plan);
    gate.decided.levels.front().decision.rules.emplace_back().rule = "m";
    gate.decided.levels.front().decision.rules.back().outcome = model::RuleOutcome::pass;
    if (asks) gate.measure_rules = {"m"};
    EXPECT_EQ(gate.ask(), met);
    EXPECT_EQ(gate.report.levels.at(1).until.has_value(), asks);
    EXPECT_TRUE(gate.report.levels.at(2).until.has_value());
  }
}

TEST(GateAnswer, ends_with_the_answer_that_its_level_asks_for) {
  Case gate({met, met});
  for (const auto* level : {"l0", ""}) {
    model::Answer answer;
    answer.id = level;
    answer.level = level;
    answer.is_yes = true;
    answer.expires = at(*level ? "2026-04-01T00:00:00Z" : "2026-05-01T00:00:00Z");
    gate.organisation.answers.push_back(answer);
  }
  EXPECT_EQ(gate.ask(), met);
  ASSERT_TRUE(gate.report.levels.at(1).until && gate.report.levels.at(2).until);
  EXPECT_EQ(base::to_text(*gate.report.levels.at(1).until), "2026-04-01T00:00:00Z");
  EXPECT_EQ(base::to_text(*gate.report.levels.at(2).until), "2026-05-01T00:00:00Z");
}

TEST(GateAnswer, broken_glass_opens_this_release_at_its_level_and_no_other) {
  Case gate({not_met});
  auto& glass = gate.glasses.emplace_back();
  glass.glass.level = "l0";
  glass.glass.release.tree = "t";
  glass.is_standing = true;
  glass.ends = at("2026-01-01T12:00:00Z");
  EXPECT_EQ(gate.ask(), met);
  EXPECT_EQ(base::to_text(*gate.report.until), "2026-01-01T12:00:00Z");

  Case other({not_met});
  other.glasses = gate.glasses;
  other.glasses[0].glass.release.tree = "another";
  EXPECT_EQ(other.ask(), not_met);
}

TEST(DeniedFindings, are_not_known_while_something_is_undecided) {
  EXPECT_EQ(denied_findings(Case({not_met}).decided, "l0"), std::vector<std::string>{"f1"});
  EXPECT_EQ(denied_findings(Case({met, not_met}).decided, "l0"), std::vector<std::string>{});
  EXPECT_FALSE(denied_findings(Case({undecided}).decided, "l0"));
}

}  // namespace
}  // namespace andon::flow
