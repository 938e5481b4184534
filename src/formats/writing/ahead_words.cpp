#include "formats/writing/ahead_words.h"

#include <algorithm>

#include "base/text.h"

namespace andon::formats {

std::string side_sentence(const model::LevelSide& side) {
  if (side.is_granted)
    return side.until ? "granted until " + base::to_text(*side.until) : std::string("granted");
  return side.missing > 0 ? base::counted(side.missing, "item") + " missing" : "waits";
}

std::string item_sentence(const model::ItemChange& change) {
  return fmt::format("{} now, {} then{}{}{}", change.before, change.after,
                     change.why.empty() ? "" : "; ", change.why,
                     change.place.empty() ? "" : " (" + change.place + ")");
}

namespace {

using ItemsOf = std::vector<model::ItemChange> model::LevelChange::*;

std::vector<ChangedItem> changed(const model::WhatIfReport& report, ItemsOf items) {
  std::vector<ChangedItem> out;
  for (const auto& level : report.levels)
    for (const auto& change : level.*items) {
      const auto known = std::ranges::find_if(out, [&](const ChangedItem& each) {
        return each.change->item == change.item && each.change->before == change.before &&
               each.change->after == change.after;
      });
      auto& told = known == out.end() ? out.emplace_back(ChangedItem{&change, {}}) : *known;
      told.levels.push_back(level.level);
    }
  return out;
}

}  // namespace

std::vector<ChangedItem> appearing(const model::WhatIfReport& report) {
  return changed(report, &model::LevelChange::appears);
}
std::vector<ChangedItem> vanishing(const model::WhatIfReport& report) {
  return changed(report, &model::LevelChange::vanishes);
}

std::string change_sentence(const model::WhatIfReport& report) {
  return report.is_changed ? "The answer would be another one" : "The answer would be the same";
}

std::string effect_sentence(const model::LevelEffect& effect) {
  const auto where =
      effect.environments.empty() ? "" : base::join(effect.environments, ", ") + ": ";
  return effect.before == effect.after
             ? fmt::format("{}stays {}", where, effect.after)
             : fmt::format("{}{} -> {}", where, effect.before, effect.after);
}

std::string distance(base::Instant from, base::Instant to) {
  const auto days = (to.ms - from.ms) / base::day_ms;
  if (days == 0) return to <= from ? "within the last day" : "within a day";
  const auto count = base::counted(static_cast<std::uint64_t>(days < 0 ? -days : days), "day");
  return days < 0 ? count + " ago" : "in " + count;
}

std::string owners_sentence(const model::UpcomingEvent& event) {
  return event.owners.empty() ? "nobody is named" : base::join(event.owners, ", ");
}

std::string granted_sentence(const model::UpcomingReport& report) {
  std::string out;
  for (const auto& [environment, asked, granted] : report.granted)
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ",
                       environment.empty() ? "" : environment + ": ", granted);
  return out;
}

}  // namespace andon::formats
