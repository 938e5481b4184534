#include <algorithm>

#include "base/strict.h"
#include "policy/facts.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

base::Result<model::Decision> decided(const Policy& policy, const Sample& sample) {
  const auto given = TRY(parameters(policy, sample.parameters, policy.file));
  const auto facts = TRY(facts_of_sample(sample.facts, policy.file));
  const auto* level = facts.find("level");
  return level ? decide(policy, given, facts, *level, Stamp{})
               : decide(policy, given, facts, Stamp{});
}

std::string differences(const Sample& sample, const model::Decision& decision) {
  const auto verdict = words(decision.verdict)[static_cast<std::size_t>(decision.verdict)];
  std::string out;
  const auto wanted = sample.expected["verdict"].text_or();
  if (!wanted.empty() && wanted != verdict)
    out += fmt::format("the verdict is {}, not {}; ", verdict, wanted);
  const auto* rules = sample.expected["rules"].map();
  if (rules)
    for (const auto& [id, outcome] : *rules) {
      const auto rule = std::ranges::find(decision.rules, id, &model::RuleDecision::rule);
      if (rule == decision.rules.end()) {
        out += fmt::format("there is no rule {} that is asked here; ", id);
        continue;
      }
      const auto said = words(rule->outcome)[static_cast<std::size_t>(rule->outcome)];
      if (said != outcome.text_or())
        out += fmt::format("{} is {}, not {}; ", id, said, outcome.text_or());
    }
  if (wanted.empty() && !rules) out = "nothing is expected";
  return out;
}

}  // namespace

std::vector<TestOutcome> run_tests(const Policy& policy) {
  std::vector<TestOutcome> out;
  for (const auto& sample : policy.tests) {
    TestOutcome& outcome = out.emplace_back();
    outcome.name = sample.name;
    const auto decision = decided(policy, sample);
    outcome.text = decision ? differences(sample, *decision) : decision.error().text();
    outcome.is_passed = outcome.text.empty();
    if (!decision) continue;
    for (const auto& rule : decision->rules)
      if (rule.asked > 0) outcome.outcomes.emplace_back(rule.rule, rule.outcome);
  }
  return out;
}

}  // namespace andon::policy
