#include "flow/gate_answer.h"

#include <algorithm>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"

namespace andon::flow {
namespace {

bool is_waiting(const policy::LevelsDecided& decided) {
  return decided.done.verdict != model::Verdict::met;
}

constexpr std::size_t shown_facts = 6;
constexpr std::size_t shown_value_bytes = 60;

std::string sentence_of(const base::Value& trace) {
  std::string out;
  std::size_t shown = 0;
  for (const auto& seen : policy::facts_seen(trace)) {
    if (++shown > shown_facts) return out + ", ...";
    const bool is_nothing = seen.value == nullptr || seen.value->is_null();
    const auto value = is_nothing                ? std::string("nothing")
                       : seen.value->is_string() ? std::string(seen.value->text_or())
                                                 : base::json::write_line(*seen.value);
    if (!out.empty()) out += ", ";
    out += seen.path;
    out += " is ";
    out += base::shortened(base::printable(value), shown_value_bytes);
  }
  return out;
}

// What is missing, each item once: for a reader who knows nothing of how it was decided.
class Items {
 public:
  Items(const AnswerInput& input, std::vector<model::MissingItem>& out)
      : responsibilities_(input.facts["product"]["responsibilities"]),
        policy_(input.decided.done.policy),
        out_(out) {
    for (const auto& event : input.trades)  // the last choice counts
      if (const auto trade = model::trade_body_from(event.body))
        choices_[trade->item] =
            fmt::format("{} by {}", words(trade->choice)[static_cast<std::size_t>(trade->choice)],
                        trade->owner);
  }
  // Their names.
  std::vector<std::string> add(const std::vector<policy::Missing>& missing) {
    std::vector<std::string> names;
    names.reserve(missing.size());
    for (const auto& each : missing) names.push_back(out_[place_of(each)].item);
    return names;
  }

 private:
  // Levels mostly share what they lack: the same element is the same item.
  std::size_t place_of(const policy::Missing& missing) {
    const auto [seen, is_unseen] = by_element_.try_emplace(missing.element, out_.size());
    if (!is_unseen) return seen->second;
    auto name = policy::item_name(missing);
    const auto [named, is_new] = by_name_.try_emplace(std::move(name), out_.size());
    if (is_new) out_.push_back(item_of(missing, named->first));
    return seen->second = named->second;
  }

  model::MissingItem item_of(const policy::Missing& missing, const std::string& name) const {
    const auto& [rule, element] = missing;
    model::MissingItem out;
    out.item = name;
    out.rule = rule->rule;
    out.element = element->element;
    out.outcome = element->outcome;
    out.title = rule->title;
    out.place = rule->place.empty() ? "policy " + policy_ : rule->place;
    out.message = element->message;
    out.facts = sentence_of(element->trace);
    out.fix = element->fix;
    if (!rule->effort.empty()) out.effort = rule->effort;
    const auto role = policy::role_of(*rule);
    const auto person = responsibilities_[role].text_or();
    out.who = person.empty() ? role : person;
    out.earliest = element->not_before;
    if (const auto choice = choices_.find(name); choice != choices_.end())
      out.choice = choice->second;
    return out;
  }

  const base::Value& responsibilities_;
  const std::string& policy_;
  std::vector<model::MissingItem>& out_;
  std::unordered_map<std::string, std::size_t> by_name_;  // places in out_
  std::unordered_map<const model::ElementOutcome*, std::size_t> by_element_;
  std::unordered_map<std::string, std::string> choices_;
};

void shorten(std::optional<base::Instant>& until, base::Instant end) {
  if (!until || end < *until) until = end;
}

// Whether the level, or what it builds on, asks of measures: an overdue one then ends it, whatever
// level its plan was made for.
bool asks_of_measures(const AnswerInput& input, const std::string& level) {
  const auto asks = [&](const model::Decision& decision) {
    return std::ranges::any_of(decision.rules, [&](const model::RuleDecision& rule) {
      return std::ranges::find(input.measure_rules, rule.rule) != input.measure_rules.end();
    });
  };
  if (asks(input.decided.done)) return true;
  for (const auto& each : input.decided.levels) {
    if (asks(each.decision)) return true;
    if (each.id == level) break;
  }
  return false;
}

// What a grant hangs on: waivers that stand, answers, plans with their dates.
void add_conditions(const AnswerInput& input, const std::string& release, const std::string& level,
                    std::optional<base::Instant>& until, std::vector<std::string>& conditions) {
  for (const auto& waiver : input.waivers) {
    const bool is_used = std::ranges::any_of(input.findings, [&](const model::Finding& finding) {
      return finding.state == model::FindingState::waived && finding.waiver == waiver.id;
    });
    if (!is_used || waiver.expires <= input.now) continue;
    shorten(until, waiver.expires);
    conditions.push_back(fmt::format("waiver {} stands until {} ({}, {})", waiver.id,
                                     base::to_text(waiver.expires), waiver.owner, waiver.standing));
  }
  // One that names no level speaks for the highest, where a dated yes may be asked for.
  const bool is_highest = !input.decided.levels.empty() && input.decided.levels.back().id == level;
  for (const auto& given : input.organisation.answers) {
    if (!given.is_yes || !given.expires || *given.expires <= input.now) continue;
    if (!given.release.empty() && given.release != release) continue;
    if (given.level.empty() ? !is_highest : given.level != level) continue;
    shorten(until, *given.expires);
    conditions.push_back(fmt::format("answer {} stands until {} ({})", given.id,
                                     base::to_text(*given.expires), given.account));
  }
  for (const auto& plan : input.organisation.plans) {
    const bool is_its_own = plan.level.empty() || plan.level == level;
    if (plan.expires <= input.now || (!is_its_own && !asks_of_measures(input, level))) continue;
    if (is_its_own) shorten(until, plan.expires);
    for (const auto& measure : plan.measures) {
      const auto* measures = input.facts.find("measures");
      bool is_done = false;
      if (measures != nullptr && measures->is_list())
        for (const auto& each : *measures->list())
          if (each["id"].text_or() == plan.id + "/" + measure.id)
            is_done = each["is_done"].boolean_or(false);
      if (is_done) continue;
      shorten(until, measure.due);
      conditions.push_back(fmt::format("plan {}: {} by {} ({})", plan.id, measure.title,
                                       base::to_text(measure.due), measure.owner));
    }
  }
}

model::LevelAnswer level_answer(const AnswerInput& input, const std::string& release,
                                const policy::LevelDecided& level, Items& items) {
  model::LevelAnswer out;
  out.level = level.id;
  out.title = level.title;
  out.verdict = level.decision.verdict;
  out.is_granted = level.is_granted;
  if (!out.is_granted) {
    out.missing = items.add(input.decided.next == level.id ? policy::missing(input.decided)
                                                           : policy::missing(level.decision));
    return out;
  }
  if (level.at_most_days > 0) {
    out.until = base::Instant{input.now.ms + level.at_most_days * base::day_ms};
    out.conditions.push_back(
        fmt::format("the policy grants {} at a time",
                    base::counted(static_cast<std::uint64_t>(level.at_most_days), "day")));
  }
  add_conditions(input, release, level.id, out.until, out.conditions);
  return out;
}

void add_signals(const AnswerInput& input, model::GateReport& report) {
  for (const auto& line : input.stopped) {
    auto text = fmt::format("{} since {}: {} (rung {}", line.call.target,
                            base::to_text(line.call.at), line.call.reason, line.rung);
    if (line.climbs) text += ", climbs at " + base::to_text(*line.climbs);
    report.signals.push_back({"stopped", line.call.target, text + ")", line.call.owner, true});
  }
  for (const auto& glass : input.glasses) {
    if (!glass.is_standing && !glass.is_review_due) continue;
    auto text = fmt::format("{} by {} at {}: {}; {}", glass.glass.level, glass.glass.actor,
                            base::to_text(glass.glass.at), glass.glass.reason,
                            glass.confirmed_by.empty() ? "not confirmed by a second person"
                                                       : "confirmed by " + glass.confirmed_by);
    text += glass.is_standing ? "; ends at " + base::to_text(glass.ends)
                              : std::string("; it has ended, and its review is due");
    report.signals.push_back({"glass", {}, text, glass.glass.actor, false});
  }
  if (const auto* measures = input.facts.find("measures"); measures && measures->is_list())
    for (const auto& measure : *measures->list())
      if (measure["is_overdue"].boolean_or(false))
        report.signals.push_back(
            {"overdue",
             {},
             fmt::format("{} of plan {} was due on {}", measure["title"].text_or(),
                         measure["plan"].text_or(), measure["due"].text_or()),
             std::string(measure["owner"].text_or()),
             false});
}

void count_open(const AnswerInput& input, model::GateReport& report) {
  const auto severities = words(model::Severity{});
  for (std::size_t i = severities.size(); i-- > 0;) {
    model::SeverityCount count{std::string(severities[i]), 0};
    for (const auto& finding : input.findings) {
      if (is_open(finding.state) && static_cast<std::size_t>(finding.severity) == i) ++count.count;
    }
    report.open_findings.push_back(std::move(count));
  }
}

model::LevelAnswer done_answer(const AnswerInput& input, Items& items) {
  model::LevelAnswer out;
  out.level = "done";
  out.title = "what a change must meet before anything opens";
  out.verdict = input.decided.done.verdict;
  out.is_granted = !is_waiting(input.decided);
  out.missing = items.add(policy::missing(input.decided.done));
  return out;
}

// Up to and with `asked`: failed if anything failed, else undecided.
model::Verdict verdict_of(const policy::LevelsDecided& decided, std::string_view asked) {
  auto verdict = decided.done.verdict;
  for (const auto& level : decided.levels) {
    if (verdict == model::Verdict::not_met) return verdict;
    if (level.decision.verdict != model::Verdict::met) verdict = level.decision.verdict;
    if (level.id == asked) break;
  }
  return verdict;
}

// Broken glass lifts no higher than what was asked for, and never beyond its own level.
const BrokenGlass* standing_glass(const AnswerInput& input, const model::GateReport& report) {
  for (const auto& glass : input.glasses)
    if (glass.is_standing && glass.glass.level == report.asked &&
        glass.glass.release.tree == report.release.tree)
      return &glass;
  return nullptr;
}

}  // namespace

std::optional<std::vector<std::string>> denied_findings(const policy::LevelsDecided& decided,
                                                        std::string_view asked) {
  std::vector<std::string> out;
  bool is_known = true;
  const auto add = [&](const model::Decision& decision) {
    for (const auto& rule : decision.rules) {
      if (rule.effect != model::Effect::block) continue;
      if (rule.outcome == model::RuleOutcome::undecided) is_known = false;
      for (const auto& element : rule.elements)
        if (element.outcome == model::RuleOutcome::fail) out.push_back(element.element);
    }
  };
  add(decided.done);
  for (const auto& level : decided.levels) {
    add(level.decision);
    if (level.id == asked) break;
  }
  if (!is_known) return std::nullopt;
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

model::Verdict answer(const AnswerInput& input, model::GateReport& report) {
  Items items(input, report.items);
  report.levels.push_back(done_answer(input, items));
  for (const auto& level : input.decided.levels)
    report.levels.push_back(level_answer(input, report.release.tree, level, items));
  add_signals(input, report);
  count_open(input, report);
  auto verdict = verdict_of(input.decided, report.asked);
  report.granted = input.decided.granted;
  for (const auto& level : report.levels) {
    if (level.level != report.granted) continue;
    report.until = level.until;
    report.conditions = level.conditions;
  }
  if (!input.stopped.empty()) {
    for (auto& level : report.levels) {
      if (level.level == "done") continue;
      level.is_granted = false;
      level.until.reset();
      level.conditions.clear();
    }
    report.granted = std::string(policy::no_level);
    report.until.reset();
    report.conditions = {"nothing new opens while the line is stopped"};
    if (verdict == model::Verdict::met) verdict = model::Verdict::not_met;
  }
  if (verdict != model::Verdict::met && input.returning != Returning::no) {
    report.is_return = true;
    report.conditions = {input.returning == Returning::runs_now
                             ? "it runs there now and may restart; nothing grants it anew"
                             : "it was open there before and is no worse than what runs now"};
    verdict = model::Verdict::met;
  }
  if (const auto* glass = standing_glass(input, report); glass && verdict != model::Verdict::met) {
    report.granted = report.asked;
    report.until = glass->ends;
    report.conditions = {"the glass is broken: a review is due when it ends"};
    verdict = model::Verdict::met;
  }
  report.is_met = verdict == model::Verdict::met;
  return verdict;
}

}  // namespace andon::flow
