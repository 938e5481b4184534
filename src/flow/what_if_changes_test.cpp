#include "flow/what_if_changes.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace andon::flow {
namespace {

using enum model::RuleOutcome;

// One side of a comparison: done is met, and one level "pilot" has the rules given.
struct Answered {
  policy::LevelsDecided decided;
  base::Value facts{base::Map{}};
  model::GateReport report;

  Answered() {
    decided.done.verdict = model::Verdict::met;
    policy::LevelDecided pilot;
    pilot.id = "pilot";
    pilot.is_granted = true;
    pilot.decision.verdict = model::Verdict::met;
    decided.levels.push_back(pilot);
    model::LevelAnswer done, level;
    done.level = "done";
    done.is_granted = true;
    level.level = "pilot";
    level.is_granted = true;
    report.levels = {done, level};
    report.granted = "pilot";
  }
  // A rule with what did not pass of it.
  Answered& rule(const std::string& id, model::RuleOutcome outcome,
                 model::Effect effect = model::Effect::block, const std::string& element = {},
                 const std::string& trace = "[]") {
    model::RuleDecision rule;
    rule.rule = id;
    rule.outcome = outcome;
    rule.effect = effect;
    if (effect != model::Effect::block) rule.force = "it begins on 2027-03-20";
    if (outcome != pass) {
      model::ElementOutcome one;
      one.element = element;
      one.outcome = outcome;
      one.message = id + " is missing";
      one.trace = *base::json::parse(trace, "trace");
      rule.elements.push_back(one);
    }
    auto& level = decided.levels.front();
    level.decision.rules.push_back(rule);
    if (outcome != pass && effect == model::Effect::block) {
      level.is_granted = report.levels.back().is_granted = false;
      level.decision.verdict = model::Verdict::not_met;
      report.granted = "none";
    }
    return *this;
  }
  Answered& with(const std::string& text) {
    facts = *base::json::parse(text, "facts");
    return *this;
  }
  AnswerSide side() const { return {decided, facts, report}; }
};

model::WhatIfReport compared(const Answered& now, const Answered& then) {
  model::WhatIfReport out;
  compare(now.side(), then.side(), out);
  return out;
}

TEST(WhatIfChanges, finds_nothing_between_the_same_answers) {
  const auto side = Answered().rule("a", fail).rule("b", pass);
  const auto report = compared(side, side);
  EXPECT_FALSE(report.is_changed);
  ASSERT_EQ(report.levels.size(), 2u);
  EXPECT_EQ(report.levels[1].before.missing, 1u);
  EXPECT_TRUE(report.levels[1].appears.empty());
  EXPECT_TRUE(reasons(side.side(), side.side()).empty());
}

TEST(WhatIfChanges, names_what_appears_with_the_facts_that_differ) {
  const auto now = Answered().rule("fresh", pass).with(R"({"governance": {"age_days": 5}})");
  const auto then = Answered()
                        .rule("fresh", fail, model::Effect::block, "",
                              R"([{"expression": "governance.age_days", "value": 26},
                    {"expression": "governance.age_days < 20", "value": false}])")
                        .with(R"({"governance": {"age_days": 26}})");
  const auto report = compared(now, then);
  EXPECT_TRUE(report.is_changed);
  ASSERT_EQ(report.levels[1].appears.size(), 1u);
  const auto& item = report.levels[1].appears.front();
  EXPECT_EQ(item.before, "pass");
  EXPECT_EQ(item.after, "fail");
  EXPECT_EQ(item.why, "governance.age_days: 5 now, 26 then");
  EXPECT_TRUE(report.levels[1].before.is_granted);
  EXPECT_FALSE(report.levels[1].after.is_granted);
  EXPECT_EQ(reasons(now.side(), then.side()),
            std::vector<std::string>{"+ fresh: fresh is missing"});
}

TEST(WhatIfChanges, looks_at_the_facts_of_the_element_that_was_asked) {
  const std::string trace = R"([{"expression": "finding.is_waived", "value": false}])";
  const auto now =
      Answered().rule("debt", pass).with(R"({"findings": [{"id": "f0", "is_waived": false},
                                              {"id": "f1", "is_waived": true}]})");
  const auto then = Answered()
                        .rule("debt", fail, model::Effect::block, "f1", trace)
                        .with(R"({"findings": [{"id": "f1", "is_waived": false}]})");
  const auto report = compared(now, then);
  ASSERT_EQ(report.levels[1].appears.size(), 1u);
  EXPECT_EQ(report.levels[1].appears.front().why, "finding.is_waived: true now, false then");
  const auto back = compared(then, now);
  ASSERT_EQ(back.levels[1].vanishes.size(), 1u);
  EXPECT_EQ(back.levels[1].vanishes.front().why, "finding.is_waived: false now, true then");
}

TEST(WhatIfChanges, says_why_a_rule_no_longer_stands_in_the_way) {
  const auto now = Answered().rule("gone", fail).rule("softer", fail).rule("mended", undecided);
  const auto then = Answered().rule("softer", fail, model::Effect::observe).rule("mended", pass);
  const auto report = compared(now, then);
  ASSERT_EQ(report.levels[1].vanishes.size(), 3u);
  std::map<std::string, model::ItemChange> by_rule;
  for (const auto& item : report.levels[1].vanishes) by_rule[item.rule] = item;
  EXPECT_EQ(by_rule["gone"].after, "not asked");
  EXPECT_EQ(by_rule["gone"].why, "no rule of that name is asked then");
  EXPECT_EQ(by_rule["softer"].after, "observe");
  EXPECT_EQ(by_rule["softer"].why, "it only observes then: it begins on 2027-03-20");
  EXPECT_EQ(by_rule["mended"].before, "undecided");
  EXPECT_EQ(by_rule["mended"].after, "pass");
}

TEST(WhatIfChanges, tells_an_outcome_that_turns_from_fail_to_undecided) {
  const auto report = compared(Answered().rule("a", fail), Answered().rule("a", undecided));
  ASSERT_EQ(report.levels[1].appears.size(), 1u);
  EXPECT_EQ(report.levels[1].appears.front().before, "fail");
  EXPECT_EQ(report.levels[1].appears.front().after, "undecided");
  EXPECT_TRUE(report.levels[1].vanishes.empty());
}

TEST(WhatIfChanges, tells_signals_and_open_findings) {
  Answered now, then;
  now.report.open_findings = {{"critical", 0}, {"low", 2}};
  then.report.open_findings = {{"critical", 1}, {"low", 2}};
  model::GateSignal signal;
  signal.kind = "stopped";
  signal.text = "component:web";
  now.report.signals = {signal};
  signal.kind = "overdue";
  signal.text = "upgrade";
  then.report.signals = {signal};
  const auto report = compared(now, then);
  EXPECT_TRUE(report.is_changed);
  EXPECT_EQ(report.others,
            (std::vector<std::string>{"open findings: 2 low -> 1 critical, 2 low",
                                      "overdue: upgrade", "no longer stopped: component:web"}));
}

TEST(WhatIfChanges, tells_a_level_that_one_side_lacks) {
  Answered now, then;
  model::LevelAnswer more;
  more.level = "general";
  then.report.levels.push_back(more);
  const auto report = compared(now, then);
  ASSERT_EQ(report.levels.size(), 3u);
  EXPECT_EQ(report.levels[2].level, "general");
}

}  // namespace
}  // namespace andon::flow
