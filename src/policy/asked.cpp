#include "policy/engine/asked.h"

#include <algorithm>

#include "base/limits.h"

namespace andon::policy {

using cel::Value;
using model::RuleOutcome;

Asked::Asked(const Rule& rule, const base::Value& parameters, const Facts& facts,
             std::optional<base::Instant> now)
    : rule_(rule), now_(now), condition_(rule.condition) {
  if (rule.message) message_.emplace(*rule.message);
  if (rule.fix_expression) fix_.emplace(*rule.fix_expression);
  if (rule.not_before) not_before_.emplace(*rule.not_before);
  for (std::size_t i = 0; i < fact_names.size(); ++i) {
    const base::Value* found =
        fact_names[i] == "parameters" ? &parameters : facts.find(fact_names[i]);
    values_[i] = found ? Value::wrap(*found) : Value::failure(&absent_);
  }
  count_ = fact_names.size() + (rule.each == Each::once ? 0 : 1);
  if (rule.each == Each::once) return;
  const base::Value* list = facts.find(list_name(rule.each));
  elements_ = list ? list->list() : nullptr;
}

void Asked::share_budget(std::size_t elements) {
  budget_ = base::limits::cel_cost +
            static_cast<std::int64_t>(elements) * base::limits::policy_steps_per_element;
}

RuleOutcome Asked::outcome() {
  const RuleOutcome judged_now = judged();
  if (judged_now != RuleOutcome::pass) return judged_now;
  if (!rule_.suspicions.empty()) {
    why_ = fmt::format("cannot tell: the condition can never match: {}",
                       rule_.suspicions.front().text);
    return RuleOutcome::undecided;
  }
  return rule_.not_before ? unless_too_early() : judged_now;
}

RuleOutcome Asked::judged() {
  condition_.limit_cost(std::min(base::limits::cel_cost, std::max<std::int64_t>(budget_, 0)));
  const Value value = condition_.evaluate(variables());
  budget_ -= condition_.cost();
  if (value.is(cel::Kind::boolean)) {
    why_.clear();
    return value.as_boolean() == rule_.is_denial ? RuleOutcome::fail : RuleOutcome::pass;
  }
  return cannot_tell(value.is(cel::Kind::failure)
                         ? (value.failure().kind == cel::FailureKind::unknown
                                ? std::string(value.failure().message)
                                : fmt::format("cannot tell: {}", value.failure().message))
                         : fmt::format("cannot tell: the rule's condition is {}, not true or false",
                                       type_name(value.kind())));
}

RuleOutcome Asked::cannot_tell(std::string why) {
  why_ = std::move(why);
  return rule_.on_missing == OnMissing::fail ? RuleOutcome::fail : RuleOutcome::undecided;
}

RuleOutcome Asked::unless_too_early() {
  const Value value = not_before_->evaluate(variables());
  if (!now_) return cannot_tell("cannot tell: the facts do not say what time it is");
  if (!value.is(cel::Kind::timestamp))
    return cannot_tell(
        value.is(cel::Kind::failure)
            ? fmt::format("cannot tell from when on it may pass: {}", value.failure().message)
            : "cannot tell from when on it may pass: not_before is no timestamp");
  const auto moment = not_before();
  if (!moment) return RuleOutcome::pass;
  why_ = fmt::format("it can pass from {} on", base::to_text(*moment));
  return RuleOutcome::fail;
}

RuleOutcome Asked::doubt() {
  why_ = "it is only claimed, and this rule counts only what is proven";
  return RuleOutcome::undecided;
}

std::optional<base::Instant> Asked::not_before() {
  if (!not_before_ || !now_) return std::nullopt;
  const Value value = not_before_->evaluate(variables());
  if (!value.is(cel::Kind::timestamp)) return std::nullopt;
  const auto moment = value.moment();
  // Rounded up: a moment between two milliseconds has not come at the first.
  const base::Instant out{moment.seconds * 1000 + (moment.nanos + 999'999) / 1'000'000};
  return out <= *now_ ? std::nullopt : std::optional(out);
}

std::string Asked::message() {
  if (!why_.empty()) return why_;
  const std::string said = message_ ? text(*message_) : std::string();
  return said.empty() ? rule_.title : said;
}

std::string Asked::fix() {
  const std::string said = fix_ ? text(*fix_) : rule_.fix;
  return said.empty() ? fmt::format("see rule {}", rule_.id) : said;
}

base::Value Asked::trace() {
  if (condition_.cost() > base::limits::policy_traced_steps) return {};
  return condition_.trace(variables());
}

// Prose never decides: where it cannot be made, the rule's title stands for it.
std::string Asked::text(cel::Evaluator& evaluator) const {
  const Value value = evaluator.evaluate(variables());
  return value.is(cel::Kind::string) ? std::string(value.text()) : std::string();
}

}  // namespace andon::policy
