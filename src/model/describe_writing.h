// A described struct as a value.
#pragma once
#include "model/describe_traits.h"

namespace andon::model {

// Left out: null options, empty strings and lists (records, reports). Kept: all (policy facts).
enum class Empty { left_out, kept };

template <class T>
base::Value to_value(const T& field, Empty empty);

struct Writing {
  Empty empty = Empty::left_out;
  std::string_view without{};  // the name of a field that is not written
  std::size_t more = 0;        // fields that will be added to it
};

struct ValueWriter {
  base::Map& out;
  const Writing& writing;
  template <class T>
  void operator()(std::string_view key, const T& field, std::string_view) {
    if (key == writing.without) return;
    if (writing.empty == Empty::left_out) {
      if constexpr (IsOption<T>::value) {
        if (!field) return;
      } else if constexpr (IsList<T>::value || std::is_same_v<T, std::string>) {
        if (field.empty()) return;
      } else if constexpr (std::is_same_v<T, base::Value>) {
        if (field.is_null()) return;
      }
    }
    out.emplace_back(std::string(key), to_value(field, writing.empty));
  }
};

struct FieldCounter {
  std::size_t count = 0;
  template <class T>
  void operator()(std::string_view, const T&, std::string_view) {
    ++count;
  }
};

template <class T>
base::Value struct_value(const T& noun, const Writing& writing) {
  static const auto fields = [&] {
    FieldCounter counter;
    T::describe(noun, counter);
    return counter.count;
  }();
  base::Map out;
  if (writing.empty == Empty::kept) out.reserve(fields + writing.more);
  ValueWriter writer{out, writing};
  T::describe(noun, writer);
  return out;
}

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
    return struct_value(field, {empty, {}});
  }
}

}  // namespace andon::model
