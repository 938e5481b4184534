// Report: everything that one `andon check` says, in one value. Every
// output (terminal, JSON, SARIF, HTML ...) is rendered from it alone,
// so a recorded run can be rendered again without a scan.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/decision.h"
#include "model/finding.h"
#include "model/run.h"

namespace andon::model {

struct Baseline {
  std::string kind = "first_look";  // ref, report, merge_base, adopted, first_look
  std::string name;                 // what was named: "origin/main", a file
  std::string commit;
  std::string tree;
  std::string sentence;  // "compared with the merge-base of HEAD and origin/main (1a2b3c4)"
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("kind", self.kind, "ref, report, merge_base, adopted or first_look");
    visit("name", self.name, "what was named");
    visit("commit", self.commit, "its commit");
    visit("tree", self.tree, "its tree");
    visit("sentence", self.sentence, "for people");
  }
};

// What was looked at and what was not (dependencies, configuration, running service): law 1.
struct Looked {
  std::string what;
  bool is_looked_at = false;
  std::string text;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("what", self.what, "secrets, code, dependencies, configuration, running service");
    visit("is_looked_at", self.is_looked_at, "a check looked at it");
    visit("text", self.text, "by which check, or why not");
  }
};

struct WaiverNote {
  std::string waiver;
  std::string standing;  // applied, expired, unused, proposed, invalid
  std::string text;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("waiver", self.waiver, "its id");
    visit("standing", self.standing, "applied, expired, unused, proposed or invalid");
    visit("text", self.text, "for people");
  }
};

// The debt over time: adopted then, still there now.
struct Slope {
  std::uint64_t adopted = 0;
  std::uint64_t remaining = 0;
  std::string since;  // date of the first adoption, "" when none
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("adopted", self.adopted, "findings adopted");
    visit("remaining", self.remaining, "of them still there");
    visit("since", self.since, "date of the first adoption");
  }
};

struct Report {
  std::string schema = "andon/report/v1";
  std::string engine;  // "andon 0.1.0"
  base::Instant made_at;
  Release release;
  Baseline baseline;
  std::vector<Run> runs;          // their findings are empty: see `findings`
  std::vector<Finding> findings;  // new first; fixed ones last
  std::vector<Looked> looked;
  std::vector<WaiverNote> waivers;
  Slope slope;
  Decision decision;
  std::optional<Decision> proposed;    // what it would be with what the change brings (law 9)
  std::vector<std::string> proposals;  // what the change brings that does not count yet
  std::vector<std::string> notes;      // "the identity key is local to this machine"
  std::vector<std::string> next;       // what to do next, cheapest first; commands as typed

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("engine", self.engine, "program and version");
    visit("made_at", self.made_at, "when");
    visit("release", self.release, "what was looked at");
    visit("baseline", self.baseline, "what findings were compared with");
    visit("runs", self.runs, "the checks, with outcome and scope");
    visit("findings", self.findings, "all of them, new first");
    visit("looked", self.looked, "what was looked at and what was not");
    visit("waivers", self.waivers, "waivers that speak here");
    visit("slope", self.slope, "adopted debt then and now");
    visit("decision", self.decision, "the verdict");
    visit("proposed", self.proposed, "the verdict if what the change brings counted");
    visit("proposals", self.proposals, "what the change brings that does not count yet");
    visit("notes", self.notes, "remarks");
    visit("next", self.next, "what to do next");
  }
};

base::Value to_value(const Report& report);
base::Result<Report> report_from(const base::Value& value);
base::Value report_schema();

}  // namespace andon::model
