#include "flow/what_if_changes.h"

#include <algorithm>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"
#include "flow/gate_answer.h"

namespace andon::flow {
namespace {

// How a decision stands to one item, missing or not.
struct ItemState {
  std::string word;  // pass, fail, undecided; observe or warn; "not asked"
  std::string force;
};

template <class E>
std::string word_of(E value) {
  return std::string(words(value)[static_cast<std::size_t>(value)]);
}

ItemState state_of(const model::Decision* decision, const policy::Missing& item) {
  if (decision == nullptr) return {"not asked", {}};
  const auto rule = std::ranges::find(decision->rules, item.rule->rule, &model::RuleDecision::rule);
  if (rule == decision->rules.end()) return {"not asked", {}};
  if (rule->effect != model::Effect::block) return {word_of(rule->effect), rule->force};
  for (const auto& element : rule->elements)
    if (element.element == item.element->element) return {word_of(element.outcome), {}};
  return {"pass", {}};
}

// Of the side on which it is not missing; "" where it simply passes.
std::string because(const ItemState& other, std::string_view when) {
  if (other.word == "not asked") return fmt::format("no rule of that name is asked {}", when);
  if (other.word == "observe" || other.word == "warn")
    return fmt::format("it only {}s {}{}{}", other.word, when, other.force.empty() ? "" : ": ",
                       other.force);
  return {};
}

model::ItemChange change_of(const policy::Missing& item) {
  model::ItemChange out;
  out.item = policy::item_name(item);
  out.rule = item.rule->rule;
  out.element = item.element->element;
  out.message = item.element->message;
  out.place = item.rule->place;
  return out;
}

// The element of that id, in whichever list of the facts it is.
const base::Value* element_of(const base::Value& facts, std::string_view id) {
  if (id.empty() || facts.map() == nullptr) return nullptr;
  for (const auto& [name, list] : *facts.map()) {
    if (!list.is_list()) continue;
    for (const auto& each : *list.list())
      if (each["id"].text_or() == id) return &each;
  }
  return nullptr;
}

// What such a path says on one side: of the facts, or of the element that was asked.
std::string value_at(const base::Value& facts, const std::string& path, std::string_view element) {
  const auto names = base::split(path, '.');
  const auto* at = facts.find(names.front());
  if (at == nullptr) at = element_of(facts, element);
  for (std::size_t i = 1; at != nullptr && i < names.size(); ++i) at = at->find(names[i]);
  if (at == nullptr || at->is_null()) return "nothing";
  return at->is_string() ? std::string(at->text_or()) : base::json::write_line(*at);
}

constexpr std::size_t shown_facts = 3;
constexpr std::size_t shown_value_bytes = 80;

// The facts that the condition looked at and that differ: "governance.age_days: 5 now, 26 then".
std::string differing_facts(const model::ElementOutcome& element, const base::Value& now,
                            const base::Value& then) {
  std::vector<std::string> out;
  for (const auto& seen : policy::facts_seen(element.trace)) {
    const std::string path(seen.path);
    const auto before = value_at(now, path, element.element);
    const auto after = value_at(then, path, element.element);
    auto text = fmt::format("{}: {} now, {} then", path, base::shortened(before, shown_value_bytes),
                            base::shortened(after, shown_value_bytes));
    if (before != after && std::ranges::find(out, text) == out.end())
      out.push_back(std::move(text));
  }
  if (out.size() > shown_facts) out.resize(shown_facts);
  return base::join(out, "; ");
}

// One of `done` and the levels, on one side; null where that side has no such level.
struct LevelView {
  const model::Decision* decision = nullptr;
  const model::LevelAnswer* answer = nullptr;
  std::vector<policy::Missing> missing;
  std::unordered_map<std::string, model::RuleOutcome> outcomes;  // by their names
};

LevelView view_of(const AnswerSide& side, const std::string& level) {
  LevelView out;
  if (level == "done") out.decision = &side.decided.done;
  for (const auto& each : side.decided.levels)
    if (each.id == level) out.decision = &each.decision;
  for (const auto& each : side.report.levels)
    if (each.level == level) out.answer = &each;
  if (out.decision != nullptr) out.missing = policy::missing(*out.decision);
  for (const auto& item : out.missing)
    out.outcomes.emplace(policy::item_name(item), item.element->outcome);
  return out;
}

model::LevelSide side_of(const LevelView& view) {
  model::LevelSide out;
  out.missing = view.missing.size();
  if (view.answer == nullptr) return out;
  out.is_granted = view.answer->is_granted;
  out.until = view.answer->until;
  return out;
}

model::LevelChange change_of(const std::string& level, const AnswerSide& now,
                             const AnswerSide& then) {
  const auto before = view_of(now, level);
  const auto after = view_of(then, level);
  model::LevelChange out;
  out.level = level;
  const auto* named = after.answer != nullptr ? after.answer : before.answer;
  if (named != nullptr) out.title = named->title;
  out.before = side_of(before);
  out.after = side_of(after);
  for (const auto& item : after.missing) {
    auto change = change_of(item);
    const auto known = before.outcomes.find(change.item);
    if (known != before.outcomes.end() && known->second == item.element->outcome) continue;
    const auto was = state_of(before.decision, item);
    change.before = was.word;
    change.after = word_of(item.element->outcome);
    change.why = because(was, "now");
    if (change.why.empty()) change.why = differing_facts(*item.element, now.facts, then.facts);
    out.appears.push_back(std::move(change));
  }
  for (const auto& item : before.missing) {
    auto change = change_of(item);
    if (after.outcomes.contains(change.item)) continue;
    const auto would = state_of(after.decision, item);
    change.before = word_of(item.element->outcome);
    change.after = would.word;
    change.why = because(would, "then");
    if (change.why.empty()) change.why = differing_facts(*item.element, now.facts, then.facts);
    out.vanishes.push_back(std::move(change));
  }
  return out;
}

// In the order of the side that is supposed; what it lacks comes last.
std::vector<std::string> levels_of(const AnswerSide& now, const AnswerSide& then) {
  std::vector<std::string> out;
  for (const auto* side : {&then, &now})
    for (const auto& level : side->report.levels)
      if (std::ranges::find(out, level.level) == out.end()) out.push_back(level.level);
  return out;
}

std::string counts_of(const model::GateReport& report) {
  std::string out;
  for (const auto& [severity, count] : report.open_findings)
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, severity);
  return out.empty() ? "none" : out;
}

// What a signal is about, without what changes while it stands: "product:shop since ...".
std::string subject_of(const model::GateSignal& signal) {
  return signal.kind + " " + signal.text.substr(0, signal.text.find(": "));
}

const model::GateSignal* same_signal(const model::GateReport& report,
                                     const model::GateSignal& wanted) {
  for (const auto& signal : report.signals)
    if (subject_of(signal) == subject_of(wanted)) return &signal;
  return nullptr;
}

void add_signals(const model::GateReport& now, const model::GateReport& then,
                 std::vector<std::string>& out) {
  for (const auto& signal : then.signals)
    if (same_signal(now, signal) == nullptr)
      out.push_back(fmt::format("{}: {}", signal.kind, signal.text));
  for (const auto& signal : now.signals)
    if (same_signal(then, signal) == nullptr)
      out.push_back(fmt::format("no longer {}: {}", signal.kind, signal.text));
}

// Those that stand on both sides and say something else: a rung climbed, a review due.
void add_moved_signals(const model::GateReport& now, const model::GateReport& then,
                       std::vector<std::string>& out) {
  for (const auto& signal : then.signals)
    if (const auto* before = same_signal(now, signal); before && before->text != signal.text)
      out.push_back(fmt::format("{}: {}", signal.kind, signal.text));
}

}  // namespace

void compare(const AnswerSide& now, const AnswerSide& then, model::WhatIfReport& report) {
  for (const auto& level : levels_of(now, then)) {
    report.levels.push_back(change_of(level, now, then));
    const auto& change = report.levels.back();
    report.is_changed = report.is_changed || change.before != change.after ||
                        !change.appears.empty() || !change.vanishes.empty();
  }
  const auto before = counts_of(now.report);
  const auto after = counts_of(then.report);
  if (before != after)
    report.others.push_back(fmt::format("open findings: {} -> {}", before, after));
  add_signals(now.report, then.report, report.others);
  add_moved_signals(now.report, then.report, report.others);
  if (now.report.is_return != then.report.is_return)
    report.others.push_back(then.report.is_return
                                ? "it may return: it ran there before and is no worse"
                                : "it may no longer return to where it ran before");
  report.is_changed = report.is_changed || !report.others.empty() ||
                      now.report.granted != then.report.granted ||
                      now.report.is_met != then.report.is_met;
}

std::vector<std::string> reasons(const AnswerSide& now, const AnswerSide& then) {
  std::vector<std::string> out;
  for (const auto& level : levels_of(now, then)) {
    const auto change = change_of(level, now, then);
    for (const auto& item : change.appears)
      out.push_back(fmt::format("+ {}: {}", item.item, item.message));
    for (const auto& item : change.vanishes)
      out.push_back(fmt::format("- {}{}{}", item.item, item.why.empty() ? "" : ": ", item.why));
  }
  std::vector<std::string> others;
  add_signals(now.report, then.report, others);
  if (now.report.granted != then.report.granted) add_moved_signals(now.report, then.report, others);
  for (auto& other : others) out.push_back(std::move(other));
  std::vector<std::string> unique;
  for (auto& each : out)
    if (std::ranges::find(unique, each) == unique.end()) unique.push_back(std::move(each));
  return unique;
}

}  // namespace andon::flow
