#include <algorithm>

#include "base/strict.h"
#include "policy/facts.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

base::Result<std::string> differences(const Policy& policy, const Sample& sample) {
  const auto given = TRY(parameters(policy, sample.parameters, policy.file));
  const auto facts = TRY(facts_of_sample(sample.facts, policy.file));
  const auto decision = decide(policy, given, facts, Stamp{});
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
        out += fmt::format("there is no rule {}; ", id);
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
    const auto differing = differences(policy, sample);
    const auto text = differing ? *differing : differing.error().text();
    out.push_back({sample.name, text.empty(), text});
  }
  return out;
}

}  // namespace andon::policy
