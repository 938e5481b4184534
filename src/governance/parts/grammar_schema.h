// The JSON Schema of a noun's file, from its description and its grammar.
#pragma once
#include "governance/parts/grammar.h"

namespace andon::governance {

template <class T>
base::Value noun_schema();
base::Value text_schema(const FieldRule& rule);

template <class T>
struct NounSchema {
  base::Value& properties;
  base::Value& required;
  template <class Field>
  void operator()(std::string_view key, const Field&, std::string_view about) {
    const auto rule = rule_of<T>(key);
    if (rule.need == Need::derived) return;
    base::Value schema{base::Map{}};
    if constexpr (std::is_same_v<Field, bool>) {
      if (rule.shape == Shape::yes_no)
        schema.set("enum", base::List{"yes", "no"});
      else
        schema.set("type", "boolean");
    } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      base::Value many{base::Map{}};
      many.set("type", "array");
      many.set("items", text_schema(rule));
      schema.set("anyOf", base::List{std::move(many), text_schema(rule)});
    } else if constexpr (model::IsList<Field>::value) {
      schema.set("type", "array");
      schema.set("items", noun_schema<typename Field::value_type>());
    } else if constexpr (std::is_same_v<Field, std::string> ||
                         std::is_same_v<Field, base::Instant> || model::IsOption<Field>::value) {
      schema = text_schema(rule);
    } else if constexpr (std::is_class_v<Field>) {
      schema = noun_schema<Field>();
    }
    schema.set("description", about);
    properties.set(key, std::move(schema));
    if (rule.need == Need::must) required.push(key);
  }
};

template <class T>
base::Value noun_schema() {
  base::Value properties{base::Map{}}, required{base::List{}};
  NounSchema<T> writer{properties, required};
  const T sample{};
  T::describe(sample, writer);
  base::Value out{base::Map{}};
  out.set("type", "object");
  out.set("properties", std::move(properties));
  if (!required.list()->empty()) out.set("required", std::move(required));
  out.set("additionalProperties", false);
  return out;
}

}  // namespace andon::governance
