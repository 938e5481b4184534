// The bodies of records, kind by kind; model/record.h has the envelope and the functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "model/decision.h"
#include "model/report.h"
#include "model/run.h"
#include "model/waiver.h"

namespace andon::model {

// A run, its findings listed whole (base "") or as the difference to an earlier run of the same
// check.
struct RunBody {
  Run run;                           // its findings are empty: see below
  std::string base;                  // digest of the earlier run record
  std::uint32_t depth = 0;           // records between this one and a whole one; at most 16
  std::vector<Finding> added;        // sorted by path, place, rule
  std::vector<Finding> changed;      // same id, other content
  std::vector<std::string> removed;  // ids
  std::string restates;              // digest of the record that this one states whole
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("run", self.run, "the run without its findings");
    visit("base", self.base, "digest of the run record that the findings are a difference to");
    visit("depth", self.depth, "length of the chain of bases");
    visit("added", self.added, "findings that the base has not");
    visit("changed", self.changed, "findings whose content differs from the base's");
    visit("removed", self.removed, "ids of the base's findings that are gone");
    visit("restates", self.restates, "digest of the record that this one states whole");
  }
};

// A finding of a report as its run has it, but for what correlation set; or whole, where no run has
// it.
struct ReportedFinding {
  std::optional<std::uint32_t> run;  // index into DecisionBody::runs
  std::string id;
  base::Value set;  // keys whose values differ; null: the key is absent
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("run", self.run, "index of the run that reports it");
    visit("id", self.id, "its id in that run");
    visit("set", self.set, "what differs from the run's; the whole finding where no run is named");
  }
};

// Everything that a replay needs, and the report's shell so that it can be rendered again.
struct DecisionBody {
  std::vector<std::string> runs;  // digests of the run records it cites
  base::Value facts;
  std::string policy;       // name
  std::string policy_text;  // its bytes
  base::Value parameters;
  Decision decision;
  Report report;  // without runs, findings and decision
  std::vector<ReportedFinding> findings;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("runs", self.runs, "digests of the run records that it rests on");
    visit("facts", self.facts, "what was decided on");
    visit("policy", self.policy, "the policy's name");
    visit("policy_text", self.policy_text, "the policy's bytes");
    visit("parameters", self.parameters, "its parameters");
    visit("decision", self.decision, "the decision");
    visit("report", self.report, "the report without runs, findings and decision");
    visit("findings", self.findings, "the report's findings, in its order");
  }
};

struct AdoptionBody {
  Adoption adoption;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.adoption.id, "file name without .jsonl");
    visit("adopted_at", self.adoption.adopted_at, "when");
    visit("findings", self.adoption.findings, "identities, no text");
  }
};

// When a finding was seen, over all runs that a compaction replaces.
struct SeenDates {
  FindingReference finding;
  base::Instant first_seen;
  base::Instant last_seen;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("finding", self.finding, "the finding, by identity");
    visit("first_seen", self.first_seen, "earliest replaced run that reported it");
    visit("last_seen", self.last_seen, "latest replaced run that reported it");
  }
};

struct CompactionBody {
  std::vector<std::string> replaces;  // digests, sorted
  std::vector<SeenDates> seen;        // sorted by check, path, context, ordinal, rule
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("replaces", self.replaces, "digests of the records that may go");
    visit("seen", self.seen, "what their findings' dates were");
  }
};

}  // namespace andon::model
