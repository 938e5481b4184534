// A noun back as its file would have it, from its description and its grammar.
#pragma once
#include "governance/parts/grammar.h"

namespace andon::governance {

template <class T>
base::Value noun_value(const T& noun);

// What a reader would take for what the field holds.
template <class T>
struct NounWriter {
  base::Value& out;
  template <class Field>
  void operator()(std::string_view key, const Field& field, std::string_view) {
    const auto rule = rule_of<T>(key);
    if (rule.need == Need::derived) return;
    if constexpr (std::is_same_v<Field, std::string> || std::is_same_v<Field, bool>) {
      if constexpr (std::is_same_v<Field, std::string>) {
        if (!field.empty()) out.set(key, field);
      } else {
        out.set(key, rule.shape == Shape::yes_no ? base::Value(field ? "yes" : "no")
                                                 : base::Value(field));
      }
    } else if constexpr (std::is_same_v<Field, base::Instant>) {
      out.set(key, base::to_text(field));
    } else if constexpr (std::is_same_v<Field, std::optional<base::Instant>>) {
      if (field) out.set(key, base::to_text(*field));
    } else if constexpr (model::IsList<Field>::value) {
      if (field.empty()) return;
      auto& list = out.set(key, base::List{});
      for (const auto& item : field)
        if constexpr (std::is_same_v<Field, std::vector<std::string>>)
          list.push(item);
        else
          list.push(noun_value(item));
    } else if constexpr (std::is_class_v<Field>) {
      out.set(key, noun_value(field));
    }
  }
};

template <class T>
base::Value noun_value(const T& noun) {
  base::Value out{base::Map{}};
  NounWriter<T> writer{out};
  T::describe(noun, writer);
  return out;
}

}  // namespace andon::governance
