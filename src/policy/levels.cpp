#include "policy/levels.h"

#include <algorithm>
#include <charconv>

#include "model/describe.h"

namespace andon::policy {
namespace {

using base::Value;

// What people who mend are told when a rule does not say who: those who write the code.
constexpr std::string_view usual_role = "component_development";

void add_missing(const model::RuleDecision& rule, const Value& facts,
                 std::vector<MissingItem>& out) {
  const std::string role(rule.role.empty() ? usual_role : std::string_view(rule.role));
  const auto person = facts["product"]["responsibilities"][role].text_or();
  for (const auto& element : rule.elements) {
    MissingItem item;
    item.rule = rule.rule;
    item.element = element.element;
    item.message = element.message;
    item.fix = element.fix;
    item.effort = rule.effort.empty() ? "not stated" : rule.effort;
    item.role = role;
    item.person = person;
    item.place = rule.place;
    item.outcome = element.outcome;
    item.earliest = element.not_before;
    out.push_back(std::move(item));
  }
}

// Cheapest first; what nobody stated after what is stated; what must wait by its moment, last.
void sort(std::vector<MissingItem>& items) {
  const auto key = [](const MissingItem& item) {
    const auto minutes = effort_minutes(item.effort);
    return std::tuple(item.earliest ? item.earliest->ms : 0, !minutes.has_value(),
                      minutes.value_or(0));
  };
  std::ranges::stable_sort(items, {}, key);
}

void collect(const model::Decision& decision, const Value& facts, std::vector<MissingItem>& out) {
  for (const auto& rule : decision.rules)
    if (rule.effect == model::Effect::block && rule.outcome != model::RuleOutcome::pass)
      add_missing(rule, facts, out);
}

}  // namespace

std::optional<std::int64_t> effort_minutes(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t minutes;
  };
  static constexpr Unit units[] = {{"min", 1}, {"h", 60}, {"d", 480}, {"w", 2'400}};
  constexpr std::int64_t most = 1'000'000;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0 || count > most) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const auto& unit : units)
    if (unit.name == text) return count * unit.minutes;
  return std::nullopt;
}

std::vector<MissingItem> missing(const model::Decision& decision, const Value& facts) {
  std::vector<MissingItem> out;
  collect(decision, facts, out);
  sort(out);
  return out;
}

LevelsDecided decide_levels(const Policy& policy, const Value& parameters, const Value& facts,
                            const Stamp& stamp) {
  LevelsDecided out;
  out.done = decide(policy, parameters, facts, stamp);
  bool is_met = out.done.verdict == model::Verdict::met;
  collect(out.done, facts, out.missing);
  const auto* levels = facts["levels"].list();
  for (std::size_t i = 0; levels && i < levels->size(); ++i) {
    const Value& level = (*levels)[i];
    LevelDecided& here = out.levels.emplace_back();
    here.id = level["id"].text_or();
    here.title = level["title"].text_or();
    here.decision = decide(policy, parameters, facts, level, stamp);
    is_met = is_met && here.decision.verdict == model::Verdict::met;
    here.is_granted = is_met;
    if (const auto days = policy.at_most_days.find(here.id); days != policy.at_most_days.end())
      here.at_most_days = days->second;
    if (is_met) {
      out.granted = here.id;
    } else if (out.next.empty()) {
      out.next = here.id;
      collect(here.decision, facts, out.missing);
    }
  }
  sort(out.missing);
  return out;
}

Value to_value(const MissingItem& item) { return model::to_value(item, model::Empty::left_out); }

Value to_value(const LevelsDecided& decided) {
  Value out{base::Map{}};
  out.set("granted", decided.granted);
  out.set("next", decided.next);
  out.set("done", model::to_value(decided.done));
  auto& levels = out.set("levels", base::List{});
  for (const auto& level : decided.levels) {
    Value entry{base::Map{}};
    entry.set("id", level.id);
    entry.set("title", level.title);
    entry.set("is_granted", level.is_granted);
    if (level.at_most_days > 0) entry.set("at_most_days", level.at_most_days);
    entry.set("decision", model::to_value(level.decision));
    levels.push(std::move(entry));
  }
  auto& missing = out.set("missing", base::List{});
  for (const auto& item : decided.missing) missing.push(to_value(item));
  return out;
}

}  // namespace andon::policy
