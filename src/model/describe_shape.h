// The Shape of a described struct.
#pragma once
#include "model/describe_traits.h"
#include "model/shape.h"

namespace andon::model {

template <class T>
Shape shape_of();

struct ShapeWriter {
  std::vector<Field>& fields;
  template <class T>
  void operator()(std::string_view key, const T&, std::string_view meaning) {
    fields.push_back({std::string(key), std::string(meaning), shape_of<T>()});
  }
};

template <class T>
Shape shape_of() {
  Shape out;
  if constexpr (std::is_same_v<T, base::Value>) {
  } else if constexpr (std::is_same_v<T, std::string>) {
    out.kind = ShapeKind::text;
  } else if constexpr (std::is_same_v<T, bool>) {
    out.kind = ShapeKind::boolean;
  } else if constexpr (std::is_same_v<T, base::Instant>) {
    out.kind = ShapeKind::instant;
  } else if constexpr (std::is_enum_v<T>) {
    out.kind = ShapeKind::text;
    for (const auto word : words(T{})) out.words.emplace_back(word);
  } else if constexpr (std::is_integral_v<T>) {
    out.kind = ShapeKind::integer;
  } else if constexpr (IsOption<T>::value) {
    out = shape_of<typename T::value_type>();
    out.is_nullable = true;
  } else if constexpr (IsList<T>::value) {
    out.kind = ShapeKind::list;
    out.items.push_back(shape_of<typename T::value_type>());
  } else {
    out.kind = ShapeKind::record;
    const T sample{};
    ShapeWriter writer{out.fields};
    T::describe(sample, writer);
  }
  return out;
}

}  // namespace andon::model
