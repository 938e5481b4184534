#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "policy/engine/asked.h"
#include "policy/engine/names.h"
#include "policy/engine/reading.h"

namespace andon::policy {
namespace {

using model::ElementOutcome;
using model::RuleOutcome;

std::string element_id(const base::Value& element, std::size_t position) {
  for (const std::string_view key : {"id", "check"})
    if (const auto id = element[key].text_or(); !id.empty()) return std::string(id);
  return fmt::format("#{}", position + 1);
}

// What people bring counts for an audited rule only when it is proven.
bool is_only_claimed(Each each, const base::Value& element) {
  const bool has_standing = each == Each::waiver || each == Each::evidence ||
                            each == Each::measure || each == Each::answer;
  return has_standing && element["standing"].text_or() != "proven";
}

// The lists as an audited rule sees them: what is only claimed is not there, and a finding that an
// unproven waiver covers is not covered.
base::Value proven_only(const base::Value& facts) {
  base::Value out{base::Map{}};
  for (const std::string_view name : {"waivers", "all_evidence", "measures", "answers"}) {
    const base::List* list = facts[name].list();
    if (!list) continue;
    base::List kept;
    for (const auto& item : *list)
      if (item["standing"].text_or() == "proven") kept.push_back(item);
    out.set(name, std::move(kept));
  }
  const base::List* findings = facts["findings"].list();
  if (!findings) return out;
  const auto is_doubtful = [](const base::Value& finding) {
    return finding["waiver"].is_map() && finding["waiver"]["standing"].text_or() != "proven";
  };
  if (std::none_of(findings->begin(), findings->end(), is_doubtful)) return out;
  base::List seen = *findings;
  for (auto& finding : seen) {
    if (!is_doubtful(finding)) continue;
    finding.set("waiver", nullptr);
    finding.set("is_waived", false);
    if (finding["state"].text_or() == "waived") finding.set("state", "new");
  }
  out.set("findings", std::move(seen));
  return out;
}

// Everything that the rules of one decision share.
struct Decider {
  const base::Value& parameters;
  Facts facts;
  std::optional<base::Instant> now;
  std::optional<base::Value> proven{};  // made when the first audited rule asks

  Facts proven_facts() {
    if (!proven) proven = proven_only(facts.all);
    return {facts.all, &*proven, facts.level};
  }
};

// Runs may repeat a check's name, findings do not repeat an id.
void ask_each(const Rule& rule, Asked& asked, Asked* audited, const base::List& elements,
              model::RuleDecision& out) {
  asked.share_budget(elements.size());
  if (audited) audited->share_budget(elements.size());
  const base::List* seen = audited ? audited->elements() : nullptr;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    asked.element(elements[i]);
    ++out.asked;
    Asked* last = &asked;
    RuleOutcome outcome = asked.outcome();
    if (outcome == RuleOutcome::pass && audited) {
      last = audited;
      audited->element(rule.each == Each::finding && seen ? (*seen)[i] : elements[i]);
      outcome = is_only_claimed(rule.each, elements[i]) ? audited->doubt() : audited->outcome();
    }
    if (outcome == RuleOutcome::pass) continue;
    ElementOutcome element;
    element.element = rule.each == Each::once ? std::string() : element_id(elements[i], i);
    element.outcome = outcome;
    element.message = last->message();
    element.fix = last->fix();
    element.not_before = last->not_before();
    if (out.elements.size() < base::limits::policy_traced_elements) element.trace = last->trace();
    out.elements.push_back(std::move(element));
  }
}

void ask(const Rule& rule, bool is_audited, Decider& decider, model::RuleDecision& out) {
  out.rule = rule.id;
  out.title = rule.title;
  out.fix = rule.fix;
  out.effort = rule.effort;
  out.role = rule.role;
  if (rule.origin) out.place = fmt::format("{}:{}", rule.origin->file, rule.origin->line);
  Asked asked(rule, decider.parameters, decider.facts, decider.now);
  std::optional<Asked> audited;
  if (is_audited) audited.emplace(rule, decider.parameters, decider.proven_facts(), decider.now);
  static const base::List once{base::Value()};
  const base::List* elements = rule.each == Each::once ? &once : asked.elements();
  if (elements) {
    ask_each(rule, asked, audited ? &*audited : nullptr, *elements, out);
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
}

std::optional<base::Instant> instant_of(const base::Value& value) {
  const auto read = base::parse_instant(value.text_or());
  return read ? std::optional(*read) : std::nullopt;
}

// The latest moment that the facts themselves tell of.
std::optional<base::Instant> latest_known(const base::Value& facts) {
  auto latest = instant_of(facts["recorded_until"]);
  if (const auto* runs = facts["runs"].list())
    for (const auto& run : *runs)
      if (const auto started = instant_of(run["started"])) latest = std::max(latest, started);
  return latest;
}

// A clock that was set back would bring expired waivers and grants to life again.
std::optional<model::RuleDecision> clock_trouble(const Decider& decider) {
  const auto latest = latest_known(decider.facts.all);
  if (!latest || !decider.now ||
      decider.now->ms + base::limits::policy_clock_tolerance_ms >= latest->ms)
    return std::nullopt;
  model::RuleDecision out;
  out.rule = "clock";
  out.title = "the clock stands no earlier than what is recorded";
  out.fix = "Set the machine's clock";
  out.outcome = RuleOutcome::undecided;
  out.asked = 1;
  ElementOutcome element;
  element.outcome = RuleOutcome::undecided;
  element.message = fmt::format("it is {} by the clock, but {} is recorded already",
                                base::to_text(*decider.now), base::to_text(*latest));
  element.fix = out.fix;
  out.elements.push_back(std::move(element));
  return out;
}

enum class Asking { yes, no, cannot_tell };

// A level that says nothing of the property is one that the rule may well speak of.
Asking is_asked(const Rule& rule, const base::Value* level) {
  if (!level) return rule.stage.is_done() ? Asking::yes : Asking::no;
  if (rule.stage.is_done()) return Asking::no;
  const base::Value* property = level->find(rule.stage.property);
  if (!property) return Asking::cannot_tell;
  return *property == rule.stage.is ? Asking::yes : Asking::no;
}

void refuse_to_tell(const Rule& rule, model::RuleDecision& out) {
  if (out.outcome == RuleOutcome::fail) return;
  out.outcome = RuleOutcome::undecided;
  ElementOutcome element;
  element.outcome = RuleOutcome::undecided;
  element.message = fmt::format(
      "cannot tell whether it is asked here: the level says nothing of {}", rule.stage.property);
  element.fix = fmt::format("State {} of the level in levels.yaml", rule.stage.property);
  out.elements.push_back(std::move(element));
}

model::Verdict verdict_of(const std::vector<model::RuleDecision>& rules) {
  bool is_undecided = false;
  for (const auto& rule : rules) {
    if (rule.effect != model::Effect::block) continue;
    if (rule.outcome == RuleOutcome::fail) return model::Verdict::not_met;
    is_undecided = is_undecided || rule.outcome == RuleOutcome::undecided;
  }
  return is_undecided ? model::Verdict::undecided : model::Verdict::met;
}

model::Decision decide_for(const Policy& policy, const base::Value& parameters,
                           const base::Value& facts, const base::Value* level, const Stamp& stamp) {
  model::Decision out;
  out.stage = level ? "level" : policy.stage;
  if (level) out.level = (*level)["id"].text_or();
  out.policy = policy.name;
  out.policy_digest = stamp.policy_digest;
  out.engine = stamp.engine;
  out.facts_digest = stamp.facts_digest;
  Decider decider{parameters, {facts, nullptr, level}, instant_of(facts["now"])};
  if (decider.now) out.decided_at = *decider.now;
  for (const auto& rule : policy.rules) {
    const auto asking = is_asked(rule, level);
    if (asking == Asking::no) continue;
    const auto now_in_force = force(rule, facts);
    if (now_in_force.lifecycle == Lifecycle::draft) continue;
    model::RuleDecision decided;
    ask(rule, now_in_force.lifecycle == Lifecycle::audited, decider, decided);
    decided.effect = now_in_force.effect;
    decided.force = now_in_force.why;
    if (asking == Asking::cannot_tell) refuse_to_tell(rule, decided);
    out.rules.push_back(std::move(decided));
  }
  if (auto trouble = clock_trouble(decider)) out.rules.push_back(std::move(*trouble));
  out.verdict = verdict_of(out.rules);
  return out;
}

}  // namespace

model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const Stamp& stamp) {
  return decide_for(policy, parameters, facts, nullptr, stamp);
}

model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const base::Value& level, const Stamp& stamp) {
  return decide_for(policy, parameters, facts, &level, stamp);
}

base::Result<std::string> digest_input(std::string_view text, const base::Value& parameters) {
  return fmt::format("{}\n{}", TRY(base::json::canonical(parameters)), text);
}

}  // namespace andon::policy
