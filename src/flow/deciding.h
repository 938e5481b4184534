// The deciding half of a check: facts, policy, decision, report, record.
#pragma once
#include <string>
#include <vector>

#include "flow/looking.h"
#include "flow/version.h"
#include "policy/policy.h"

namespace andon::policy {
struct Governed;
}

namespace andon::flow {

struct PolicyText {
  std::string name;
  std::string text;
  policy::Policy policy;
  base::Value parameters;
  std::vector<std::string> notes;      // what a waiver loosens, and until when
  std::optional<base::Instant> until;  // the end of the first waiver that it rests on
};

// The policy that applies (flow/applied_policy.h), with the parameters that andon.yaml gives it.
base::Result<PolicyText> load_policy(const Workspace& workspace, const Governing& governing,
                                     base::Instant now);

struct Decided {
  model::Decision decision;
  base::Value facts;
};

struct DecisionInput {
  const Workspace& workspace;
  const Governing& governing;  // that judges, or that is proposed
  const std::vector<model::Run>& runs;
  const correlate::Merged& merged;
  const std::vector<model::Waiver>& waivers;
  base::Instant now;
};

base::Result<Decided> decide(base::Context& context, const PolicyText& policy,
                             const DecisionInput& input);
// The facts alone; `governed` null: of a release without an organisation.
base::Value facts_of(const DecisionInput& input, const policy::Governed* governed);
base::Result<policy::Stamp> stamp_of(const PolicyText& policy, const base::Value& facts);
// Without the digest of the facts, which takes longer than deciding: for what is not recorded.
base::Result<policy::Stamp> stamp_of(const PolicyText& policy);

// The facts again through the same policy: the canonical bytes of the decision. unsupported when
// the record's engine is another version.
base::Result<std::string> replay(const model::DecisionBody& body);

// What to do next, cheapest first, as people type it.
std::vector<std::string> next_steps(const model::Report& report, const Workspace& workspace);
// What was looked at and what was not.
std::vector<model::Looked> looked_at(const std::vector<model::Run>& runs);

}  // namespace andon::flow
