// A value of the expression language: 24 bytes, trivially copied, owning nothing. Strings, lists
// and maps point into the facts (base::Value), the compiled expression or the arena of one
// evaluation, and live as long as these.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/value.h"

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

// Seconds since 1970 (timestamp) or of length (duration); 0 <= nanos < 1e9 for both.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

enum class FailureKind : std::uint8_t {
  no_such_field,
  no_such_overload,
  undeclared,
  overflow,
  out_of_range,
  bad_argument,
  unknown,
  out_of_budget
};

// Why an expression has no value. `unknown` and `no_such_field` are what policy calls "missing".
struct Failure {
  FailureKind kind = FailureKind::bad_argument;
  std::uint32_t offset = 0;  // in the source of the expression
  std::string_view message;
};

struct MapEntry;

class Value {
 public:
  Value() = default;  // null
  static Value boolean(bool v);
  static Value integer(std::int64_t v);
  static Value unsigned_integer(std::uint64_t v);
  static Value number(double v);
  static Value string(std::string_view v);
  static Value bytes(std::string_view v);
  static Value timestamp(Moment v);
  static Value duration(Moment v);
  static Value type(std::string_view name);
  static Value list(std::span<const Value> items);
  static Value map(std::span<const MapEntry> entries);
  static Value optional(const Value* inside);  // null for none
  static Value failure(const Failure* failure);
  // Borrows: the facts must outlive the value.
  static Value wrap(const base::Value& fact);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_true() const { return kind_ == Kind::boolean && data_.boolean; }
  bool is_false() const { return kind_ == Kind::boolean && !data_.boolean; }

  // Each asks the caller to have looked at kind().
  bool as_boolean() const { return data_.boolean; }
  std::int64_t as_integer() const { return data_.integer; }
  std::uint64_t as_unsigned() const { return data_.unsigned_integer; }
  double as_number() const { return data_.number; }
  std::string_view text() const { return {data_.text, size_}; }  // string, bytes, type
  Moment moment() const { return {data_.integer, nanos_}; }
  const Failure& failure() const { return *data_.failure; }

  // Lists and maps: the number of elements; strings and bytes: of bytes.
  std::size_t size() const { return size_; }
  Value item(std::size_t index) const;
  MapEntry entry(std::size_t index) const;
  // Maps only. Steps are taken off the budget for each entry that was looked at.
  std::optional<Value> find(const Value& key, std::int64_t& budget) const;
  const base::Map* borrowed_map() const;
  // The elements of a list, the keys of a map: what macros walk. Keys of facts come sorted, so that
  // the order of a file never shows.
  bool is_container() const { return kind_ == Kind::list || kind_ == Kind::map; }

 private:
  Kind kind_ = Kind::null;
  bool is_borrowed_ = false;
  std::int32_t nanos_ = 0;
  std::size_t size_ = 0;
  union {
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
  } data_{.integer = 0};
};

struct MapEntry {
  Value key;
  Value value;
};

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
