// Facts: everything that a policy may look at, as plain values. Each noun has the fields of its
// description (model/*.h), all of them, and besides:
//   now, is_first_look, release, baseline, slope
//   runs[]             without their findings
//   findings[]         without `frame`; and severity_rank (info 0 .. critical 4), confidence_rank
//                      (low 0 .. high 2), in_baseline (false on a first look), is_waived, and
//                      `waiver` as null or {id, is_expired, expires, owner, standing}
//   waivers[]          and is_expired
//   required_checks[]  {check, why, outcome, reason}: the worst run of the check; outcome "missing"
//                      where it has none
// With a governance source the nouns of policy/evidence_facts.h (Governed) too. A level's decision
// adds `level`. docs/reference/facts.md lists all, made from facts_shape().
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"
#include "model/report.h"
#include "model/waiver.h"

namespace andon::model {
struct Shape;
}

namespace andon::policy {

struct Governed;  // policy/evidence_facts.h

struct RequiredCheck {
  std::string check;
  std::string why;  // "built in and applies here", "andon.yaml requires it"
};

struct FactsInput {
  base::Instant now;
  const model::Release& release;
  const model::Baseline& baseline;
  std::span<const model::Run> runs;
  std::span<const model::Finding> findings;
  std::span<const model::Waiver> waivers;
  std::span<const RequiredCheck> required_checks;
  const model::Slope& slope;
  const Governed* governed = nullptr;  // what is not given is missing from the facts
};

base::Value facts(const FactsInput& input);

// The facts of one level's decision: `level` is the entry of facts.levels with that id.
base::Value with_level(base::Value facts, const base::Value& level);

// The type of everything above, and of `level` and `parameters` (any).
const model::Shape& facts_shape();
base::Value facts_schema();
std::string facts_table();  // docs/reference/facts.md

// Facts from a short sample, as policy tests write them: {now, first_look, findings, runs, waivers,
// required_checks: [name ...], release, slope}, what Governed lists, and `level`: the id of one of
// `levels` or a level itself; nouns by their described fields, presets where none is given. Without
// `level` the sample is of `done`.
base::Result<base::Value> facts_of_sample(const base::Value& sample, std::string_view file);

}  // namespace andon::policy
