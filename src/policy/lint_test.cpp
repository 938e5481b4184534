#include "policy/lint.h"

#include <gtest/gtest.h>

#include "policy/facts.h"

namespace andon::policy {
namespace {

std::string linted(std::string_view rule) {
  auto policy = parse(
      fmt::format(
          "policy: x\nparameters:\n  severity: {{type: severity, stricter: lower, default: high}}\n"
          "rules:\n  - {{id: a, fix: b, {}}}\n",
          rule),
      "p.yaml");
  EXPECT_TRUE(policy) << policy.error().text();
  std::string out;
  for (const auto& problem : lint(*policy, Author::others))
    if (problem.grade == Grade::error) out += problem.place + ": " + problem.text + "\n";
  return out;
}

TEST(Lint, names_a_field_that_is_not_there) {
  EXPECT_EQ(linted("each: finding, deny: finding.severty == 'high'"),
            "p.yaml:5:42: in the condition at 1:9: finding has no field 'severty', did you mean "
            "'severity'?\n");
  EXPECT_EQ(linted("deny: 'runs.exists(r, r.chekc == \"a\")'"),
            "p.yaml:5:27: in the condition at 1:18: runs[] has no field 'chekc', did you mean "
            "'check'?\n");
  EXPECT_EQ(linted("deny: 'findings.filter(f, f.waiver.ends).size() > 0'"),
            "p.yaml:5:27: in the condition at 1:29: findings[].waiver has no field 'ends'\n");
  EXPECT_EQ(linted("deny: 'parameters.severity_rnk > 1'"),
            "p.yaml:5:27: in the condition at 1:12: parameters has no field 'severity_rnk', did "
            "you mean 'severity_rank'?\n");
  EXPECT_EQ(linted("deny: release.tree.id == ''"),
            "p.yaml:5:27: in the condition at 1:14: release.tree is text, it has no fields\n");
  EXPECT_EQ(linted("deny: product.responsibilities.operations == '' && level.real_data"), "");
}

TEST(Lint, names_values_that_do_not_fit) {
  EXPECT_NE(
      linted("each: finding, deny: finding.severity > 3").find("p.yaml:5:42: in the condition"),
      std::string::npos);
  EXPECT_NE(linted("deny: findings.size()").find("the condition is int, not bool"),
            std::string::npos);
  EXPECT_NE(linted("require: is_first_look, message: now == ''").find("\"message\" is bool"),
            std::string::npos);
  EXPECT_NE(linted("require: is_first_look, not_before: now").find("\"not_before\" is string"),
            std::string::npos);
  EXPECT_EQ(linted("each: finding, deny: finding.waiver != null && finding.waiver.is_expired"), "");
}

TEST(Lint, names_a_constant_that_no_fact_ever_is) {
  EXPECT_EQ(linted("each: finding, deny: finding.severity == 'hihg'"),
            "p.yaml:5:42: in the condition at 1:21: finding.severity is never 'hihg', did you mean "
            "'high'?: it can never match\n");
  EXPECT_NE(linted("deny: \"findings.exists(f, f.state in ['new', 'renewed'])\"").find("'renewed'"),
            std::string::npos);
  EXPECT_NE(linted("deny: \"findings.exists(f, 'critcal' == f.severity)\"").find("'critical'?"),
            std::string::npos);
  EXPECT_EQ(linted("each: finding, deny: \"finding.severity in ['high', 'critical']\""), "");
}

TEST(Lint, wants_a_test_that_passes_and_one_that_stops) {
  const std::string_view text = R"(policy: x
rules:
  - {id: a, each: finding, deny: finding.severity == 'high', fix: b}
tests:
  - {name: clean, facts: {findings: [{id: f, severity: low}]}, expect: {verdict: met}}
)";
  const auto policy = parse(text, "p.yaml");
  ASSERT_TRUE(policy) << policy.error().text();
  const auto ours = lint(*policy, Author::us);
  ASSERT_EQ(ours.size(), 1u);
  EXPECT_EQ(ours[0].grade, Grade::error);
  EXPECT_EQ(ours[0].text, "no test in which the rule stops: it may never match");
  EXPECT_EQ(lint(*policy, Author::others).at(0).grade, Grade::warning);
}

TEST(Lint, knows_the_shapes_of_requirement_ids) {
  EXPECT_EQ(catalogue_of("OSPS-AC-01.01"), "OSPS Baseline");
  EXPECT_EQ(catalogue_of("v5.0.0-13.3.1"), "ASVS 5.0");
  EXPECT_EQ(catalogue_of("PW.7"), "SSDF");
  EXPECT_EQ(catalogue_of("PS.3.1"), "SSDF");
  EXPECT_EQ(catalogue_of("CWE-798"), "CWE");
  EXPECT_EQ(catalogue_of("OSPS-1"), "");
}

TEST(Suspicion, leaves_undecided_what_would_pass_in_silence) {
  const auto policy = parse(
      "policy: x\nrules:\n  - {id: a, each: finding, deny: finding.severity == 'hihg', fix: b}\n",
      "p.yaml");
  ASSERT_TRUE(policy);
  const auto decide_on = [&](std::vector<model::Finding> findings) {
    const model::Release release;
    const model::Baseline baseline;
    const model::Slope slope;
    return decide(*policy, {},
                  facts({base::Instant{}, release, baseline, {}, findings, {}, {}, slope}),
                  Stamp{});
  };
  EXPECT_EQ(decide_on({}).verdict, model::Verdict::met) << "nothing was asked";
  const auto decision = decide_on(std::vector<model::Finding>(1));
  EXPECT_EQ(decision.verdict, model::Verdict::undecided);
  EXPECT_EQ(decision.rules[0].elements[0].message,
            "cannot tell: the condition can never match: at 1:21: finding.severity is never "
            "'hihg', did you mean 'high'?");
}

}  // namespace
}  // namespace andon::policy
