// The record of a gate's answer: all that a replay needs, and the answer so that it can be rendered
// again.
#pragma once
#include "model/gate.h"
#include "model/severity.h"

namespace andon::model {

struct GateBody {
  std::vector<std::string>
      runs;  // digests of the run records that it rests on, where they are kept
  base::Value facts;
  std::string policy;
  std::string policy_text;
  base::Value parameters;
  std::string engine;   // version that decided
  base::Value decided;  // done, each level, what is granted, what is missing
  GateReport report;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("runs", self.runs, "digests of the run records that it rests on");
    visit("facts", self.facts, "what was decided on");
    visit("policy", self.policy, "the policy's name");
    visit("policy_text", self.policy_text, "the policy's bytes");
    visit("parameters", self.parameters, "its parameters");
    visit("engine", self.engine, "version that decided");
    visit("decided", self.decided, "the decisions, level by level");
    visit("report", self.report, "the answer");
  }
};

base::Value to_value(GateBody body);
base::Result<GateBody> gate_body_from(const base::Value& value);

// Findings that one waiver covered, in numbers.
struct GateWaived {
  std::string waiver, owner, check;
  Severity severity = Severity::medium;
  base::Instant expires;
  std::uint64_t count = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("waiver", self.waiver, "the waiver's id");
    visit("owner", self.owner, "whose it is");
    visit("check", self.check, "check that reports the findings");
    visit("severity", self.severity, "of the findings");
    visit("expires", self.expires, "when it ends");
    visit("count", self.count, "number of findings");
  }
};

struct GateMeasure {
  std::string id;  // "plan/measure"
  bool is_done = false;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "plan and measure");
    visit("is_done", self.is_done, "what proves it held");
  }
};

// What the index keeps of it: who may look up what was granted to which tree, and what the fleet
// shows without opening the record.
struct GateEntry {
  std::string environment, asked, granted, audience, tree;
  base::Instant at;
  std::optional<base::Instant> until;
  bool is_met = false;
  std::vector<GateWaived> waived;
  std::vector<GateMeasure> measures;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("environment", self.environment, "where");
    visit("asked", self.asked, "the level asked for");
    visit("granted", self.granted, "the highest level granted");
    visit("audience", self.audience, "to whom");
    visit("tree", self.tree, "of which release");
    visit("at", self.at, "when");
    visit("until", self.until, "end of the grant");
    visit("is_met", self.is_met, "what was asked for is granted");
    visit("waived", self.waived, "findings that waivers covered");
    visit("measures", self.measures, "steps of plans, and whether they were done");
  }
};
GateEntry entry_of(const GateBody& body);
base::Value to_value(const GateEntry& entry);
base::Result<GateEntry> gate_entry_from(const base::Value& value);

}  // namespace andon::model
