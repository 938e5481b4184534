// The gate: how far a release may open, until when, under which conditions, and what is missing for
// the next level.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/error.h"
#include "model/gate_record.h"

namespace andon::flow {

struct GateRequest {
  std::string path = ".";
  std::string environment;  // its level is what is asked for
  std::string to;           // a level; "" = the environment's, else the highest there is
  std::string audience;
  std::string digest;                // of the artifact; its record must name this very tree
  std::string baseline;              // as for check
  std::vector<std::string> choices;  // "ITEM=fix|plan|waive"
  std::string owner;                 // of the choices
  bool is_kept = true;
  std::string signing_key;
};

struct GateOutcome {
  model::GateReport report;
  model::Verdict verdict = model::Verdict::undecided;  // of what was asked for
  std::string record;                                  // "" when not kept
  std::string signing;
  std::optional<base::Error> trouble;
};

// A dirty tree or one without git is refused (unavailable, origin input: exit 4). An unknown
// environment or level is a usage error that names the nearest.
base::Result<GateOutcome> gate(base::Context& context, const GateRequest& request);

// The recorded facts through the recorded policy: the canonical bytes of what was decided.
base::Result<std::string> replay_gate(const model::GateBody& body);

}  // namespace andon::flow
