// A changed policy over the releases that are recorded: which decisions would change, and for whom.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "policy/lint.h"
#include "policy/pack.h"

namespace andon::flow {

struct SimulationRequest {
  std::string path = ".";  // folder of the component, whose records are read
  std::string records;     // another folder of records; "" for the component's own
  std::string policy;      // a document, or a shipped policy's name
  std::string since;       // a date; "" for all
};

struct SimulatedRule {
  std::string rule;
  std::string digest;            // of what it asks (rule_digest)
  std::uint64_t would_stop = 0;  // releases in which it fails or is undecided, and blocks
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("rule", self.rule, "the rule's id");
    visit("digest", self.digest, "digest of what it asks");
    visit("would_stop", self.would_stop, "releases that it would stop");
  }
};

struct ChangedDecision {
  std::string component, team, tree, commit, branch;
  base::Instant decided_at;
  std::string record;                     // digest of the decision's record
  std::string before, after;              // verdicts
  std::string level_before, level_after;  // granted, where the facts hold levels
  std::vector<std::string> rules;         // that would stop it now and did not, or no longer do
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("component", self.component, "whose release it is");
    visit("team", self.team, "its team, where the facts tell");
    visit("tree", self.tree, "the release");
    visit("commit", self.commit, "its commit");
    visit("branch", self.branch, "its branch");
    visit("decided_at", self.decided_at, "when it was decided");
    visit("record", self.record, "the decision's record");
    visit("before", self.before, "what was decided");
    visit("after", self.after, "what would be");
    visit("level_before", self.level_before, "the level that was granted, where there are levels");
    visit("level_after", self.level_after, "the level that would be");
    visit("rules", self.rules, "the rules that make the difference");
  }
};

struct Simulation {
  std::string schema = "andon/simulation/v1";
  std::string policy;
  std::string engine;
  base::Instant made_at;
  std::uint64_t releases = 0;  // the last decision of each counts
  std::vector<ChangedDecision> changed;
  std::vector<SimulatedRule> rules;
  std::vector<std::string> left_out;  // records that could not be replayed, and why
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("policy", self.policy, "the policy that was tried");
    visit("engine", self.engine, "program and version that tried it");
    visit("made_at", self.made_at, "when");
    visit("releases", self.releases, "recorded releases that it was tried on");
    visit("changed", self.changed, "decisions that would change");
    visit("rules", self.rules, "rule by rule");
    visit("left_out", self.left_out, "records that could not be replayed, and why");
  }
};

base::Result<Simulation> simulate(base::Context& context, const SimulationRequest& request);
std::string simulation_json(const Simulation& simulation);
std::string simulation_text(const Simulation& simulation);

// Writes <document without .yaml>.simulation.json beside the document; the path.
base::Result<std::string> attach_simulation(base::Context& context, const std::string& document,
                                            const Simulation& simulation);

// Rules that an organisation's pack enforces, or will by its rollout, without an attached
// simulation of what they ask now.
std::vector<policy::LintProblem> unsimulated(base::Context& context, const policy::Policy& pack);

// sha256 of what a rule asks: its condition, of what, and when it stops.
std::string rule_digest(const policy::Rule& rule);

}  // namespace andon::flow
