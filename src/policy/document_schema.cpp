// The JSON Schema of policy documents, for editors; the reader is stricter.
#include <array>

#include "policy/engine/reading.h"

namespace andon::policy {
namespace {

using base::Value;

Value typed(std::string_view type) {
  Value out{base::Map{}};
  out.set("type", type);
  return out;
}

Value told(Value schema, std::string_view description) {
  schema.set("description", description);
  return schema;
}

Value one_of(std::span<const std::string_view> words) {
  Value out = typed("string");
  auto& all = out.set("enum", base::List{});
  for (const auto word : words) all.push(word);
  return out;
}

Value list_of_items(Value item) {
  Value out = typed("array");
  out.set("items", std::move(item));
  return out;
}

Value texts() {
  Value out{base::Map{}};
  auto& either = out.set("anyOf", base::List{});
  either.push(typed("string"));
  either.push(list_of_items(typed("string")));
  return out;
}

Value record(std::initializer_list<std::pair<std::string_view, Value>> properties,
             std::initializer_list<std::string_view> required = {}) {
  Value out = typed("object");
  auto& all = out.set("properties", base::Map{});
  for (const auto& [name, schema] : properties) all.set(name, schema);
  if (required.size() > 0) {
    auto& names = out.set("required", base::List{});
    for (const auto name : required) names.push(name);
  }
  out.set("additionalProperties", false);
  return out;
}

Value expression(std::string_view meaning) {
  return told(typed("string"), fmt::format("CEL: {}", meaning));
}

Value stage_schema() {
  static constexpr std::array<std::string_view, 1> stages{"done"};
  static constexpr std::array<std::string_view, 4> properties{"real_data", "audience", "reversible",
                                                              "public"};
  Value out{base::Map{}};
  auto& either = out.set("anyOf", base::List{});
  either.push(one_of(stages));
  Value is{base::Map{}};
  is.set("type", base::List{"boolean", "string"});
  either.push(record({{"property", one_of(properties)}, {"is", std::move(is)}}, {"property"}));
  return told(std::move(out), "done, or every level with that property");
}

Value rollout_schema() {
  return list_of_items(record(
      {{"teams", texts()}, {"lifecycle", one_of(words(Lifecycle{}))}, {"from", typed("string")}},
      {"lifecycle"}));
}

Value fix_schema() {
  Value out{base::Map{}};
  auto& either = out.set("anyOf", base::List{});
  either.push(typed("string"));
  either.push(
      record({{"expression", expression("a text that depends on the element")}}, {"expression"}));
  return told(std::move(out), "what would unblock it");
}

Value rule_schema() {
  static constexpr std::array<std::string_view, 5> roles{"product", "development_architecture",
                                                         "component_development", "operations",
                                                         "quality_and_testing"};
  return record(
      {{"id", told(typed("string"), "a-z, 0-9, -, _ and .")},
       {"title", told(typed("string"), "what it asks, one line")},
       {"serves", told(texts(), "ids of requirements, such as OSPS-VM-06.02 or PW.7")},
       {"each", told(one_of(words(Each{})), "what it is asked of, one at a time")},
       {"deny", expression("true fails")},
       {"require", expression("true passes")},
       {"message", expression("what people read when it does not pass")},
       {"effect", one_of(model::words(model::Effect{}))},
       {"effective_on", told(typed("string"), "a date; before it the rule only observes")},
       {"on_missing", one_of(words(OnMissing{}))},
       {"fix", fix_schema()},
       {"not_before", expression("a timestamp before which it cannot pass")},
       {"effort", told(typed("string"), "30 min, 2 h, 3 d or 1 w of work")},
       {"role", told(one_of(roles), "the responsibility that mends it")},
       {"stage", stage_schema()},
       {"lifecycle", one_of(words(Lifecycle{}))},
       {"rollout", rollout_schema()},
       {"remove", told(typed("boolean"), "of an inherited rule; a loosening")}},
      {"id"});
}

Value test_schema() {
  const auto outcomes = one_of(model::words(model::RuleOutcome{}));
  Value rules = typed("object");
  rules.set("additionalProperties", outcomes);
  return record({{"name", typed("string")},
                 {"parameters", typed("object")},
                 {"facts", told(typed("object"),
                                "docs/reference/facts.md; what is left out is "
                                "empty, missing or preset")},
                 {"expect", record({{"verdict", one_of(model::words(model::Verdict{}))},
                                    {"rules", std::move(rules)}})}},
                {"name", "facts", "expect"});
}

Value extent_schema() {
  return record({{"tiers", texts()},
                 {"products", texts()},
                 {"components", texts()},
                 {"exposure", record({{"public", typed("boolean")}})}});
}

}  // namespace

base::Value document_schema() {
  Value levels = typed("object");
  levels.set("additionalProperties",
             record({{"at_most_days", typed("integer")}}, {"at_most_days"}));
  Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("title", "andon policy or pack");
  Value document = record({{"policy", told(typed("string"), "the name of a shipped policy")},
                           {"pack", told(typed("string"), "the name of a pack")},
                           {"title", typed("string")},
                           {"owner", told(typed("string"), "who answers for it")},
                           {"inherits", told(typed("string"), "the policy that it tightens")},
                           {"layer", one_of(words(Layer{}))},
                           {"applies_to", extent_schema()},
                           {"lifecycle", one_of(words(Lifecycle{}))},
                           {"rollout", rollout_schema()},
                           {"stage", stage_schema()},
                           {"parameters", typed("object")},
                           {"rules", list_of_items(rule_schema())},
                           {"levels", std::move(levels)},
                           {"tests", list_of_items(test_schema())}});
  for (auto& [key, value] : *document.map()) out.set(key, std::move(value));
  return out;
}

}  // namespace andon::policy
