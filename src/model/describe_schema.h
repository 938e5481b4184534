// The JSON Schema of a described struct.
#pragma once
#include "model/describe_traits.h"

namespace andon::model {

// JSON Schema (draft 7) of a described type.
template <class T>
base::Value schema_of();

struct SchemaWriter {
  base::Value& properties;
  base::Value& required;
  template <class T>
  void operator()(std::string_view key, const T&, std::string_view meaning) {
    auto& property = properties.set(key, schema_of<T>());
    if (!meaning.empty()) property.set("description", meaning);
    if constexpr (std::is_integral_v<T> || std::is_enum_v<T> || std::is_same_v<T, base::Instant>)
      required.push(key);
  }
};

template <class T>
base::Value schema_of() {
  base::Value out{base::Map{}};
  if constexpr (std::is_same_v<T, base::Value>) {
  } else if constexpr (std::is_same_v<T, std::string>) {
    out.set("type", "string");
  } else if constexpr (std::is_same_v<T, bool>) {
    out.set("type", "boolean");
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    out.set("type", "string");
    out.set("format", "date-time");
  } else if constexpr (std::is_enum_v<T>) {
    auto& all = out.set("enum", base::List{});
    for (auto word : words(T{})) all.push(word);
  } else if constexpr (std::is_integral_v<T>) {
    out.set("type", "integer");
  } else if constexpr (IsOption<T>::value) {
    return schema_of<typename T::value_type>();
  } else if constexpr (IsList<T>::value) {
    out.set("type", "array");
    out.set("items", schema_of<typename T::value_type>());
  } else {
    out.set("type", "object");
    base::Value properties{base::Map{}};
    base::Value required{base::List{}};
    const T sample{};
    SchemaWriter writer{properties, required};
    T::describe(sample, writer);
    out.set("properties", std::move(properties));
    out.set("required", std::move(required));
    out.set("additionalProperties", false);
  }
  return out;
}

}  // namespace andon::model
