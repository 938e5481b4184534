// What governs a release, as policy facts: organisation, levels, plans, answers, what is open.
// Pure.
#pragma once
#include <string>

#include "flow/exposure.h"
#include "model/organisation_facts.h"
#include "policy/evidence_facts.h"

namespace andon::flow {

struct GovernedInput {
  std::string tree;  // of the release
  base::Instant now;
  // Openings of this release, by records that count; null: nothing is known of them.
  const std::vector<model::OpeningBody>* openings = nullptr;
  std::optional<base::Instant> recorded_until = {};
};

// Without measures: whether they are done is decided on these facts first (measures_of).
policy::Governed governed_facts(const model::Organisation& organisation,
                                const GovernedInput& input);

// The measures of the plans that speak of this component. A measure is done while what proves it
// holds: the rule of that id passes, or the condition over `facts` is true; what cannot be told is
// not done.
struct MeasureProof {
  const base::Value& facts;  // without measures
  const base::Value& parameters;
  const model::Decision& done;  // on those facts
};
std::vector<policy::MeasureFacts> measures_of(const model::Organisation& organisation,
                                              const MeasureProof& proof, base::Instant now);

}  // namespace andon::flow
