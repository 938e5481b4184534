// What every rendering of a supposition or of what is to come says, worded once.
#pragma once
#include <string>
#include <vector>

#include "model/upcoming.h"
#include "model/what_if.h"

namespace andon::formats {

inline constexpr std::string_view supposition_sentence =
    "This is a supposition: nothing of it is recorded, and nothing may rest on it.";

// "granted until 2026-12-01", "2 items missing", "waits"
std::string side_sentence(const model::LevelSide& side);
// "fail now, pass then; governance.age_days: 5 now, 26 then (packs/a.yaml:3)"
std::string item_sentence(const model::ItemChange& change);
// An item once, with the levels that have it.
struct ChangedItem {
  const model::ItemChange* change = nullptr;
  std::vector<std::string> levels;
};
std::vector<ChangedItem> appearing(const model::WhatIfReport& report);
std::vector<ChangedItem> vanishing(const model::WhatIfReport& report);
// "The answer would be the same", "The answer would be another one"
std::string change_sentence(const model::WhatIfReport& report);

// "production: general -> test", "test: stays test"
std::string effect_sentence(const model::LevelEffect& effect);
// "52 days ago", "today", "in 49 days"
std::string distance(base::Instant from, base::Instant to);
// "kim, lee"; "nobody is named"
std::string owners_sentence(const model::UpcomingEvent& event);
// "production: general, test: test"
std::string granted_sentence(const model::UpcomingReport& report);

}  // namespace andon::formats
