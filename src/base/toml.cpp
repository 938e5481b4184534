#include "base/toml.h"

#include <sstream>

// toml++ 3.3 asserts what a text such as "[[ =x]]" breaks, which would end the process in a debug
// build and, with NDEBUG, be assumed true (undefined behaviour). Thrown, it is a broken text like
// any other.
#undef NDEBUG
struct BrokenPromise {};
constexpr void promise(bool is_kept) {
  if (!is_kept) throw BrokenPromise();
}
#define TOML_ASSERT(condition) promise(static_cast<bool>(condition))
// All of toml++ in this source: Debian has no static library of it.
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "base/document/toml_depth.h"
#include "base/limits.h"

namespace andon::base::toml {

namespace {

Value value_of(const ::toml::node& node);

template <class Node>
Value placed(Value value, const Node& node) {
  value.line = static_cast<std::uint32_t>(node.source().begin.line);
  value.column = static_cast<std::uint32_t>(node.source().begin.column);
  return value;
}

bool is_before(const ::toml::source_position& a, const ::toml::source_position& b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

// toml++ sorts a table by key; the file's order is that of the keys' places.
Value map_of(const ::toml::table& table) {
  std::vector<std::pair<const ::toml::key*, const ::toml::node*>> entries;
  entries.reserve(table.size());
  for (auto it = table.cbegin(); it != table.cend(); ++it)
    entries.emplace_back(&it->first, &it->second);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return is_before(a.first->source().begin, b.first->source().begin);
  });
  Map map;
  map.reserve(entries.size());
  for (const auto& [key, node] : entries) {
    auto value = value_of(*node);
    if (value.line == 0) value = placed(std::move(value), *key);
    map.emplace_back(std::string(key->str()), std::move(value));
  }
  return Value(std::move(map));
}

template <class Date>
Value text_of(const Date& date) {
  std::ostringstream text;
  text << date;
  return Value(std::move(text).str());
}

Value value_of(const ::toml::node& node) {
  if (const auto* table = node.as_table()) return placed(map_of(*table), node);
  if (const auto* array = node.as_array()) {
    List list;
    list.reserve(array->size());
    for (const auto& item : *array) list.push_back(value_of(item));
    return placed(Value(std::move(list)), node);
  }
  if (const auto* text = node.as_string()) return placed(Value(text->get()), node);
  if (const auto* integer = node.as_integer()) return placed(Value(integer->get()), node);
  if (const auto* number = node.as_floating_point()) return placed(Value(number->get()), node);
  if (const auto* boolean = node.as_boolean()) return placed(Value(boolean->get()), node);
  if (const auto* date = node.as_date()) return placed(text_of(date->get()), node);
  if (const auto* time = node.as_time()) return placed(text_of(time->get()), node);
  if (const auto* moment = node.as_date_time()) return placed(text_of(moment->get()), node);
  return {};
}

}  // namespace

Result<Value> parse(std::string_view text, std::string_view name) {
  if (text.size() > limits::configuration_bytes)
    return fail(ErrorKind::too_large, ErrorOrigin::input, "{}: more than {} bytes", name,
                limits::configuration_bytes);
  if (const auto place = too_deep(text))
    return fail(ErrorKind::too_large, ErrorOrigin::input, "{}:{}:{}: nested too deeply", name,
                place->line, place->column);
  try {
    return value_of(::toml::parse(text));
  } catch (const ::toml::parse_error& error) {
    const auto& at = error.source().begin;
    return fail(ErrorKind::invalid, ErrorOrigin::input, "{}:{}:{}: {}", name, at.line, at.column,
                error.description());
  } catch (const BrokenPromise&) {
    return fail(ErrorKind::invalid, ErrorOrigin::input, "{}:1:1: not valid TOML", name);
  }
}

}  // namespace andon::base::toml
