// A value read into a described struct; errors name the path of the field.
#pragma once
#include "model/describe_traits.h"

namespace andon::model {

// Where a value stands: "report.levels[2].items[0]". Put together only when somebody asks.
class Where {
 public:
  explicit Where(std::string_view name) : name_(name) {}
  Where(const Where& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Where(const Where& parent, std::size_t index) : parent_(&parent), index_(index) {}
  std::string text() const;  // "" at the top of what has no name

 private:
  static constexpr std::size_t no_index = static_cast<std::size_t>(-1);
  const Where* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = no_index;
};

template <class T>
base::Result<void> read_value(const base::Value& value, T& field, const Where& where);

struct ValueReader {
  const base::Value& from;
  const Where& where;
  base::Result<void> result{};
  std::size_t found = 0;
  template <class T>
  void operator()(std::string_view key, T& field, std::string_view) {
    if (!result) return;
    const auto* value = from.find(key);
    if (value == nullptr) return;
    ++found;
    result = read_value(*value, field, Where(where, key));
  }
};

// The names of a described struct's fields.
struct NameReader {
  std::vector<std::string_view> names{};
  template <class T>
  void operator()(std::string_view key, const T&, std::string_view) {
    names.push_back(key);
  }
};

// A key that no field has is an error with the nearest known one.
base::Result<void> refuse_unknown(const base::Map& map, const std::vector<std::string_view>& known,
                                  const Where& where);
base::Result<void> wrong_kind(const base::Value& value, const Where& where,
                              std::string_view wanted);

template <class T>
base::Result<void> read_struct(const base::Value& value, T& field, const Where& where) {
  if (!value.is_map()) return wrong_kind(value, where, "a map");
  ValueReader reader{value, where};
  T::describe(field, reader);
  if (!reader.result || reader.found == value.map()->size()) return std::move(reader.result);
  NameReader names;
  T::describe(field, names);
  return refuse_unknown(*value.map(), names.names, where);
}

template <class T>
base::Result<void> read_value(const base::Value& value, T& field, const Where& where) {
  if constexpr (std::is_same_v<T, base::Value>) {
    field = value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return wrong_kind(value, where, "a string");
    field = *value.string();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) return wrong_kind(value, where, "true or false");
    field = *value.boolean();
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    if (!value.is_string()) return wrong_kind(value, where, "an instant");
    auto instant = base::parse_instant(*value.string());
    if (!instant) return wrong_kind(value, where, "an instant (RFC 3339)");
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
    return wrong_kind(value, where, wanted);
  } else if constexpr (std::is_integral_v<T>) {
    if (!value.is_integer() || !std::in_range<T>(*value.integer()))
      return wrong_kind(value, where, "a whole number in range");
    field = static_cast<T>(*value.integer());
  } else if constexpr (IsOption<T>::value) {
    if (value.is_null()) {
      field.reset();
      return {};
    }
    return read_value(value, field.emplace(), where);
  } else if constexpr (IsList<T>::value) {
    if (!value.is_list()) return wrong_kind(value, where, "a list");
    field.clear();
    std::size_t index = 0;
    for (const auto& item : *value.list()) {
      auto read = read_value(item, field.emplace_back(), Where(where, index++));
      if (!read) return read;
    }
  } else {
    return read_struct(value, field, where);
  }
  return {};
}

}  // namespace andon::model
