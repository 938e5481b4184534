// How far a release may open: one decision for done and one for each level, lowest first, and what
// is missing for the next.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace andon::policy {

inline constexpr std::string_view no_level = "none";

// One thing that stands in the way, as people read it.
struct MissingItem {
  std::string rule;
  std::string element;  // "" for a rule asked once
  std::string message;
  std::string fix;
  std::string effort;  // as the rule states it, else "not stated"
  std::string role;    // the responsibility that mends it
  std::string person;  // its account; "" where nobody is named
  std::string place;   // file and line of the rule, where it is a pack's
  model::RuleOutcome outcome = model::RuleOutcome::fail;
  std::optional<base::Instant> earliest;  // it cannot pass before
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("rule", self.rule, "the rule that does not pass");
    visit("element", self.element, "the finding, check ... that it speaks of");
    visit("message", self.message, "what is missing");
    visit("fix", self.fix, "what would unblock it");
    visit("effort", self.effort, "what mending takes, as the rule states it, else not stated");
    visit("role", self.role, "the responsibility that mends it");
    visit("person", self.person, "who has that responsibility; empty where nobody is named");
    visit("place", self.place, "file and line of the rule");
    visit("outcome", self.outcome, "fail or undecided");
    visit("earliest", self.earliest, "it cannot pass before that moment");
  }
};

struct LevelDecided {
  std::string id;
  std::string title;
  model::Decision decision;
  // Done and every level up to this one are met.
  bool is_granted = false;
  std::int64_t at_most_days = 0;  // longest grant that the policy allows; 0 where it says nothing
};

struct LevelsDecided {
  model::Decision done;
  std::vector<LevelDecided> levels;  // lowest first
  std::string granted{no_level};     // the highest that is granted
  std::string next;                  // the one after it; "" when all are granted
  // For the next: what done and every level up to it lack. Cheapest first where effort is stated,
  // then what is not stated; what has to wait last.
  std::vector<MissingItem> missing;
};

// Levels are facts.levels, so that a record of the facts is enough to decide it again.
LevelsDecided decide_levels(const Policy& policy, const base::Value& parameters,
                            const base::Value& facts, const Stamp& stamp);

// What a decision's blocking rules lack, in the order above.
std::vector<MissingItem> missing(const model::Decision& decision, const base::Value& facts);

// "30 min", "2 h", "3 d", "1 w" in minutes (a day of work has 8 h, a week 5 days); nothing else.
std::optional<std::int64_t> effort_minutes(std::string_view text);

base::Value to_value(const MissingItem& item);
base::Value to_value(const LevelsDecided& decided);

}  // namespace andon::policy
