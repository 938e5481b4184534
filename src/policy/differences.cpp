#include <algorithm>
#include <set>

#include "base/json.h"
#include "policy/engine/reading.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

std::string place_of(const Policy& policy, const Rule& rule) {
  if (rule.origin) return fmt::format("{}:{}", rule.origin->file, rule.origin->line);
  return fmt::format("{}:{}", policy.file, rule.line);
}

Lifecycle base_of(const Rule& rule) {
  const auto own = rule.own ? rule.own->lifecycle : rule.pack.lifecycle;
  return rule.pack.lifecycle <= Lifecycle::observe ? std::min(rule.pack.lifecycle, own) : own;
}

class Comparing {
 public:
  Comparing(const Policy& before, const Policy& after) : before_(before), after_(after) {}

  std::vector<Difference> run() {
    parameters();
    for (const auto& rule : before_.rules) {
      const auto found = std::ranges::find(after_.rules, rule.id, &Rule::id);
      if (found == after_.rules.end())
        add(rule.id, "it is gone", true, place_of(before_, rule));
      else
        compare(rule, *found);
    }
    for (const auto& rule : after_.rules)
      if (std::ranges::find(before_.rules, rule.id, &Rule::id) == before_.rules.end())
        add(rule.id, "it is new: " + rule.title, false, place_of(after_, rule));
    grants();
    return std::move(out_);
  }

 private:
  void add(std::string what, std::string text, bool is_loosening, std::string place) {
    out_.push_back({std::move(what), std::move(text), is_loosening, std::move(place)});
  }

  void parameters() {
    for (const auto& parameter : before_.parameters) {
      const auto found = std::ranges::find(after_.parameters, parameter.name, &Parameter::name);
      const auto what = "parameters." + parameter.name;
      if (found == after_.parameters.end())
        add(what, "it is gone", true, before_.file);
      else if (found->kind != parameter.kind || found->stricter != parameter.stricter)
        add(what, "it is declared otherwise", true, after_.file);
      else if (found->preset != parameter.preset)
        add(what,
            fmt::format("{} -> {}", base::json::write_line(parameter.preset),
                        base::json::write_line(found->preset)),
            !is_tightening(parameter, found->preset), after_.file);
    }
    for (const auto& parameter : after_.parameters)
      if (std::ranges::find(before_.parameters, parameter.name, &Parameter::name) ==
          before_.parameters.end())
        add("parameters." + parameter.name, "it is new", false, after_.file);
  }

  void compare(const Rule& old, const Rule& now) {
    const auto place = place_of(after_, now);
    const auto words = [&](std::string_view key, const std::string& from, const std::string& to,
                           bool is_loosening) {
      if (from != to) add(now.id, fmt::format("{}: {} -> {}", key, from, to), is_loosening, place);
    };
    const auto source = [](const std::optional<cel::Expression>& expression) {
      return expression ? std::string(expression->source()) : std::string("none");
    };
    if (old.condition.source() != now.condition.source() || old.is_denial != now.is_denial ||
        old.each != now.each)
      add(now.id, "another condition: whether it is looser cannot be told", true, place);
    words("effect", word_of(old.effect), word_of(now.effect), now.effect < old.effect);
    words("on_missing", word_of(old.on_missing), word_of(now.on_missing),
          now.on_missing < old.on_missing);
    words("lifecycle", word_of(base_of(old)), word_of(base_of(now)), base_of(now) < base_of(old));
    const auto date = [](const Rule& rule) {
      return rule.effective_on ? base::to_text(*rule.effective_on) : std::string("at once");
    };
    words("effective_on", date(old), date(now),
          now.effective_on && (!old.effective_on || *now.effective_on > *old.effective_on));
    words("not_before", source(old.not_before), source(now.not_before), !now.not_before);
    const auto stage = [](const Rule& rule) {
      return rule.stage.is_done() ? std::string("done")
                                  : fmt::format("{} is {}", rule.stage.property,
                                                base::json::write_line(rule.stage.is));
    };
    words("stage", stage(old), stage(now), true);
    if (old.title != now.title) words("title", old.title, now.title, false);
    if (old.suspicions.size() != now.suspicions.size())
      add(now.id, "its condition compares with a word that does not exist", false, place);
  }

  void grants() {
    std::set<std::string> levels;
    for (const auto* policy : {&before_, &after_})
      for (const auto& [level, days] : policy->at_most_days) levels.insert(level);
    for (const auto& level : levels) {
      const auto old = before_.at_most_days.find(level);
      const auto now = after_.at_most_days.find(level);
      const auto text = [](const Policy& policy, auto at) {
        return at == policy.at_most_days.end() ? std::string("no end")
                                               : fmt::format("{} days", at->second);
      };
      if (text(before_, old) == text(after_, now)) continue;
      const bool is_longer = now == after_.at_most_days.end() ||
                             (old != before_.at_most_days.end() && now->second > old->second);
      add("levels." + level, fmt::format("{} -> {}", text(before_, old), text(after_, now)),
          is_longer, after_.file);
    }
  }

  const Policy& before_;
  const Policy& after_;
  std::vector<Difference> out_;
};

}  // namespace

std::vector<Difference> differences(const Policy& before, const Policy& after) {
  return Comparing(before, after).run();
}

}  // namespace andon::policy
