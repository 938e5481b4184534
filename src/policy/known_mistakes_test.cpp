// Mistakes that others have made with such rules, each as a test; and decisions of old that must
// come out as they were recorded.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/yaml.h"
#include "policy/facts.h"
#include "policy/levels.h"

namespace andon::policy {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Policy read(std::string_view text) {
  auto policy = parse(text, "p.yaml");
  EXPECT_TRUE(policy) << policy.error().text();
  return std::move(*policy);
}

Policy shipped_default() { return read(content("policies/default.yaml")); }

base::Value sample(std::string_view text) {
  const auto yaml = base::yaml::parse(text, "facts");
  EXPECT_TRUE(yaml) << yaml.error().text();
  auto facts = facts_of_sample(*yaml, "facts");
  EXPECT_TRUE(facts) << facts.error().text();
  return std::move(*facts);
}

model::Decision decided(const Policy& policy, const base::Value& facts) {
  return decide(policy, *parameters(policy, {}, "p.yaml"), facts, Stamp{});
}

const model::RuleDecision& rule_of(const model::Decision& decision, std::string_view id) {
  for (const auto& rule : decision.rules)
    if (rule.rule == id) return rule;
  ADD_FAILURE() << "no rule " << id;
  static const model::RuleDecision none;
  return none;
}

// "A critical finding AND a finding of CWE-89" is not "a critical finding of CWE-89".
TEST(KnownMistake, an_all_that_mixes_two_findings) {
  const auto policy = read(R"(
policy: one
rules:
  - id: injection
    each: finding
    deny: finding.severity == 'critical' && 'CWE-89' in finding.weaknesses
    fix: Mend it
)");
  const auto mixed = sample(R"(
findings:
  - {id: a, severity: critical, weaknesses: [CWE-798]}
  - {id: b, severity: low, weaknesses: [CWE-89]}
)");
  EXPECT_EQ(decided(policy, mixed).verdict, model::Verdict::met);
  const auto one = sample("findings: [{id: a, severity: critical, weaknesses: [CWE-89]}]");
  EXPECT_EQ(decided(policy, one).verdict, model::Verdict::not_met);
}

TEST(KnownMistake, a_missing_or_partial_report_that_counts_as_clean) {
  const auto policy = shipped_default();
  for (const std::string_view runs :
       {"[]", "[{check: secrets, outcome: partial}]", "[{check: secrets, outcome: failed}]",
        "[{check: secrets, outcome: skipped}]", "[{check: other, outcome: complete}]",
        "[{check: secrets, outcome: complete}, {check: secrets, outcome: partial}]"})
    EXPECT_EQ(
        decided(policy, sample(fmt::format("required_checks: [secrets]\nruns: {}", runs))).verdict,
        model::Verdict::undecided)
        << runs;
  auto facts = sample("required_checks: [secrets]\nruns: [{check: secrets, outcome: complete}]");
  EXPECT_EQ(decided(policy, facts).verdict, model::Verdict::met);
  std::erase_if(*facts.map(), [](const auto& entry) { return entry.first == "findings"; });
  EXPECT_EQ(decided(policy, facts).verdict, model::Verdict::undecided) << "no list of findings";
}

TEST(KnownMistake, an_expiry_that_is_missing) {
  auto facts = sample(R"(
waivers: [{id: w1, owner: ada, expires: 2027-01-01T00:00:00Z}]
findings: [{id: a, severity: high, confidence: high, state: waived, waiver: w1}]
)");
  EXPECT_EQ(decided(shipped_default(), facts).verdict, model::Verdict::met);
  auto& waiver = *(*facts.find("findings")->list())[0].find("waiver");
  std::erase_if(*waiver.map(), [](const auto& entry) { return entry.first == "is_expired"; });
  (*facts.find("findings")->list())[0].set("is_waived", false);
  EXPECT_EQ(decided(shipped_default(), facts).verdict, model::Verdict::undecided);
}

// The dates of a waiver are judged at the moment of the decision, wherever they are moved to.
TEST(KnownMistake, an_expiry_that_is_moved_outlives_its_limit_in_the_strict_policy_only_till_then) {
  const auto at = [](std::string_view now, std::string_view expires) {
    return sample(fmt::format(R"(
now: {}
waivers: [{{id: w1, owner: ada, created: 2026-01-01T00:00:00Z, expires: {}}}]
findings: [{{id: a, severity: high, confidence: high, state: waived, waiver: w1}}]
)",
                              now, expires));
  };
  const auto policy = shipped_default();
  EXPECT_EQ(decided(policy, at("2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z")).verdict,
            model::Verdict::met);
  EXPECT_EQ(decided(policy, at("2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z")).verdict,
            model::Verdict::not_met);
  const auto limited = read(R"(
policy: limited
rules:
  - id: short
    each: waiver
    require: timestamp(waiver.expires) - timestamp(waiver.created) <= duration('2160h')
    fix: Shorten it
)");
  EXPECT_EQ(decided(limited, at("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")).verdict,
            model::Verdict::met);
  EXPECT_EQ(decided(limited, at("2026-03-01T00:00:00Z", "2027-04-01T00:00:00Z")).verdict,
            model::Verdict::not_met);
}

TEST(KnownMistake, a_clock_that_was_set_back) {
  const auto at = [](std::string_view now) {
    return sample(fmt::format(R"(
now: {}
recorded_until: 2026-05-01T00:00:00Z
waivers: [{{id: w1, owner: ada, expires: 2026-04-01T00:00:00Z}}]
findings: [{{id: a, severity: high, confidence: high, state: waived, waiver: w1}}]
)",
                              now));
  };
  const auto policy = shipped_default();
  EXPECT_EQ(decided(policy, at("2026-05-01T00:00:00Z")).verdict, model::Verdict::not_met);
  const auto back = decided(policy, at("2026-03-01T00:00:00Z"));
  EXPECT_EQ(back.verdict, model::Verdict::undecided) << "the waiver came to life again";
  const auto& clock = rule_of(back, "clock");
  ASSERT_EQ(clock.elements.size(), 1u);
  EXPECT_EQ(
      clock.elements[0].message,
      "it is 2026-03-01T00:00:00Z by the clock, but 2026-05-01T00:00:00Z is recorded already");
  const auto of_a_run = decided(policy, sample(R"(
now: 2026-03-01T00:00:00Z
runs: [{check: secrets, outcome: complete, started: 2026-03-01T02:00:00Z}]
)"));
  EXPECT_EQ(of_a_run.verdict, model::Verdict::undecided);
  const auto skewed = decided(policy, sample(R"(
now: 2026-03-01T00:00:00Z
runs: [{check: secrets, outcome: complete, started: 2026-03-01T00:30:00Z}]
)"));
  EXPECT_EQ(skewed.verdict, model::Verdict::met) << "machines differ by minutes";
}

// Whoever reads decisions later must find them as they were (law 2). When this fails because
// deciding changed on purpose, VERSION changes with it: records of an older engine are not
// replayed.
TEST(Replay, gives_the_bytes_of_decisions_that_this_version_recorded) {
  std::size_t replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/data/policy_replay")) {
    const auto record = base::json::parse(content(entry.path()), entry.path().string());
    ASSERT_TRUE(record) << record.error().text();
    const auto& before = (*record)["decision"];
    const Stamp stamp{std::string(before["engine"].text_or()),
                      std::string(before["policy_digest"].text_or()),
                      std::string(before["facts_digest"].text_or())};
    const auto policy = read((*record)["policy_text"].text_or());
    const auto now = decide(policy, (*record)["parameters"], (*record)["facts"], stamp);
    EXPECT_EQ(*base::json::canonical(to_value(now)), *base::json::canonical(before));
    ++replayed;
  }
  EXPECT_GT(replayed, 0u);
}

}  // namespace
}  // namespace andon::policy
