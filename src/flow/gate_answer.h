// From what was decided, level by level, to what the gate answers. Pure.
#pragma once
#include <string>
#include <vector>

#include "flow/exposure.h"
#include "model/gate.h"
#include "model/organisation_facts.h"
#include "policy/levels.h"

namespace andon::flow {

// A release that was open in the environment before may be there although nothing grants it anew.
enum class Returning { no, ran_before, runs_now };

struct AnswerInput {
  const policy::LevelsDecided& decided;
  const base::Value& facts;
  const model::Organisation& organisation;
  std::span<const model::Finding> findings;
  std::span<const model::Waiver> waivers;
  std::span<const StoppedLine> stopped;  // that stop this component here
  std::span<const BrokenGlass> glasses;  // of this environment
  Events trades;                         // of this component
  base::Instant now;
  Returning returning = Returning::no;
  std::vector<std::string> measure_rules = {};  // ids of the rules that ask of measures
};

// Fills all but who asked: levels, items, granted, until, conditions, signals, counts. `report` has
// release, environment, asked and audience already.
model::Verdict answer(const AnswerInput& input, model::GateReport& report);

// The findings that a blocking rule of done or of a level up to `asked` denies, by id; nothing when
// something there is undecided, so that nobody knows.
std::optional<std::vector<std::string>> denied_findings(const policy::LevelsDecided& decided,
                                                        std::string_view asked);

}  // namespace andon::flow
