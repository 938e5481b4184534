// Policy documents and packs: read or refused with file and place; what is read decides, the same
// each time, its decision can be kept and explained, and an effective policy reads as itself.
#include "policy/policy.h"

#include "base/json.h"
#include "fuzz/check.h"
#include "policy/evidence_facts.h"
#include "policy/facts.h"
#include "policy/levels.h"
#include "policy/lint.h"
#include "policy/pack.h"

namespace {

using namespace andon;

base::Value some_facts() {
  std::vector<model::Finding> findings(2);
  findings[0].id = "a";
  findings[0].severity = model::Severity::critical;
  findings[1].waiver = "lost";
  policy::Governed governed;
  governed.product.emplace();
  governed.components.emplace(1);
  governed.levels.emplace(2);
  (*governed.levels)[1].real_data = true;
  governed.evidence.emplace(1);
  governed.answers.emplace(1);
  const model::Release release;
  const model::Baseline baseline;
  const model::Slope slope;
  const policy::RequiredCheck required[] = {{"secrets", "fuzz"}};
  return policy::facts(
      {base::Instant{}, release, baseline, {}, findings, {}, required, slope, &governed});
}

void decide(const policy::Policy& policy) {
  const auto parameters = policy::parameters(policy, {}, "fuzz");
  fuzz::promise(parameters.has_value(), "the presets are refused");
  const auto facts = some_facts();
  const auto first =
      base::json::canonical(to_value(policy::decide_levels(policy, *parameters, facts, {})));
  const auto second =
      base::json::canonical(to_value(policy::decide_levels(policy, *parameters, facts, {})));
  fuzz::promise(first.has_value() && *first == *second, "the decision differs or cannot be kept");
  fuzz::promise(!policy::explain(policy::decide(policy, *parameters, facts, {})).empty(),
                "no explanation");
  for (const auto& test : policy::run_tests(policy))
    fuzz::promise(test.is_passed == test.text.empty(), "a test fails without a reason");
  for (const auto& problem : policy::lint(policy, policy::Author::us))
    fuzz::promise(!problem.text.empty() && problem.place.starts_with("fuzz:"),
                  "a problem without a place");
}

// The document alone, on top of one that it may inherit from, and below one that changes nothing.
void combine(std::string_view text) {
  constexpr std::string_view above =
      "policy: default\nparameters:\n  severity: {type: severity, stricter: lower, default: high}\n"
      "rules:\n  - {id: a, effect: warn, each: finding, deny: finding.is_waived, fix: a}\n";
  auto policy = policy::parse(text, "fuzz");
  std::vector<policy::Policy> layers;
  if (!policy->inherits.empty()) layers.push_back(std::move(*policy::parse(above, "fuzz")));
  policy->inherits = layers.empty() ? "" : "default";
  layers.push_back(std::move(*policy));
  const auto combined = policy::combine(std::move(layers), {}, base::Instant{});
  if (!combined) return;
  fuzz::promise(policy::text_of(combined->policy) == combined->text,
                "the effective policy reads as another one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto policy = policy::parse(text, "fuzz");
  if (!policy) {
    fuzz::promise(policy.error().message.starts_with("fuzz:"), "an error without a place");
    return 0;
  }
  decide(*policy);
  combine(text);
  return 0;
}
