// The names that a rule's expressions may use, in the order of their values.
#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace andon::policy {

inline constexpr std::array<std::string_view, 20> fact_names{
    "now",    "is_first_look", "release",  "baseline",        "slope",
    "runs",   "findings",      "waivers",  "required_checks", "parameters",
    "level",  "governance",    "product",  "environment",     "components",
    "levels", "all_evidence",  "measures", "answers",         "openings"};

// "finding" is asked of facts.findings.
inline std::string_view list_name(Each each) {
  constexpr std::array<std::string_view, 9> names{
      "",           "findings",     "runs",     "waivers", "required_checks",
      "components", "all_evidence", "measures", "answers"};
  return names[static_cast<std::size_t>(each)];
}

inline std::vector<std::string_view> variable_names(Each each) {
  std::vector<std::string_view> names(fact_names.begin(), fact_names.end());
  if (each != Each::once) names.push_back(words(each)[static_cast<std::size_t>(each)]);
  return names;
}

}  // namespace andon::policy
