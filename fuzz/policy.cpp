// Policy documents: read or refused with file and place; what is read decides, the same each time,
// and its decision can be kept and explained.
#include "policy/policy.h"

#include "base/json.h"
#include "fuzz/check.h"
#include "policy/facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto policy = policy::parse(fuzz::text_of(data, size), "fuzz");
  if (!policy) {
    fuzz::promise(policy.error().message.starts_with("fuzz:"), "an error without a place");
    return 0;
  }
  const auto parameters = policy::parameters(*policy, {}, "fuzz");
  fuzz::promise(parameters.has_value(), "the presets are refused");
  std::vector<model::Finding> findings(2);
  findings[0].id = "a";
  findings[0].severity = model::Severity::critical;
  findings[1].waiver = "lost";
  const model::Release release;
  const model::Baseline baseline;
  const model::Slope slope;
  const policy::RequiredCheck required[] = {{"secrets", "fuzz"}};
  const auto facts =
      policy::facts({base::Instant{}, release, baseline, {}, findings, {}, required, slope});
  const auto first =
      base::json::canonical(to_value(policy::decide(*policy, *parameters, facts, {})));
  const auto second =
      base::json::canonical(to_value(policy::decide(*policy, *parameters, facts, {})));
  fuzz::promise(first.has_value() && *first == *second, "the decision differs or cannot be kept");
  fuzz::promise(!policy::explain(policy::decide(*policy, *parameters, facts, {})).empty(),
                "no explanation");
  for (const auto& test : policy::run_tests(*policy))
    fuzz::promise(test.is_passed == test.text.empty(), "a test fails without a reason");
  return 0;
}
