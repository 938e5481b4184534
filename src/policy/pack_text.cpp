#include "base/yaml.h"
#include "policy/engine/reading.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

using base::Value;

Value texts(const std::vector<std::string>& items) {
  base::List out;
  for (const auto& item : items) out.push_back(item);
  return out;
}

void add_rise(const Rise& rise, Value& out) {
  out.set("lifecycle", word_of(rise.lifecycle));
  if (rise.rollout.empty()) return;
  auto& steps = out.set("rollout", base::List{});
  for (const auto& step : rise.rollout) {
    Value entry{base::Map{}};
    if (!step.teams.empty()) entry.set("teams", texts(step.teams));
    entry.set("lifecycle", word_of(step.lifecycle));
    if (step.from) entry.set("from", base::to_text(*step.from));
    steps.push(std::move(entry));
  }
}

Value origin_value(const Rule& rule) {
  Value out{base::Map{}};
  out.set("pack", rule.origin->pack);
  out.set("layer", word_of(rule.origin->layer));
  out.set("file", rule.origin->file);
  out.set("line", static_cast<std::int64_t>(rule.origin->line));
  add_rise(rule.pack, out);
  return out;
}

void add_prose(const Rule& rule, Value& out) {
  if (rule.message) out.set("message", rule.message->source());
  if (rule.fix_expression) {
    Value fix{base::Map{}};
    fix.set("expression", rule.fix_expression->source());
    out.set("fix", std::move(fix));
  } else {
    out.set("fix", rule.fix);
  }
  if (!rule.effort.empty()) out.set("effort", rule.effort);
  if (!rule.role.empty()) out.set("role", rule.role);
}

Value rule_value(const Rule& rule) {
  Value out{base::Map{}};
  out.set("id", rule.id);
  out.set("title", rule.title);
  if (!rule.serves.empty()) out.set("serves", texts(rule.serves));
  out.set("each", word_of(rule.each));
  out.set(rule.is_denial ? "deny" : "require", rule.condition.source());
  out.set("effect", word_of(rule.effect));
  if (rule.effective_on) out.set("effective_on", base::to_text(*rule.effective_on));
  out.set("on_missing", word_of(rule.on_missing));
  if (rule.not_before) out.set("not_before", rule.not_before->source());
  if (!rule.stage.is_done()) {
    Value stage{base::Map{}};
    stage.set("property", rule.stage.property);
    stage.set("is", rule.stage.is);
    out.set("stage", std::move(stage));
  }
  if (rule.own) add_rise(*rule.own, out);
  add_prose(rule, out);
  if (rule.origin) out.set("origin", origin_value(rule));
  return out;
}

Value parameter_value(const Parameter& parameter) {
  Value out{base::Map{}};
  if (!parameter.about.empty()) out.set("about", parameter.about);
  out.set("type", word_of(parameter.kind));
  out.set("stricter", word_of(parameter.stricter));
  out.set("default", parameter.preset);
  return out;
}

}  // namespace

std::string text_of(const Policy& policy) {
  Value out{base::Map{}};
  out.set("policy", policy.name);
  out.set("effective", "v1");
  if (!policy.title.empty()) out.set("title", policy.title);
  if (!policy.owner.empty()) out.set("owner", policy.owner);
  auto& parameters = out.set("parameters", base::Map{});
  for (const auto& parameter : policy.parameters)
    parameters.set(parameter.name, parameter_value(parameter));
  auto& rules = out.set("rules", base::List{});
  for (const auto& rule : policy.rules) rules.push(rule_value(rule));
  if (!policy.at_most_days.empty()) {
    auto& levels = out.set("levels", base::Map{});
    for (const auto& [level, days] : policy.at_most_days) {
      Value grant{base::Map{}};
      grant.set("at_most_days", days);
      levels.set(level, std::move(grant));
    }
  }
  return base::yaml::write(out);
}

}  // namespace andon::policy
