#include "cel/value.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "cel/engine/moment.h"

namespace andon::cel {

std::string_view type_name(Kind kind) {
  constexpr std::string_view names[] = {"null_type",
                                        "bool",
                                        "int",
                                        "uint",
                                        "double",
                                        "string",
                                        "bytes",
                                        "list",
                                        "map",
                                        "google.protobuf.Timestamp",
                                        "google.protobuf.Duration",
                                        "type",
                                        "optional_type",
                                        "error"};
  return names[static_cast<std::size_t>(kind)];
}

MapEntry Value::entry(std::size_t index) const {
  if (!is_borrowed()) return data_.entries[index];
  const auto& [key, value] = (*data_.fact_map)[index];
  return {string(key), wrap(value)};
}

std::optional<Value> Value::find(const Value& key, std::int64_t& budget) const {
  if (is_borrowed()) {
    if (!key.is(Kind::string)) return std::nullopt;
    budget -= static_cast<std::int64_t>(1 + size_ / 8);  // wherever it stands
    for (const auto& [name, value] : *data_.fact_map)
      if (name == key.text()) return wrap(value);
    return std::nullopt;
  }
  for (std::size_t i = 0; i < size_; ++i)
    if (equal(data_.entries[i].key, key, budget)) return data_.entries[i].value;
  return std::nullopt;
}

namespace {

bool is_numeric(Kind kind) {
  return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::number;
}

template <class T>
int order(T a, T b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

constexpr int unordered = 2;

// As the conformance suite has it: within the range of the integer both are compared as doubles.
int order_integer_number(std::int64_t a, double b) {
  constexpr double two_to_63 = 9223372036854775808.0;
  if (std::isnan(b)) return unordered;
  if (b < -two_to_63) return 1;
  if (b > two_to_63) return -1;
  return order(static_cast<double>(a), b);
}

int order_unsigned_number(std::uint64_t a, double b) {
  constexpr double two_to_64 = 18446744073709551616.0;
  if (std::isnan(b)) return unordered;
  if (b < 0) return 1;
  if (b > two_to_64) return -1;
  return order(static_cast<double>(a), b);
}

int reversed(int ordering) { return ordering == unordered ? unordered : -ordering; }

int order_numbers(const Value& a, const Value& b) {
  if (a.is(Kind::integer)) {
    if (b.is(Kind::integer)) return order(a.as_integer(), b.as_integer());
    if (b.is(Kind::number)) return order_integer_number(a.as_integer(), b.as_number());
    return a.as_integer() < 0 ? -1
                              : order(static_cast<std::uint64_t>(a.as_integer()), b.as_unsigned());
  }
  if (a.is(Kind::unsigned_integer)) {
    if (b.is(Kind::unsigned_integer)) return order(a.as_unsigned(), b.as_unsigned());
    if (b.is(Kind::number)) return order_unsigned_number(a.as_unsigned(), b.as_number());
    return reversed(order_numbers(b, a));
  }
  if (!b.is(Kind::number)) return reversed(order_numbers(b, a));
  if (std::isnan(a.as_number()) || std::isnan(b.as_number())) return unordered;
  return order(a.as_number(), b.as_number());
}

bool equal_maps(const Value& a, const Value& b, std::int64_t& budget) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size() && budget > 0; ++i) {
    const MapEntry entry = a.entry(i);
    const auto other = b.find(entry.key, budget);
    if (!other || !equal(entry.value, *other, budget)) return false;
  }
  return true;
}

}  // namespace

bool equal(const Value& a, const Value& b, std::int64_t& budget) {
  --budget;
  if (a.kind() != b.kind())
    return is_numeric(a.kind()) && is_numeric(b.kind()) && order_numbers(a, b) == 0;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Kind::integer:
      return a.as_integer() == b.as_integer();
    case Kind::unsigned_integer:
      return a.as_unsigned() == b.as_unsigned();
    case Kind::number:
      return a.as_number() == b.as_number();
    case Kind::string:
    case Kind::bytes:
    case Kind::type:
      return a.text() == b.text();
    case Kind::timestamp:
    case Kind::duration:
      return a.moment() == b.moment();
    case Kind::list:
    case Kind::optional:
      if (a.size() != b.size()) return false;
      for (std::size_t i = 0; i < a.size() && budget > 0; ++i)
        if (!equal(a.item(i), b.item(i), budget)) return false;
      return true;
    case Kind::map:
      return equal_maps(a, b, budget);
    case Kind::failure:
      return false;
  }
  return false;
}

std::optional<int> compare(const Value& a, const Value& b) {
  if (is_numeric(a.kind()) && is_numeric(b.kind())) return order_numbers(a, b);
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::boolean:
      return order(a.as_boolean(), b.as_boolean());
    case Kind::string:
    case Kind::bytes:
      return order(a.text().compare(b.text()), 0);
    case Kind::timestamp:
    case Kind::duration:
      return order(a.moment(), b.moment());
    default:
      return std::nullopt;
  }
}

std::string describe(const Value& value) {
  constexpr std::size_t shown_bytes = 120;
  switch (value.kind()) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.as_boolean() ? "true" : "false";
    case Kind::integer:
      return fmt::format("{}", value.as_integer());
    case Kind::unsigned_integer:
      return fmt::format("{}u", value.as_unsigned());
    case Kind::number:
      return fmt::format("{}", value.as_number());
    case Kind::string:
      return '"' + base::shortened(base::printable(value.text()), shown_bytes) + '"';
    case Kind::bytes:
      return fmt::format("{} bytes", value.size());
    case Kind::list:
      return fmt::format("a list of {}", value.size());
    case Kind::map:
      return fmt::format("a map of {}", value.size());
    case Kind::timestamp:
      return timestamp_text(value.moment());
    case Kind::duration:
      return duration_text(value.moment());
    case Kind::type:
      return std::string(value.text());
    case Kind::optional:
      return value.size() == 0 ? "optional.none()"
                               : fmt::format("optional.of({})", describe(value.item(0)));
    case Kind::failure:
      return std::string(value.failure().message);
  }
  return {};
}

base::Value to_facts(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return {};
    case Kind::boolean:
      return value.as_boolean();
    case Kind::integer:
      return static_cast<long long>(value.as_integer());
    case Kind::unsigned_integer:
      return static_cast<unsigned long>(value.as_unsigned());
    case Kind::number:
      return value.as_number();
    case Kind::string:
    case Kind::bytes:
      return value.text();
    case Kind::list: {
      base::List items;
      items.reserve(value.size());
      for (std::size_t i = 0; i < value.size(); ++i) items.push_back(to_facts(value.item(i)));
      return items;
    }
    case Kind::map: {
      base::Map entries;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const MapEntry entry = value.entry(i);
        entries.emplace_back(
            entry.key.is(Kind::string) ? std::string(entry.key.text()) : describe(entry.key),
            to_facts(entry.value));
      }
      return entries;
    }
    case Kind::optional:
      return value.size() == 0 ? base::Value() : to_facts(value.item(0));
    default:
      return describe(value);
  }
}

}  // namespace andon::cel
