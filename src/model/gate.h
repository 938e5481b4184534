// What the gate answers: how far a release may open in an environment, until when, under which
// conditions, and what is missing for the next level. Every output of `andon gate` is rendered from
// it alone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/decision.h"
#include "model/release.h"

namespace andon::model {

// One thing that stands between the release and a level.
struct MissingItem {
  std::string item;  // "rule" or "rule/element": what --choose names
  std::string rule;
  std::string element;  // a finding's id, a check's name; "" for a rule asked once
  RuleOutcome outcome = RuleOutcome::fail;
  std::string title;
  std::string place;  // of the rule: file and line, or the policy's name
  std::string message;
  std::string facts;  // what the rule saw: "finding.severity is critical, ..."
  std::string fix;
  std::string effort = "not stated";      // what the rule's fix states
  std::string who;                        // account or role that can do it
  std::optional<base::Instant> earliest;  // the first moment at which it can pass
  std::string choice;                     // what was chosen for it: "plan by kim"
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("item", self.item, "what --choose names");
    visit("rule", self.rule, "the policy's rule");
    visit("element", self.element, "what the rule was asked of");
    visit("outcome", self.outcome, "fail or undecided");
    visit("title", self.title, "what the rule asks");
    visit("place", self.place, "file and line of the rule, or the policy's name");
    visit("message", self.message, "why it does not pass");
    visit("facts", self.facts, "the facts that the rule looked at");
    visit("fix", self.fix, "what would unblock it");
    visit("effort", self.effort, "how much work that is");
    visit("who", self.who, "who can do it");
    visit("earliest", self.earliest, "the first moment at which it can pass");
    visit("choice", self.choice, "what somebody chose to do about it");
  }
};

struct LevelAnswer {
  std::string level;
  std::string title;
  Verdict verdict = Verdict::undecided;  // of this level's rules alone
  bool is_granted = false;               // it, done and every level below it hold
  std::optional<base::Instant> until;    // end of the grant
  std::vector<std::string> conditions;   // what ends it earlier
  std::vector<std::string> missing;      // names of items, cheapest first
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("level", self.level, "the level's id");
    visit("title", self.title, "its name for people");
    visit("verdict", self.verdict, "met, not_met or undecided");
    visit("is_granted", self.is_granted, "done, every lower level and this one hold");
    visit("until", self.until, "end of the grant");
    visit("conditions", self.conditions, "what it hangs on");
    visit("missing", self.missing, "names of the items that stand in the way, cheapest first");
  }
};

// A stopped line, broken glass, an answer that is due: what every gate shows.
struct GateSignal {
  std::string kind;    // stopped, glass, overdue
  std::string target;  // of a stopped line: what resume names
  std::string text;
  std::string who;
  bool is_blocking = false;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("kind", self.kind, "stopped, glass or overdue");
    visit("target", self.target, "of a stopped line: what andon resume names");
    visit("text", self.text, "for people");
    visit("who", self.who, "who answers for it");
    visit("is_blocking", self.is_blocking, "nothing opens while it stands");
  }
};

struct SeverityCount {
  std::string severity;
  std::uint64_t count = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("severity", self.severity, "critical to info");
    visit("count", self.count, "open findings");
  }
};

struct GateReport {
  std::string schema = "andon/gate/v1";
  std::string engine;
  base::Instant made_at;
  Release release;
  std::string digest;  // of the artifact, when one was asked for
  std::string product, environment, audience;
  std::string asked;             // level
  bool is_met = false;           // the asked level is granted
  std::string granted = "none";  // the highest level granted
  std::optional<base::Instant> until;
  std::vector<std::string> conditions;
  std::string judged_from;  // "run signed by ci-shop", "checked here, configured from origin/main"
  bool is_return = false;   // it was open there before and is no worse than what runs
  std::vector<GateSignal> signals;
  std::vector<SeverityCount> open_findings;
  std::vector<LevelAnswer> levels;  // `done` first, then lowest to highest
  std::vector<MissingItem> items;   // what levels lack, each once, where it is met first
  std::vector<std::string> notes;
  std::vector<std::string> next;  // commands as typed
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("engine", self.engine, "program and version");
    visit("made_at", self.made_at, "when");
    visit("release", self.release, "what is to open");
    visit("digest", self.digest, "the artifact asked for");
    visit("product", self.product, "the product it belongs to");
    visit("environment", self.environment, "where");
    visit("audience", self.audience, "to whom");
    visit("asked", self.asked, "the level asked for");
    visit("is_met", self.is_met, "it is granted");
    visit("granted", self.granted, "the highest level granted, or none");
    visit("until", self.until, "end of the grant");
    visit("conditions", self.conditions, "what it hangs on");
    visit("judged_from", self.judged_from, "whose run of the tree was judged");
    visit("is_return", self.is_return, "granted because it ran there before and is no worse");
    visit("signals", self.signals, "stopped lines, broken glass, overdue measures");
    visit("open_findings", self.open_findings, "by severity");
    visit("levels", self.levels, "done, then each level");
    visit("items", self.items, "what the levels lack, each once");
    visit("notes", self.notes, "remarks");
    visit("next", self.next, "what to do next");
  }
};

base::Value to_value(const GateReport& report);
base::Result<GateReport> gate_report_from(const base::Value& value);
base::Value gate_report_schema();

}  // namespace andon::model
