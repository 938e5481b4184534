#include <algorithm>
#include <deque>

#include "base/json.h"
#include "base/limits.h"
#include "cel/fields.h"
#include "policy/engine/asked.h"
#include "policy/engine/deciding.h"
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

// One rule of a decision while it is asked.
struct Asking {
  Asking(const Rule& of, model::RuleDecision& into, bool is_audited, Decider& decider)
      : rule(of), out(into), asked(of, decider.parameters, decider.facts, decider.now) {
    if (is_audited) audited.emplace(of, decider.parameters, decider.proven_facts(), decider.now);
  }
  const Rule& rule;
  model::RuleDecision& out;
  Asked asked;
  std::optional<Asked> audited;
};

// Runs may repeat a check's name, findings do not repeat an id.
void keep(Asking& asking, Asked& last, const base::Value& element, std::size_t position,
          RuleOutcome outcome) {
  ElementOutcome kept;
  if (asking.rule.each != Each::once) kept.element = element_id(element, position);
  kept.outcome = outcome;
  kept.message = last.message();
  kept.fix = last.fix();
  kept.not_before = last.not_before();
  if (asking.out.elements.size() < base::limits::policy_traced_elements) kept.trace = last.trace();
  asking.out.elements.push_back(std::move(kept));
}

void ask_of(Asking& asking, const base::Value& element, std::size_t position) {
  asking.asked.element(element);
  ++asking.out.asked;
  RuleOutcome outcome = asking.asked.outcome();
  if (outcome != RuleOutcome::pass || !asking.audited) {
    if (outcome != RuleOutcome::pass) keep(asking, asking.asked, element, position, outcome);
    return;
  }
  Asked& audited = *asking.audited;
  const base::List* seen = audited.elements();
  audited.element(asking.rule.each == Each::finding && seen ? (*seen)[position] : element);
  outcome = is_only_claimed(asking.rule.each, element) ? audited.doubt() : audited.outcome();
  if (outcome != RuleOutcome::pass) keep(asking, audited, element, position, outcome);
}

void cannot_ask(Asking& asking) {
  const Rule& rule = asking.rule;
  ElementOutcome missing;
  missing.outcome = rule.on_missing == OnMissing::fail ? RuleOutcome::fail : RuleOutcome::undecided;
  missing.message = fmt::format("cannot tell: the facts hold no {}", list_name(rule.each));
  missing.fix = rule.fix;
  asking.out.elements.push_back(std::move(missing));
}

// All rules of one kind are asked of an element before the next one: it is in the cache then, and
// the fields that they read are looked up once.
void ask_group(std::deque<Asking>& group) {
  static const base::List once{base::Value()};
  const auto* elements =
      group.front().rule.each == Each::once ? &once : group.front().asked.elements();
  for (auto& asking : group) {
    if (!elements) {
      cannot_ask(asking);
      continue;
    }
    asking.asked.share_budget(elements->size());
    if (asking.audited) asking.audited->share_budget(elements->size());
  }
  if (!elements) return;
  constexpr std::size_t ahead = 2;  // measured: an element takes less time than its memory
  cel::Fields fields(fact_names.size());
  if (group.front().rule.each != Each::once)
    for (auto& asking : group) asking.asked.share(fields);
  for (std::size_t i = 0; i < elements->size(); ++i) {
    fields.look_up(cel::Value::wrap((*elements)[i]));
    if (i + ahead < elements->size()) fields.expect((*elements)[i + ahead]);
    for (auto& asking : group) ask_of(asking, (*elements)[i], i);
  }
}

void begin(const Rule& rule, const Force& now, model::RuleDecision& out) {
  out.rule = rule.id;
  out.title = rule.title;
  out.fix = rule.fix;
  out.effort = rule.effort;
  out.role = rule.role;
  if (rule.origin) out.place = fmt::format("{}:{}", rule.origin->file, rule.origin->line);
  out.effect = now.effect;
  out.force = now.why;
}

void end(model::RuleDecision& out) {
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

enum class Matter { yes, no, cannot_tell };

// A level that says nothing of the property is one that the rule may well speak of.
Matter matters(const Rule& rule, const base::Value* level) {
  if (!level) return rule.stage.is_done() ? Matter::yes : Matter::no;
  if (rule.stage.is_done()) return Matter::no;
  const base::Value* property = level->find(rule.stage.property);
  if (!property) return Matter::cannot_tell;
  return *property == rule.stage.is ? Matter::yes : Matter::no;
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

struct RuleAsked {
  const Rule* rule;
  Force force;
  bool may_not_matter;
};

std::vector<RuleAsked> rules_of(const Policy& policy, const base::Value& facts,
                                const base::Value* level) {
  std::vector<RuleAsked> out;
  for (const auto& rule : policy.rules) {
    const auto here = matters(rule, level);
    if (here == Matter::no) continue;
    auto now = force(rule, facts);
    if (now.lifecycle == Lifecycle::draft) continue;
    out.push_back({&rule, std::move(now), here == Matter::cannot_tell});
  }
  return out;
}

bool reads_level(const Rule& rule) {
  static const auto level = static_cast<std::size_t>(
      std::ranges::find(fact_names, std::string_view("level")) - fact_names.begin());
  const auto reads = [&](const auto& expression) { return expression && expression->reads(level); };
  return rule.condition.reads(level) || reads(rule.message) || reads(rule.fix_expression) ||
         reads(rule.not_before);
}

void ask_all(const std::vector<RuleAsked>& rules, Decider& decider, DecidedRules& known,
             std::vector<model::RuleDecision>& out) {
  for (std::size_t kind = 0; kind < words(Each{}).size(); ++kind) {
    std::deque<Asking> group;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const auto& [rule, force, may_not_matter] = rules[i];
      if (rule->each != static_cast<Each>(kind)) continue;
      if (const auto same = known.find(rule); same != known.end()) {
        out[i] = same->second;
        continue;
      }
      begin(*rule, force, out[i]);
      group.emplace_back(*rule, out[i], force.lifecycle == Lifecycle::audited, decider);
    }
    if (!group.empty()) ask_group(group);
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    end(out[i]);
    if (!reads_level(*rules[i].rule)) known.try_emplace(rules[i].rule, out[i]);
    if (rules[i].may_not_matter) refuse_to_tell(*rules[i].rule, out[i]);
  }
}

}  // namespace

model::Decision decide_for(const Policy& policy, const base::Value& parameters,
                           const base::Value& facts, const base::Value* level, const Stamp& stamp,
                           DecidedRules& known) {
  model::Decision out;
  out.stage = level ? "level" : policy.stage;
  if (level) out.level = (*level)["id"].text_or();
  out.policy = policy.name;
  out.policy_digest = stamp.policy_digest;
  out.engine = stamp.engine;
  out.facts_digest = stamp.facts_digest;
  Decider decider{parameters, {facts, nullptr, level}, instant_of(facts["now"])};
  if (decider.now) out.decided_at = *decider.now;
  const auto asked = rules_of(policy, facts, level);
  out.rules.resize(asked.size());
  ask_all(asked, decider, known, out.rules);
  if (auto trouble = clock_trouble(decider)) out.rules.push_back(std::move(*trouble));
  out.verdict = verdict_of(out.rules);
  return out;
}

model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const Stamp& stamp) {
  DecidedRules known;
  return decide_for(policy, parameters, facts, nullptr, stamp, known);
}

model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const base::Value& level, const Stamp& stamp) {
  DecidedRules known;
  return decide_for(policy, parameters, facts, &level, stamp, known);
}

base::Result<std::string> digest_input(std::string_view text, const base::Value& parameters) {
  return fmt::format("{}\n{}", TRY(base::json::canonical(parameters)), text);
}

}  // namespace andon::policy
