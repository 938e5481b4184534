// A described struct as a value.
#pragma once
#include "model/describe_traits.h"

namespace andon::model {

// Left out: null options, empty strings and lists (records, reports). Kept: all (policy facts).
enum class Empty { left_out, kept };

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

}  // namespace andon::model
