// The fleet: what the records at hand tell of every component, one row each. Every output of
// `andon fleet` is rendered from it alone.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/gate.h"

namespace andon::model {

// What asks for somebody, the worst first: rows are sorted by it.
enum class FleetFlag {
  line_stopped,
  opened_without_grant,
  critical,  // an open finding of that severity
  grant_ended,
  overdue,
  never_checked,
  stale,       // no complete run for so many days
  incomplete,  // the last run of a check did not finish
  unsigned_,   // its last run is a cache of dates, never a pass
  not_in_organisation,
  nobody,
};
std::span<const std::string_view> words(FleetFlag);
inline std::string_view word(FleetFlag flag) { return words(flag)[static_cast<std::size_t>(flag)]; }

// One check, by its last run that is whole and complete and, where there is one, counts.
struct FleetCheck {
  std::string check;
  std::optional<base::Instant> complete_at;
  std::string tree, branch;
  bool is_counted = false;  // signed by a key that may, or made here
  std::string last;         // what came of the very last run: complete, partial, failed, skipped
  std::string reason;       // why it is not complete
  std::vector<SeverityCount> findings;
  std::uint64_t waived = 0;  // of this tree's; not among the findings
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("check", self.check, "the check's name");
    visit("complete_at", self.complete_at, "last run that is whole and complete");
    visit("tree", self.tree, "what it looked at");
    visit("branch", self.branch, "on which branch");
    visit("is_counted", self.is_counted, "signed by a key that may, or made here");
    visit("last", self.last, "what came of the very last run");
    visit("reason", self.reason, "why that is not complete");
    visit("findings", self.findings, "open ones by severity");
    visit("waived", self.waived, "findings that waivers cover");
  }
};

struct FleetOpening {
  std::string environment, level, digest, tree;
  base::Instant since;
  std::string standing;  // "granted", "ended", "without a grant", "not believed"
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("environment", self.environment, "where");
    visit("level", self.level, "how far");
    visit("digest", self.digest, "of the artifact");
    visit("tree", self.tree, "its source");
    visit("since", self.since, "when it was opened");
    visit("standing", self.standing, "granted, ended, without a grant or not believed");
  }
};

struct FleetDue {
  std::string kind;  // "measure", "waiver", "review"
  std::string id, who;
  base::Instant due;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("kind", self.kind, "measure of a plan, waiver, or review of broken glass");
    visit("id", self.id, "its id");
    visit("who", self.who, "whose it is");
    visit("due", self.due, "when it was due");
  }
};

struct FleetRow {
  std::string component, product, team;
  std::vector<std::string> owners;  // accounts: champion, lead, or the product's responsibility
  std::string contact;
  std::optional<base::Instant> complete_at;  // the last run of any check
  std::string tree, branch;                  // that it looked at
  std::string level = "none";                // what stands granted by a gate's record that counts
  std::optional<base::Instant> until, judged_at;
  std::string claimed;  // level of a gate's record that does not count, where none does
  std::vector<FleetOpening> open;
  std::vector<SeverityCount> findings;
  std::uint64_t waived = 0;
  std::vector<FleetCheck> checks;
  std::vector<FleetDue> overdue;
  std::vector<std::string> stopped;  // why the line is, and who answers
  std::vector<FleetFlag> flags;      // worst first
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("component", self.component, "the component's id");
    visit("product", self.product, "id of its product");
    visit("team", self.team, "id of its team");
    visit("owners", self.owners, "accounts of who answers for it");
    visit("contact", self.contact, "where to reach them");
    visit("complete_at", self.complete_at, "last run that is whole and complete");
    visit("tree", self.tree, "what that looked at");
    visit("branch", self.branch, "on which branch");
    visit("level", self.level, "the highest level that stands granted, or none");
    visit("until", self.until, "end of the grant");
    visit("judged_at", self.judged_at, "when the gate answered");
    visit("claimed", self.claimed, "level that a record claims which does not count");
    visit("open", self.open, "what is open where");
    visit("findings", self.findings, "open ones by severity");
    visit("waived", self.waived, "findings that waivers cover");
    visit("checks", self.checks, "check by check");
    visit("overdue", self.overdue, "what was due, the oldest first");
    visit("stopped", self.stopped, "why its line is stopped");
    visit("flags", self.flags, "what asks for somebody, the worst first");
  }
};

struct Fleet {
  std::string schema = "andon/fleet/v1";
  std::string engine;
  base::Instant made_at;
  std::int64_t stale_days = 30;
  std::vector<FleetRow> components;  // worst first
  std::vector<std::string> notes;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("engine", self.engine, "program and version");
    visit("made_at", self.made_at, "when");
    visit("stale_days", self.stale_days, "days without a complete run that make one stale");
    visit("components", self.components, "worst first");
    visit("notes", self.notes, "remarks");
  }
};

base::Value to_value(const Fleet& fleet);
base::Result<Fleet> fleet_from(const base::Value& value);
base::Value fleet_schema();

}  // namespace andon::model
