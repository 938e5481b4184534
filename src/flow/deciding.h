// The deciding half of a check: facts, policy, decision, report, record.
#pragma once
#include <string>
#include <vector>

#include "flow/looking.h"
#include "flow/version.h"
#include "policy/policy.h"

namespace andon::flow {

struct PolicyText {
  std::string name;
  std::string text;
  policy::Policy policy;
  base::Value parameters;
};

// The policy that andon.yaml picks, with its parameters.
base::Result<PolicyText> load_policy(const governance::Settings& settings);

struct Decided {
  model::Decision decision;
  base::Value facts;
};

struct DecisionInput {
  const Workspace& workspace;
  const governance::Settings& settings;  // that judge, or that are proposed
  const std::vector<model::Run>& runs;
  const correlate::Merged& merged;
  const std::vector<model::Waiver>& waivers;
  base::Instant now;
};

base::Result<Decided> decide(const PolicyText& policy, const DecisionInput& input);

// The facts again through the same policy: the canonical bytes of the decision. unsupported when
// the record's engine is another version.
base::Result<std::string> replay(const model::DecisionBody& body);

// What to do next, cheapest first, as people type it.
std::vector<std::string> next_steps(const model::Report& report, const Workspace& workspace);
// What was looked at and what was not.
std::vector<model::Looked> looked_at(const std::vector<model::Run>& runs);

}  // namespace andon::flow
