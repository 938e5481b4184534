#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/limits.h"
#include "policy/engine/names.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

using cel::Value;
using model::ElementOutcome;
using model::RuleOutcome;

constexpr std::size_t variable_count = fact_names.size() + 1;

// One rule being asked: its expressions with their memory, and the values of its names.
class Asked {
 public:
  Asked(const Rule& rule, const base::Value& parameters, const base::Value& facts)
      : rule_(rule), condition_(rule.condition) {
    if (rule.message) message_.emplace(*rule.message);
    if (rule.fix_expression) fix_.emplace(*rule.fix_expression);
    for (std::size_t i = 0; i < fact_names.size(); ++i) {
      const base::Value* found =
          fact_names[i] == "parameters" ? &parameters : facts.find(fact_names[i]);
      values_[i] = found ? Value::wrap(*found) : Value::failure(&absent_);
    }
    count_ = fact_names.size() + (rule.each == Each::once ? 0 : 1);
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  void element(const base::Value& element) { values_[fact_names.size()] = Value::wrap(element); }

  // All elements of a rule share one budget, so that a dear condition ends whatever the facts.
  void share_budget(std::size_t elements) {
    budget_ = base::limits::cel_cost +
              static_cast<std::int64_t>(elements) * base::limits::policy_steps_per_element;
  }

  RuleOutcome outcome() {
    condition_.limit_cost(std::min(base::limits::cel_cost, std::max<std::int64_t>(budget_, 0)));
    const Value value = condition_.evaluate(variables());
    budget_ -= condition_.cost();
    if (value.is(cel::Kind::boolean)) {
      why_.clear();
      return value.as_boolean() == rule_.is_denial ? RuleOutcome::fail : RuleOutcome::pass;
    }
    why_ = value.is(cel::Kind::failure)
               ? (value.failure().kind == cel::FailureKind::unknown
                      ? std::string(value.failure().message)
                      : fmt::format("cannot tell: {}", value.failure().message))
               : fmt::format("cannot tell: the rule's condition is {}, not true or false",
                             type_name(value.kind()));
    return rule_.on_missing == OnMissing::fail ? RuleOutcome::fail : RuleOutcome::undecided;
  }

  // Why the last outcome is what it is.
  std::string message() {
    if (!why_.empty()) return why_;
    const std::string said = message_ ? text(*message_) : std::string();
    return said.empty() ? rule_.title : said;
  }

  std::string fix() {
    const std::string said = fix_ ? text(*fix_) : rule_.fix;
    return said.empty() ? fmt::format("see rule {}", rule_.id) : said;
  }

  base::Value trace() {
    if (condition_.cost() > base::limits::policy_traced_steps) return {};
    return condition_.trace(variables());
  }

 private:
  std::span<const Value> variables() const { return std::span(values_).first(count_); }

  // Prose never decides: where it cannot be made, the rule's title stands for it.
  std::string text(cel::Evaluator& evaluator) const {
    const Value value = evaluator.evaluate(variables());
    return value.is(cel::Kind::string) ? std::string(value.text()) : std::string();
  }

  const Rule& rule_;
  cel::Evaluator condition_;
  std::optional<cel::Evaluator> message_;
  std::optional<cel::Evaluator> fix_;
  std::string why_;
  std::int64_t budget_ = 0;
  std::size_t count_ = 0;
  std::array<Value, variable_count> values_;
  const cel::Failure absent_{cel::FailureKind::no_such_field, 0, "the facts do not hold it"};
};

std::string element_id(const base::Value& element, std::size_t position) {
  for (const std::string_view key : {"id", "check"})
    if (const auto id = element[key].text_or(); !id.empty()) return std::string(id);
  return fmt::format("#{}", position + 1);
}

// Runs may repeat a check's name, findings do not repeat an id.
void ask_each(const Rule& rule, Asked& asked, const base::List& elements,
              model::RuleDecision& out) {
  asked.share_budget(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    asked.element(elements[i]);
    ++out.asked;
    const RuleOutcome outcome = asked.outcome();
    if (outcome == RuleOutcome::pass) continue;
    ElementOutcome element;
    element.element = rule.each == Each::once ? std::string() : element_id(elements[i], i);
    element.outcome = outcome;
    element.message = asked.message();
    element.fix = asked.fix();
    if (out.elements.size() < base::limits::policy_traced_elements) element.trace = asked.trace();
    out.elements.push_back(std::move(element));
  }
}

model::RuleDecision ask(const Rule& rule, const base::Value& parameters, const base::Value& facts) {
  model::RuleDecision out;
  out.rule = rule.id;
  out.title = rule.title;
  out.fix = rule.fix;
  Asked asked(rule, parameters, facts);
  static const base::List once{base::Value()};
  const base::List* elements = rule.each == Each::once ? &once : facts[list_name(rule.each)].list();
  if (elements) {
    ask_each(rule, asked, *elements, out);
  } else {
    ElementOutcome missing;
    missing.outcome =
        rule.on_missing == OnMissing::fail ? RuleOutcome::fail : RuleOutcome::undecided;
    missing.message = fmt::format("cannot tell: the facts hold no {}", list_name(rule.each));
    missing.fix = rule.fix;
    out.elements.push_back(std::move(missing));
  }
  const auto has = [&](RuleOutcome outcome) {
    return std::ranges::find(out.elements, outcome, &ElementOutcome::outcome) != out.elements.end();
  };
  out.outcome = has(RuleOutcome::fail)        ? RuleOutcome::fail
                : has(RuleOutcome::undecided) ? RuleOutcome::undecided
                                              : RuleOutcome::pass;
  return out;
}

// Before its date a rule is asked and shown, but does not block.
model::Effect effect_at(const Rule& rule, std::optional<base::Instant> now) {
  if (!rule.effective_on) return rule.effect;
  if (!now) return rule.effect;
  return *now < *rule.effective_on ? model::Effect::observe : rule.effect;
}

}  // namespace

model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const Stamp& stamp) {
  model::Decision out;
  out.stage = policy.stage;
  out.policy = policy.name;
  out.policy_digest = stamp.policy_digest;
  out.engine = stamp.engine;
  out.facts_digest = stamp.facts_digest;
  std::optional<base::Instant> now;
  if (const auto read = base::parse_instant(facts["now"].text_or())) now = *read;
  if (now) out.decided_at = *now;
  bool is_failed = false, is_undecided = false;
  for (const auto& rule : policy.rules) {
    auto decided = ask(rule, parameters, facts);
    decided.effect = effect_at(rule, now);
    const bool is_blocking = decided.effect == model::Effect::block;
    is_failed = is_failed || (is_blocking && decided.outcome == RuleOutcome::fail);
    is_undecided = is_undecided || (is_blocking && decided.outcome == RuleOutcome::undecided);
    out.rules.push_back(std::move(decided));
  }
  out.verdict = is_failed      ? model::Verdict::not_met
                : is_undecided ? model::Verdict::undecided
                               : model::Verdict::met;
  return out;
}

base::Result<std::string> digest_input(std::string_view text, const base::Value& parameters) {
  return fmt::format("{}\n{}", TRY(base::json::canonical(parameters)), text);
}

}  // namespace andon::policy
