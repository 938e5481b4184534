// A described struct read from canonical JSON without a tree in between: what read_value takes of
// json::parse is taken, or nothing is; why not, these two tell.
#pragma once
#include <algorithm>

#include "base/canonical_json.h"
#include "model/describe_traits.h"

namespace andon::model {

template <class T>
void read_canonical(base::json::CanonicalReader& from, T& field);

struct FieldName {
  std::string_view name;
  std::size_t index = 0;  // in the order of the description
};

struct FieldNames {
  std::vector<FieldName> names{};
  template <class T>
  void operator()(std::string_view key, const T&, std::string_view) {
    names.push_back({key, names.size()});
  }
};

// Reads into the field of that index.
struct FieldReader {
  base::json::CanonicalReader& from;
  const std::size_t wanted;
  std::size_t at = 0;
  template <class T>
  void operator()(std::string_view, T& field, std::string_view) {
    if (at++ == wanted) read_canonical(from, field);
  }
};

template <class T>
void read_canonical_struct(base::json::CanonicalReader& from, T& field) {
  static const auto fields = [] {
    const T nothing{};
    FieldNames collected;
    T::describe(nothing, collected);
    std::ranges::sort(collected.names, {}, &FieldName::name);
    return std::move(collected.names);
  }();
  auto at = fields.begin();  // the keys of both come in order
  from.begin_map();
  for (std::string_view key; from.next_key(key);) {
    while (at != fields.end() && at->name < key) ++at;
    if (at == fields.end() || at->name != key) return from.refuse();
    FieldReader reader{from, at->index};
    T::describe(field, reader);
  }
}

template <class T>
void read_canonical(base::json::CanonicalReader& from, T& field) {
  if constexpr (std::is_same_v<T, base::Value>) {
    field = from.value();
  } else if constexpr (std::is_same_v<T, std::string>) {
    field = from.text();
  } else if constexpr (std::is_same_v<T, bool>) {
    field = from.boolean();
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    const auto instant = base::parse_instant(from.text());
    if (!instant) return from.refuse();
    field = *instant;
  } else if constexpr (std::is_enum_v<T>) {
    const auto all = words(T{});
    const auto found = std::ranges::find(all, from.text());
    if (found == all.end()) return from.refuse();
    field = static_cast<T>(found - all.begin());
  } else if constexpr (std::is_integral_v<T>) {
    const auto number = from.integer();
    if (!std::in_range<T>(number)) return from.refuse();
    field = static_cast<T>(number);
  } else if constexpr (IsOption<T>::value) {
    if (from.next() != 'n') return read_canonical(from, field.emplace());
    from.null();
    field.reset();
  } else if constexpr (IsList<T>::value) {
    field.clear();
    from.begin_list();
    while (from.next_item()) read_canonical(from, field.emplace_back());
  } else {
    read_canonical_struct(from, field);
  }
}

}  // namespace andon::model
