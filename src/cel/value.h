// A value of the expression language: 24 bytes, trivially copied, owning nothing: what it points at
// (facts, the compiled expression, the arena of one evaluation) must outlive it.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/value.h"
#include "cel/failure.h"

namespace andon::cel {
enum class Kind : std::uint8_t {
  null,
  boolean,
  integer,
  unsigned_integer,
  number,
  string,
  bytes,
  list,
  map,
  timestamp,
  duration,
  type,
  optional,  // one value or none, of size 1 or 0
  failure
};

struct MapEntry;

class Value {
 public:
  Value() = default;  // null
  static Value boolean(bool v) { return {Kind::boolean, {.boolean = v}}; }
  static Value integer(std::int64_t v) { return {Kind::integer, {.integer = v}}; }
  static Value unsigned_integer(std::uint64_t v) {
    return {Kind::unsigned_integer, {.unsigned_integer = v}};
  }
  static Value number(double v) { return {Kind::number, {.number = v}}; }
  static Value string(std::string_view v) { return {Kind::string, {.text = v.data()}, v.size()}; }
  static Value bytes(std::string_view v) { return {Kind::bytes, {.text = v.data()}, v.size()}; }
  static Value timestamp(Moment v) { return {Kind::timestamp, {.integer = v.seconds}, 0, v.nanos}; }
  static Value duration(Moment v) { return {Kind::duration, {.integer = v.seconds}, 0, v.nanos}; }
  static Value type(std::string_view v) { return {Kind::type, {.text = v.data()}, v.size()}; }
  static Value list(std::span<const Value> v) {
    return {Kind::list, {.items = v.data()}, v.size()};
  }
  static Value map(std::span<const MapEntry> entries);
  static Value optional(const Value* inside) {  // null for none
    return {Kind::optional, {.items = inside}, inside ? 1u : 0u};
  }
  static Value failure(const Failure* why) { return {Kind::failure, {.failure = why}}; }
  // Borrows: the facts must outlive the value.
  static Value wrap(const base::Value& fact);

  Kind kind() const { return static_cast<Kind>(head_ & 0xFF); }
  bool is(Kind wanted) const { return kind() == wanted; }
  bool is_true() const { return is(Kind::boolean) && data_.boolean; }
  bool is_false() const { return is(Kind::boolean) && !data_.boolean; }

  // Each asks the caller to have looked at kind().
  bool as_boolean() const { return data_.boolean; }
  std::int64_t as_integer() const { return data_.integer; }
  std::uint64_t as_unsigned() const { return data_.unsigned_integer; }
  double as_number() const { return data_.number; }
  std::string_view text() const { return {data_.text, size_}; }  // string, bytes, type
  Moment moment() const { return {data_.integer, static_cast<std::int32_t>(head_ >> 32)}; }
  const Failure& failure() const { return *data_.failure; }

  // Lists and maps: the number of elements; strings and bytes: of bytes.
  std::size_t size() const { return size_; }
  Value item(std::size_t index) const {
    return is_borrowed() ? wrap(data_.facts[index]) : data_.items[index];
  }
  MapEntry entry(std::size_t index) const;
  // Maps only. Steps are taken off the budget for each entry that was looked at.
  std::optional<Value> find(const Value& key, std::int64_t& budget) const;
  const base::Map* borrowed_map() const {
    return is(Kind::map) && is_borrowed() ? data_.fact_map : nullptr;
  }
  // The elements of a list, the keys of a map: what macros walk. Keys of facts come sorted, so that
  // the order of a file never shows.
  bool is_container() const { return is(Kind::list) || is(Kind::map); }

 private:
  union Data {
    bool boolean;
    std::int64_t integer;
    std::uint64_t unsigned_integer;
    double number;
    const char* text;
    const Value* items;
    const MapEntry* entries;
    const base::Value* facts;
    const base::Map* fact_map;
    const Failure* failure;
  };
  Value(Kind kind, Data data, std::size_t size = 0, std::int32_t nanos = 0)
      : head_(head(kind, nanos)), size_(size), data_(data) {}
  Value(const base::List& facts)
      : head_(head(Kind::list, 0) | borrowed_bit),
        size_(facts.size()),
        data_{.facts = facts.data()} {}
  Value(const base::Map& facts)
      : head_(head(Kind::map, 0) | borrowed_bit), size_(facts.size()), data_{.fact_map = &facts} {}

  static constexpr std::uint64_t borrowed_bit = 0x100;
  static constexpr std::uint64_t head(Kind kind, std::int32_t nanos) {
    return static_cast<std::uint64_t>(kind) | static_cast<std::uint64_t>(nanos) << 32;
  }
  bool is_borrowed() const { return (head_ & borrowed_bit) != 0; }
  // One word: a copy that reads what was just written in parts waits for it.
  std::uint64_t head_ = 0;
  std::size_t size_ = 0;
  Data data_{.integer = 0};
};

struct MapEntry {
  Value key;
  Value value;
};

inline Value Value::map(std::span<const MapEntry> entries) {
  return {Kind::map, {.entries = entries.data()}, entries.size()};
}

inline Value Value::wrap(const base::Value& fact) {
  if (const auto* text = fact.string()) return string(*text);
  if (const auto* whole = fact.integer()) return integer(*whole);
  if (const auto* flag = fact.boolean()) return boolean(*flag);
  if (const auto* entries = fact.map()) return Value(*entries);
  if (const auto* items = fact.list()) return Value(*items);
  if (const auto* decimal = fact.number()) return number(*decimal);
  return {};
}

std::string_view type_name(Kind kind);

// Heterogeneous: 1 == 1u == 1.0; other kinds that differ are unequal. NaN equals nothing.
bool equal(const Value& a, const Value& b, std::int64_t& budget);
// -1, 0, 1; 2 when unordered (NaN); nothing when the two cannot be compared.
std::optional<int> compare(const Value& a, const Value& b);
// As a literal of the language, shortened: for traces and messages.
std::string describe(const Value& value);
// As JSON-like facts: timestamps and durations as text, bytes and types too.
base::Value to_facts(const Value& value);

}  // namespace andon::cel
