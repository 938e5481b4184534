#include <algorithm>

#include "base/text.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

using model::Effect;
using model::RuleOutcome;

std::string element_sentence(const model::ElementOutcome& element) {
  std::string out = element.message;
  if (!element.element.empty()) out = fmt::format("{}: {}", element.element, out);
  if (!out.ends_with('.')) out += '.';
  if (!element.fix.empty()) {
    out += fmt::format(" To unblock: {}", element.fix);
    if (!out.ends_with('.')) out += '.';
  }
  return out;
}

std::string_view standing(const model::RuleDecision& rule) {
  const bool is_fail = rule.outcome == RuleOutcome::fail;
  switch (rule.effect) {
    case Effect::block:
      return is_fail ? "Does not hold" : "Cannot be decided";
    case Effect::warn:
      return is_fail ? "Warning, does not hold" : "Warning, cannot be decided";
    case Effect::observe:
      return is_fail ? "Only observed, does not hold" : "Only observed, cannot be decided";
  }
  return {};
}

struct Saying {
  std::string is, is_not, whether;  // "The release is done", ...
};

Saying saying(const model::Decision& decision) {
  if (decision.level.empty())
    return {"The release is " + decision.stage, "The release is not " + decision.stage,
            "Whether the release is " + decision.stage};
  return {fmt::format("The release keeps the rules of the level {}", decision.level),
          fmt::format("The release does not keep the rules of the level {}", decision.level),
          fmt::format("Whether the release keeps the rules of the level {}", decision.level)};
}

std::string verdict_sentence(const model::Decision& decision) {
  const auto said = saying(decision);
  std::size_t failed = 0, undecided = 0, blocking = 0;
  for (const auto& rule : decision.rules) {
    if (rule.effect != Effect::block) continue;
    ++blocking;
    failed += rule.outcome == RuleOutcome::fail ? 1 : 0;
    undecided += rule.outcome == RuleOutcome::undecided ? 1 : 0;
  }
  const auto of = base::counted(blocking, "rule that blocks", "rules that block");
  switch (decision.verdict) {
    case model::Verdict::met:
      if (blocking == 0) return fmt::format("{}: no rule blocks.", said.is);
      return fmt::format(
          "{}: {}.", said.is,
          blocking == 1 ? "the one rule that blocks holds" : fmt::format("all {} hold", of));
    case model::Verdict::not_met:
      return fmt::format("{}: of {}, {} not hold{}.", said.is_not, of,
                         failed == 1 ? "1 does" : fmt::format("{} do", failed),
                         undecided == 0 ? "" : fmt::format(" and {} cannot be decided", undecided));
    case model::Verdict::undecided:
      return fmt::format(
          "{} cannot be decided: of {}, {} cannot be decided, and what is "
          "not known never counts as good.",
          said.whether, of, undecided);
  }
  return {};
}

}  // namespace

std::vector<FactSeen> facts_seen(const base::Value& trace) {
  std::vector<FactSeen> out;
  if (!trace.is_list()) return out;
  const auto is_path = [](std::string_view expression) {
    return expression.find('.') != std::string_view::npos &&
           std::ranges::all_of(expression, [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
           });
  };
  out.reserve(trace.list()->size());
  for (const auto& entry : *trace.list()) {
    const auto path = entry["expression"].text_or();
    if (is_path(path) && std::ranges::find(out, path, &FactSeen::path) == out.end())
      out.push_back({path, entry.find("value")});
  }
  return out;
}

std::vector<std::string> explain(const model::Decision& decision) {
  std::vector<std::string> out{verdict_sentence(decision)};
  for (const Effect effect : {Effect::block, Effect::warn, Effect::observe})
    for (const auto& rule : decision.rules) {
      if (rule.effect != effect || rule.outcome == RuleOutcome::pass) continue;
      const auto count =
          std::ranges::count(rule.elements, rule.outcome, &model::ElementOutcome::outcome);
      std::string asked;
      if (rule.asked > 1) asked = fmt::format(" ({} of {})", count, rule.asked);
      const auto place = rule.place.empty() ? std::string() : ", " + rule.place;
      const auto force = rule.force.empty() ? std::string() : fmt::format(" ({})", rule.force);
      out.push_back(fmt::format("{}: {}{}{}. [{}{}]", standing(rule), rule.title, asked, force,
                                rule.rule, place));
      for (const auto& element : rule.elements) out.push_back(element_sentence(element));
    }
  return out;
}

}  // namespace andon::policy
