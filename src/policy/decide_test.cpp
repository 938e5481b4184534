#include <gtest/gtest.h>

#include "base/json.h"
#include "policy/facts.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

constexpr std::string_view one_rule = R"(
policy: one
parameters:
  severity: {type: severity, stricter: lower, default: high}
  days: {type: integer, stricter: lower, default: 30}
  checks: {type: texts, stricter: superset, default: [secrets]}
rules:
  - id: grave
    each: finding
    deny: finding.severity_rank >= parameters.severity_rank && finding.state == 'new'
    message: "'found ' + finding.title"
    fix: {expression: "'mend ' + finding.id"}
)";

Policy read(std::string_view text) {
  auto policy = parse(text, "p.yaml");
  EXPECT_TRUE(policy) << policy.error().text();
  return std::move(*policy);
}

std::string refusal(std::string_view text) {
  const auto policy = parse(text, "p.yaml");
  if (policy) return "accepted";
  EXPECT_EQ(policy.error().origin, base::ErrorOrigin::configuration);
  return policy.error().text();
}

std::string one_rule_with(std::string_view line) {
  return "policy: x\nrules:\n  - id: a\n    fix: b\n    " + std::string(line) + "\n";
}

base::Value sample_facts(std::vector<model::Finding> findings) {
  const model::Release release;
  model::Baseline baseline;
  baseline.kind = "merge_base";
  const model::Slope slope;
  return facts({base::Instant{1'790'000'000'000}, release, baseline, {}, findings, {}, {}, slope});
}

model::Finding finding(std::string id, model::Severity severity) {
  model::Finding out;
  out.id = std::move(id);
  out.title = "something";
  out.severity = severity;
  return out;
}

model::Decision decided(const Policy& policy, const base::Value& facts) {
  return decide(policy, *parameters(policy, {}, "andon.yaml"), facts, Stamp{"andon 1", "p", "f"});
}

TEST(Decide, names_the_element_that_failed_with_message_fix_and_trace) {
  const auto policy = read(one_rule);
  const auto decision = decided(policy, sample_facts({finding("a", model::Severity::low),
                                                      finding("b", model::Severity::high)}));
  EXPECT_EQ(decision.verdict, model::Verdict::not_met);
  ASSERT_EQ(decision.rules.size(), 1u);
  EXPECT_EQ(decision.rules[0].asked, 2u);
  ASSERT_EQ(decision.rules[0].elements.size(), 1u);
  const auto& element = decision.rules[0].elements[0];
  EXPECT_EQ(element.element, "b");
  EXPECT_EQ(element.message, "found something");
  EXPECT_EQ(element.fix, "mend b");
  EXPECT_EQ(base::json::write_line(element.trace),
            R"([{"expression":"finding.severity_rank","value":3},)"
            R"({"expression":"parameters.severity_rank","value":3},)"
            R"({"expression":"finding.severity_rank >= parameters.severity_rank","value":true},)"
            R"({"expression":"finding.state","value":"new"},)"
            R"({"expression":"finding.state == 'new'","value":true}])");
}

TEST(Decide, gives_the_same_bytes_from_the_canonical_bytes_of_its_facts) {
  const auto policy = read(one_rule);
  auto grave = finding("b", model::Severity::critical);
  grave.first_seen = base::Instant{1'700'000'000'123};
  const auto facts = sample_facts({grave, finding("c", model::Severity::info)});
  const auto bytes = base::json::canonical(facts);
  ASSERT_TRUE(bytes) << bytes.error().text();
  const auto again = base::json::parse(*bytes, "facts");
  ASSERT_TRUE(again);
  const auto first = base::json::canonical(to_value(decided(policy, facts)));
  const auto second = base::json::canonical(to_value(decided(read(one_rule), *again)));
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(*first, *second);
}

TEST(Decide, is_undecided_when_the_facts_lack_the_list) {
  const auto policy = read(one_rule);
  const auto decision = decided(policy, base::Value{base::Map{}});
  EXPECT_EQ(decision.verdict, model::Verdict::undecided);
  EXPECT_EQ(decision.rules[0].elements[0].message, "cannot tell: the facts hold no findings");
}

TEST(Decide, is_undecided_when_a_condition_is_no_truth_value) {
  const auto policy = read(one_rule_with("require: now"));
  EXPECT_EQ(decided(policy, sample_facts({})).verdict, model::Verdict::undecided);
}

TEST(Decide, is_undecided_when_a_condition_takes_too_many_steps) {
  std::vector<model::Finding> many(4000);
  const auto policy =
      read(one_rule_with("deny: findings.exists(a, findings.exists(b, a.id != b.id)) || false"));
  const auto decision = decided(policy, sample_facts(many));
  EXPECT_EQ(decision.verdict, model::Verdict::undecided);
  EXPECT_NE(decision.rules[0].elements[0].message.find("too many steps"), std::string::npos);
}

TEST(Decide, lets_an_undecided_rule_not_hide_one_that_fails) {
  const auto policy = read(
      "policy: x\nrules:\n  - {id: a, require: release.no_field == 1, fix: b}\n"
      "  - {id: c, require: 1 == 2, fix: d}\n");
  const auto decision = decided(policy, sample_facts({}));
  EXPECT_EQ(decision.rules[0].outcome, model::RuleOutcome::undecided);
  EXPECT_EQ(decision.verdict, model::Verdict::not_met);
}

TEST(PolicyDocument, names_the_nearest_key) {
  EXPECT_EQ(refusal("policy: x\nrulez: []\n"),
            "p.yaml:2:8: unknown key \"rulez\", did you mean \"rules\"?");
  EXPECT_EQ(refusal(one_rule_with("dney: true")),
            "p.yaml:5:11: unknown key \"dney\", did you mean \"deny\"?");
}

TEST(PolicyDocument, refuses_what_could_never_be_decided) {
  EXPECT_EQ(refusal("policy: x\n"), "p.yaml:1:1: a policy has at least one rule");
  EXPECT_EQ(refusal(one_rule_with("title: t")),
            "p.yaml:3:5: a rule has either \"deny\" or \"require\"");
  EXPECT_EQ(refusal(one_rule_with("deny: findngs.size() > 0")),
            "p.yaml:5:11: in the expression of \"deny\" at 1:1: nothing is called 'findngs' here, "
            "did you mean 'findings'?");
  EXPECT_EQ(refusal(one_rule_with("deny: 'true'\n    each: evidense")),
            "p.yaml:6:11: \"each\" wants one of once, finding, run, waiver, required_check, "
            "component, evidence, measure, answer, found \"evidense\", did you mean \"evidence\"?");
  EXPECT_EQ(refusal(one_rule_with("deny: findings.siz() > 0")),
            "p.yaml:5:11: in the expression of \"deny\" at 1:10: no function is called 'siz'");
  EXPECT_EQ(refusal("policy: x\nrules:\n  - {id: a, require: 1 == 1, fix: b}\n"
                    "  - {id: a, require: 1 == 1, fix: b}\n"),
            "p.yaml:4:1: the id \"a\" stands twice");
}

TEST(PolicyDocument, wants_to_know_what_unblocks_a_rule) {
  EXPECT_EQ(refusal("policy: x\nrules:\n  - {id: a, require: 1 == 1}\n"),
            "p.yaml:3:5: \"fix\" is missing");
}

std::string tightened(std::string_view name, base::Value value) {
  const auto policy = read(one_rule);
  base::Value given{base::Map{}};
  value.line = 7;
  value.column = 3;
  given.set(name, std::move(value));
  const auto out = parameters(policy, given, "andon.yaml");
  return out ? base::json::write_line(*out) : out.error().text();
}

TEST(Parameters, may_only_be_tightened) {
  EXPECT_EQ(tightened("severity", "low"),
            R"({"severity":"low","severity_rank":1,"days":30,"checks":["secrets"]})");
  EXPECT_EQ(tightened("severity", "critical"),
            "andon.yaml:7:3: parameter \"severity\" of the policy one may only be tightened (lower "
            "is stricter)");
  EXPECT_NE(tightened("days", 31).find("may only be tightened"), std::string::npos);
  EXPECT_NE(tightened("days", 29).find("\"days\":29"), std::string::npos);
  EXPECT_NE(tightened("checks", base::List{"semgrep"}).find("may only be"), std::string::npos);
  EXPECT_NE(tightened("checks", base::List{"semgrep", "secrets"}).find("semgrep"),
            std::string::npos);
  EXPECT_EQ(
      tightened("severity", "hihg"),
      "andon.yaml:7:3: parameter \"severity\" wants one of info, low, medium, high, critical");
  EXPECT_EQ(tightened("severty", "high"),
            "andon.yaml:7:3: unknown key \"severty\", did you mean \"severity\"?");
}

TEST(Facts, show_a_required_check_by_its_worst_run) {
  std::vector<model::Run> runs(2);
  runs[0].check = runs[1].check = "semgrep";
  runs[1].outcome = model::Outcome::failed;
  runs[1].reason = "timed out";
  const model::Release release;
  const model::Baseline baseline;
  const model::Slope slope;
  const RequiredCheck required[] = {{"semgrep", "andon.yaml"}, {"bandit", "andon.yaml"}};
  const auto out = facts({base::Instant{}, release, baseline, runs, {}, {}, required, slope});
  EXPECT_EQ(
      base::json::write_line(out["required_checks"]),
      R"([{"check":"semgrep","outcome":"failed","reason":"timed out","why":"andon.yaml"},)"
      R"({"check":"bandit","outcome":"missing","reason":"it did not run","why":"andon.yaml"}])");
  EXPECT_TRUE(out["is_first_look"].boolean_or(false));
}

}  // namespace
}  // namespace andon::policy
