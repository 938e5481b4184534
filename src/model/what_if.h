// What would change if something were otherwise: another policy, a later day, a waiver less, a
// finding fixed, another level. A supposition: it is never recorded, and no record rests on it.
#pragma once
#include <string>
#include <vector>

#include "model/gate.h"

namespace andon::model {

// One thing that stands in the way on one side only.
struct ItemChange {
  std::string item;  // "rule" or "rule/element"
  std::string rule;
  std::string element;
  std::string before, after;  // pass, fail, undecided, observed, not asked
  std::string message;        // what is missing, on the side where it is
  std::string why;            // what makes the difference
  std::string place;          // file and line of a pack's rule
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("item", self.item, "rule, or rule/element");
    visit("rule", self.rule, "the policy's rule");
    visit("element", self.element, "what the rule is asked of");
    visit("before", self.before, "pass, fail, undecided, observed or not asked");
    visit("after", self.after, "the same, as it would be");
    visit("message", self.message, "what is missing, on the side where it is");
    visit("why", self.why, "what makes the difference");
    visit("place", self.place, "file and line of the rule");
  }
};

struct LevelSide {
  bool is_granted = false;
  std::uint64_t missing = 0;  // items of this level alone
  std::optional<base::Instant> until;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("is_granted", self.is_granted, "done, every lower level and this one hold");
    visit("missing", self.missing, "items of this level alone");
    visit("until", self.until, "end of the grant");
  }
  friend bool operator==(const LevelSide&, const LevelSide&) = default;
};

struct LevelChange {
  std::string level;  // "done", or a level's id
  std::string title;
  LevelSide before, after;
  std::vector<ItemChange> appears;   // what would stand in the way
  std::vector<ItemChange> vanishes;  // what no longer would
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("level", self.level, "done, or the level's id");
    visit("title", self.title, "its name for people");
    visit("before", self.before, "as it is");
    visit("after", self.after, "as it would be");
    visit("appears", self.appears, "what would stand in the way");
    visit("vanishes", self.vanishes, "what no longer would");
  }
};

struct WhatIfReport {
  std::string schema = "andon/what-if/v1";
  bool is_supposition = true;  // nothing of it is recorded
  std::vector<std::string> suppositions;
  bool is_changed = false;
  std::vector<LevelChange> levels;  // done first, then lowest to highest
  std::vector<std::string> others;  // other changes: signals, open findings, conditions
  GateReport now, supposed;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("is_supposition", self.is_supposition, "always: nothing of it is recorded");
    visit("suppositions", self.suppositions, "what is supposed");
    visit("is_changed", self.is_changed, "the answer would be another one");
    visit("levels", self.levels, "done, then each level, side by side");
    visit("others", self.others, "what else would change");
    visit("now", self.now, "the gate's answer as it is");
    visit("supposed", self.supposed, "the gate's answer as it would be");
  }
};

base::Value to_value(const WhatIfReport& report);
base::Result<WhatIfReport> what_if_report_from(const base::Value& value);
base::Value what_if_report_schema();

}  // namespace andon::model
