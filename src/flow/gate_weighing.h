// The gate's answer as it would be at a moment: on what was seen and what the records tell. The
// moment, the policy and what was seen may be supposed (andon what-if, andon upcoming).
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "policy/levels.h"

namespace andon::model {
struct GateReport;
struct Organisation;
struct Release;
}  // namespace andon::model

namespace andon::flow {

class Believed;
struct GateHistory;
struct PolicyText;
struct Seen;
struct Workspace;

// Who asks for what.
struct GateQuestion {
  std::string environment;  // "" = none
  std::string level;        // one of the organisation's
};
// "" for the level: the environment's, else the highest there is. Usage errors name what there is.
base::Result<GateQuestion> gate_question(const Workspace& workspace,
                                         const model::Organisation& organisation,
                                         const std::string& environment, const std::string& level);

struct GateWeighing {
  const Seen& seen;
  const PolicyText& policy;
  const GateHistory& history;
  const Believed& believed;
  const GateQuestion& question;
  const model::Organisation& organisation;  // at `now`
  base::Instant now;
  bool is_recorded = false;  // what is decided names the facts by their digest
};

struct GateWeighed {
  base::Value facts;
  policy::LevelsDecided decided;
  model::Verdict verdict = model::Verdict::undecided;
};

// Fills `report` but for notes and next steps.
base::Result<GateWeighed> weigh_gate(base::Context& context, const GateWeighing& weighing,
                                     model::GateReport& report);

// The release at hand; unavailable (input, exit 4) when the tree is dirty or is no commit.
base::Result<model::Release> judged_release(const Workspace& workspace);

}  // namespace andon::flow
