// A value read into a described struct; errors name the path of the field.
#pragma once
#include "model/describe_traits.h"

namespace andon::model {

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
    if (found)
      result = read_value(*found, field,
                          path.empty() ? std::string(key) : path + "." + std::string(key));
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
      auto read = read_value(item, field.emplace_back(),
                             path + "[" + std::to_string(field.size() - 1) + "]");
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

}  // namespace andon::model
