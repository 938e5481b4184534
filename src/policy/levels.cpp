#include "policy/levels.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "model/describe.h"
#include "policy/engine/deciding.h"

namespace andon::policy {
namespace {

using base::Value;

// What people who mend are told when a rule does not say who: those who write the code.
constexpr std::string_view usual_role = "component_development";

// Cheapest first; what nobody stated after what is stated; what must wait by its moment, last.
void sort(std::vector<Missing>& items) {
  using Key = std::tuple<std::int64_t, bool, std::int64_t>;
  std::vector<std::pair<Key, Missing>> keyed;
  keyed.reserve(items.size());
  const model::RuleDecision* last = nullptr;
  std::optional<std::int64_t> minutes;
  for (const auto& item : items) {
    if (item.rule != last) minutes = effort_minutes(item.rule->effort);
    last = item.rule;
    const auto& earliest = item.element->not_before;
    keyed.emplace_back(Key(earliest ? earliest->ms : 0, !minutes.has_value(), minutes.value_or(0)),
                       item);
  }
  std::ranges::stable_sort(keyed, {}, [](const auto& each) { return each.first; });
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = keyed[i].second;
}

void collect(const model::Decision& decision, std::vector<Missing>& out) {
  for (const auto& rule : decision.rules)
    if (rule.effect == model::Effect::block && rule.outcome != model::RuleOutcome::pass)
      for (const auto& element : rule.elements) out.push_back({&rule, &element});
}

// Rules asked at several levels have one entry where all that they said is the same.
class RuleEntries {
 public:
  void add(const model::Decision& decision, std::string_view level) {
    for (const auto& rule : decision.rules) {
      auto& said = by_rule_[rule.rule];
      const auto same = std::ranges::find_if(
          said, [&](std::size_t index) { return is_same(*entries_[index].rule, rule); });
      if (same == said.end()) {
        said.push_back(entries_.size());
        entries_.push_back({&rule, {}});
        entries_.back().levels.emplace_back(level);
      } else {
        entries_[*same].levels.emplace_back(level);
      }
    }
  }
  base::List values() const {
    base::List out;
    out.reserve(entries_.size());
    for (const auto& entry : entries_) {
      auto value = model::to_value(*entry.rule, model::Empty::left_out);
      base::List levels;
      for (const auto level : entry.levels) levels.push_back(level);
      value.set("levels", std::move(levels));
      out.push_back(std::move(value));
    }
    return out;
  }

 private:
  struct Entry {
    const model::RuleDecision* rule;
    std::vector<std::string_view> levels;
  };
  static bool is_same(const model::RuleDecision& one, const model::RuleDecision& other) {
    const bool has_same_elements = one.elements.shares_with(other.elements) ||
                                   (one.elements.empty() && other.elements.empty());
    return has_same_elements && one.outcome == other.outcome && one.effect == other.effect;
  }
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_rule_;
};

Value without_rules(const model::Decision& decision) {
  auto bare = decision;
  bare.rules.clear();
  return model::to_value(bare);
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

std::string item_name(const Missing& item) {
  const auto& element = item.element->element;
  return element.empty() ? item.rule->rule : item.rule->rule + "/" + element;
}

std::string_view role_of(const model::RuleDecision& rule) {
  return rule.role.empty() ? usual_role : std::string_view(rule.role);
}

std::vector<Missing> missing(const model::Decision& decision) {
  std::vector<Missing> out;
  collect(decision, out);
  sort(out);
  return out;
}

std::vector<Missing> missing(const LevelsDecided& decided) {
  std::vector<Missing> out;
  collect(decided.done, out);
  for (const auto& level : decided.levels)
    if (level.id == decided.next) collect(level.decision, out);
  sort(out);
  return out;
}

LevelsDecided decide_levels(const Policy& policy, const Value& parameters, const Value& facts,
                            const Stamp& stamp) {
  LevelsDecided out;
  DecidedRules known;
  out.done = decide_for(policy, parameters, facts, nullptr, stamp, known);
  bool is_met = out.done.verdict == model::Verdict::met;
  const auto* levels = facts["levels"].list();
  for (std::size_t i = 0; levels && i < levels->size(); ++i) {
    const Value& level = (*levels)[i];
    LevelDecided& here = out.levels.emplace_back();
    here.id = level["id"].text_or();
    here.title = level["title"].text_or();
    here.decision = decide_for(policy, parameters, facts, &level, stamp, known);
    is_met = is_met && here.decision.verdict == model::Verdict::met;
    here.is_granted = is_met;
    if (const auto days = policy.at_most_days.find(here.id); days != policy.at_most_days.end())
      here.at_most_days = days->second;
    if (is_met) {
      out.granted = here.id;
    } else if (out.next.empty()) {
      out.next = here.id;
    }
  }
  return out;
}

Value to_value(const LevelsDecided& decided) {
  Value out{base::Map{}};
  out.set("granted", decided.granted);
  out.set("next", decided.next);
  RuleEntries rules;
  rules.add(decided.done, "done");
  out.set("done", without_rules(decided.done));
  auto& levels = out.set("levels", base::List{});
  for (const auto& level : decided.levels) {
    Value entry{base::Map{}};
    entry.set("id", level.id);
    entry.set("title", level.title);
    entry.set("is_granted", level.is_granted);
    if (level.at_most_days > 0) entry.set("at_most_days", level.at_most_days);
    entry.set("decision", without_rules(level.decision));
    levels.push(std::move(entry));
    rules.add(level.decision, level.id);
  }
  out.set("rules", rules.values());
  return out;
}

}  // namespace andon::policy
