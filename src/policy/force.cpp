// What a rule is here and now. Whatever the facts do not tell counts as the strictest: nobody gets
// around a rule by not saying which team it is.
#include <algorithm>

#include "policy/engine/reading.h"

namespace andon::policy {
namespace {

struct Where {
  std::optional<base::Instant> now;
  std::vector<std::string_view> teams;
  bool knows_teams = true;
};

Where where(const base::Value& facts) {
  Where out;
  if (const auto now = base::parse_instant(facts["now"].text_or())) out.now = *now;
  const auto* components = facts["components"].list();
  out.knows_teams = components != nullptr;
  if (!components) return out;
  for (const auto& component : *components) {
    const auto* team = component.find("team");
    out.knows_teams = out.knows_teams && team && team->is_string();
    if (team) out.teams.push_back(team->text_or());
  }
  return out;
}

Lifecycle risen(const Rise& rise, const Where& where) {
  Lifecycle out = rise.lifecycle;
  for (const auto& step : rise.rollout) {
    const bool is_theirs =
        step.teams.empty() || !where.knows_teams ||
        std::ranges::any_of(step.teams, [&](const auto& team) { return has(where.teams, team); });
    const bool has_come = !step.from || !where.now || *where.now >= *step.from;
    if (is_theirs && has_come) out = std::max(out, step.lifecycle);
  }
  return out;
}

}  // namespace

Force force(const Rule& rule, const base::Value& facts) {
  const auto place = where(facts);
  const Lifecycle pack = risen(rule.pack, place);
  const Lifecycle own = rule.own ? risen(*rule.own, place) : pack;
  const bool is_capped = pack <= Lifecycle::observe && own > pack;
  Force out;
  out.lifecycle = is_capped ? pack : own;
  out.effect = rule.effect;
  if (out.lifecycle <= Lifecycle::observe) {
    out.effect = model::Effect::observe;
    out.why = fmt::format("{} is in {}", is_capped || !rule.own ? "its pack" : "the rule",
                          word_of(out.lifecycle));
  } else if (rule.effective_on && place.now && *place.now < *rule.effective_on) {
    out.effect = model::Effect::observe;
    out.why = fmt::format("it begins on {}", base::to_date(*rule.effective_on));
  }
  return out;
}

}  // namespace andon::policy
