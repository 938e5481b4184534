// How far a release may open: one decision for done and one for each level, lowest first, and what
// is missing for the next.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace andon::policy {

inline constexpr std::string_view no_level = "none";

// One thing that stands in the way: of what a blocking rule was asked and what it does not let
// pass. Points into the decision.
struct Missing {
  const model::RuleDecision* rule;
  const model::ElementOutcome* element;
};
// "rule" or "rule/element": what people name it by.
std::string item_name(const Missing& item);
// The responsibility that mends it: who writes the code, where the rule does not say.
std::string_view role_of(const model::RuleDecision& rule);

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
};

// Levels are facts.levels, so that a record of the facts is enough to decide it again.
LevelsDecided decide_levels(const Policy& policy, const base::Value& parameters,
                            const base::Value& facts, const Stamp& stamp);

// What a decision's blocking rules lack. Cheapest first where effort is stated, then what is not
// stated; what has to wait last.
std::vector<Missing> missing(const model::Decision& decision);
// For the next level: what it and done lack, in that order.
std::vector<Missing> missing(const LevelsDecided& decided);

// "30 min", "2 h", "3 d", "1 w" in minutes (a day of work has 8 h, a week 5 days); nothing else.
std::optional<std::int64_t> effort_minutes(std::string_view text);

// Each rule's decision once, with the levels that it is for: "rules" beside "done" and "levels".
base::Value to_value(const LevelsDecided& decided);

}  // namespace andon::policy
