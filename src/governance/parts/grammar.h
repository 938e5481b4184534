// Strict reading of described nouns: the fields come from the noun's description, and a table says
// of a field what it must look like. Reader, normal form and JSON Schema go by the same two.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/strict.h"
#include "base/time.h"
#include "governance/source.h"
#include "model/describe.h"

namespace andon::governance {

enum class Need { may, must, derived };  // derived: not in the file
// id and account: see shape_words(). end, beginning: a bare date is the end or the start of its
// day.
enum class Shape { text, id, account, glob, beginning, end, yes_no };

struct FieldRule {
  std::string_view key;
  Need need = Need::may;
  Shape shape = Shape::text;
  std::span<const std::string_view> words = {};
};

template <class T>
struct Grammar;  // static std::span<const FieldRule> rules()

// "" when the text has the shape, else what is wanted.
std::string_view shape_words(Shape shape, std::string_view text);
base::Result<base::Instant> read_date(const base::Value& at, const std::string& file,
                                      std::string_view key, Shape shape);
base::Result<void> check_text(const base::Value& at, const std::string& file, std::string_view key,
                              const FieldRule& rule);

template <class T>
FieldRule rule_of(std::string_view key) {
  if (key == "file" || key == "line") return {key, Need::derived};
  for (const auto& rule : Grammar<T>::rules())
    if (rule.key == key) return rule;
  return {key};
}

template <class T>
struct KeyCollector {
  std::vector<std::string_view> known;
  template <class Field>
  void operator()(std::string_view key, const Field&, std::string_view) {
    if (rule_of<T>(key).need != Need::derived) known.push_back(key);
  }
};

template <class T>
base::Result<void> read_noun(const base::Value& from, const std::string& file, T& out);

template <class Field>
base::Result<void> read_field(const base::Value& from, const std::string& file,
                              const FieldRule& rule, Field& field) {
  namespace strict = base::strict;
  const auto* found = strict::entry(from, rule.key);
  if (!found && rule.need == Need::must)
    return strict::complaint(file, from, fmt::format("\"{}\" is missing", rule.key));
  if (!found) return {};
  if constexpr (std::is_same_v<Field, std::string>) {
    field = TRY(strict::text(from, file, rule.key));
    return check_text(*found, file, rule.key, rule);
  } else if constexpr (std::is_same_v<Field, bool>) {
    if (rule.shape == Shape::yes_no) {
      static constexpr std::array<std::string_view, 2> words{"no", "yes"};
      field = TRY(strict::word(from, file, rule.key, words, 0)) == 1;
    } else {
      field = TRY(strict::boolean(from, file, rule.key, field));
    }
  } else if constexpr (std::is_same_v<Field, base::Instant> ||
                       std::is_same_v<Field, std::optional<base::Instant>>) {
    field = TRY(read_date(*found, file, rule.key, rule.shape));
  } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
    field = TRY(strict::texts(from, file, rule.key));
    if (found->is_string()) return check_text(*found, file, rule.key, rule);
    for (const auto& item : *found->list()) TRY(check_text(item, file, rule.key, rule));
  } else if constexpr (model::IsList<Field>::value) {
    if (!found->is_list())
      return strict::complaint(file, *found, fmt::format("\"{}\" wants a list", rule.key));
    for (const auto& item : *found->list()) TRY(read_noun(item, file, field.emplace_back()));
  } else if constexpr (std::is_class_v<Field>) {
    return read_noun(*found, file, field);
  }
  return {};
}

template <class T>
struct NounReader {
  const base::Value& from;
  const std::string& file;
  base::Result<void> result{};
  template <class Field>
  void operator()(std::string_view key, Field& field, std::string_view) {
    const auto rule = rule_of<T>(key);
    if (!result || rule.need == Need::derived) return;
    result = read_field(from, file, rule, field);
  }
};

// `extra`: keys that whoever calls reads itself.
template <class T>
base::Result<void> read_noun_with(const base::Value& from, const std::string& file, T& out,
                                  std::span<const std::string_view> extra) {
  KeyCollector<T> keys;
  T::describe(out, keys);
  keys.known.insert(keys.known.begin(), extra.begin(), extra.end());
  TRY(base::strict::known_keys(from, file, keys.known));
  NounReader<T> reader{from, file};
  T::describe(out, reader);
  TRY(std::move(reader.result));
  if constexpr (requires { out.line; }) {
    out.file = file;
    out.line = from.line;
  }
  return {};
}

template <class T>
base::Result<void> read_noun(const base::Value& from, const std::string& file, T& out) {
  return read_noun_with(from, file, out, {});
}

}  // namespace andon::governance
