// describe.h: each noun is described once, field by field; JSON in and out, JSON Schema and policy facts
// derive from it. A described struct has
//   template <class Self, class Visitor> static void describe(Self& self, Visitor& visit) {
//     visit("rule", self.rule, "the rule's id in its check");
//   }
// and an enum E has `std::span<const std::string_view> words(E)`, in the order of its values.
// Instantiate in model/*_json.cpp only: headers offer plain functions.
#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "base/value.h"

namespace andon::model {

// Left out: null options, empty strings and lists (records, reports). Kept: all (policy facts).
enum class Empty { left_out, kept };

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
struct IsOption : std::false_type {};
template <class T>
struct IsOption<std::optional<T>> : std::true_type {};

template <class T>
base::Value to_value(const T& field, Empty empty);

struct ValueWriter {
  base::Value& out;
  Empty empty;
  template <class T>
  void operator()(std::string_view key, const T& field, std::string_view) {
    if (empty == Empty::left_out) {
      if constexpr (IsOption<T>::value) {
        if (!field) return;
      } else if constexpr (IsList<T>::value || std::is_same_v<T, std::string>) {
        if (field.empty()) return;
      } else if constexpr (std::is_same_v<T, base::Value>) {
        if (field.is_null()) return;
      }
    }
    out.map()->emplace_back(std::string(key), to_value(field, empty));
  }
};

template <class T>
base::Value to_value(const T& field, Empty empty) {
  if constexpr (std::is_same_v<T, base::Value> || std::is_same_v<T, std::string> ||
                std::is_same_v<T, bool>) {
    return field;
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    return base::to_text(field);
  } else if constexpr (std::is_enum_v<T>) {
    return words(field)[static_cast<std::size_t>(field)];
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(field);
  } else if constexpr (IsOption<T>::value) {
    return field ? to_value(*field, empty) : base::Value();
  } else if constexpr (IsList<T>::value) {
    base::List list;
    list.reserve(field.size());
    for (const auto& item : field) list.push_back(to_value(item, empty));
    return list;
  } else {
    base::Value out{base::Map{}};
    ValueWriter writer{out, empty};
    T::describe(field, writer);
    return out;
  }
}

template <class T>
base::Result<void> read_value(const base::Value& value, T& field, const std::string& path);

struct ValueReader {
  const base::Value& from;
  const std::string& path;
  base::Result<void> result{};
  std::vector<std::string_view> known{};
  template <class T>
  void operator()(std::string_view key, T& field, std::string_view) {
    known.push_back(key);
    if (!result) return;
    const auto* found = from.find(key);
    if (found) result = read_value(*found, field, path.empty() ? std::string(key) : path + "." + std::string(key));
  }
  // After all fields: a key that no field has is an error with the nearest known one.
  base::Result<void> finish();
};

base::Result<void> wrong_kind(const base::Value& value, const std::string& path,
                              std::string_view wanted);

template <class T>
base::Result<void> read_value(const base::Value& value, T& field, const std::string& path) {
  if constexpr (std::is_same_v<T, base::Value>) {
    field = value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return wrong_kind(value, path, "a string");
    field = *value.string();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) return wrong_kind(value, path, "true or false");
    field = *value.boolean();
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    if (!value.is_string()) return wrong_kind(value, path, "an instant");
    auto instant = base::parse_instant(*value.string());
    if (!instant) return wrong_kind(value, path, "an instant (RFC 3339)");
    field = *instant;
  } else if constexpr (std::is_enum_v<T>) {
    const auto all = words(T{});
    for (std::size_t i = 0; i < all.size(); ++i)
      if (value.text_or() == all[i]) {
        field = static_cast<T>(i);
        return {};
      }
    std::string wanted = "one of";
    for (auto word : all) wanted += " " + std::string(word);
    return wrong_kind(value, path, wanted);
  } else if constexpr (std::is_integral_v<T>) {
    if (!value.is_integer() || !std::in_range<T>(*value.integer()))
      return wrong_kind(value, path, "a whole number in range");
    field = static_cast<T>(*value.integer());
  } else if constexpr (IsOption<T>::value) {
    if (value.is_null()) {
      field.reset();
      return {};
    }
    return read_value(value, field.emplace(), path);
  } else if constexpr (IsList<T>::value) {
    if (!value.is_list()) return wrong_kind(value, path, "a list");
    field.clear();
    for (const auto& item : *value.list()) {
      auto read = read_value(item, field.emplace_back(), path + "[" + std::to_string(field.size() - 1) + "]");
      if (!read) return read;
    }
  } else {
    if (!value.is_map()) return wrong_kind(value, path, "a map");
    ValueReader reader{value, path};
    T::describe(field, reader);
    return reader.finish();
  }
  return {};
}

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
