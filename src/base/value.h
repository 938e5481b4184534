// Value: the one document tree for JSON, YAML and TOML: plain data, ordered maps, and for files
// that people write the place of each node. Reading and writing it: json.h, yaml.h, toml.h.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace andon::base {

class Value;
using List = std::vector<Value>;
using Entry = std::pair<std::string, Value>;
using Map = std::vector<Entry>;  // in the order of the file; readers refuse duplicate keys

class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool v) : data_(v) {}
  Value(int v) : data_(static_cast<std::int64_t>(v)) {}
  Value(unsigned v) : data_(static_cast<std::int64_t>(v)) {}
  Value(long v) : data_(static_cast<std::int64_t>(v)) {}
  Value(long long v) : data_(static_cast<std::int64_t>(v)) {}
  // Above 2^63-1 the value becomes a double, as in JSON readers everywhere.
  Value(unsigned long v);
  Value(double v) : data_(v) {}
  Value(const char* v) : data_(std::string(v)) {}
  Value(std::string_view v) : data_(std::string(v)) {}
  Value(std::string v) : data_(std::move(v)) {}
  Value(List v) : data_(std::move(v)) {}
  Value(Map v) : data_(std::move(v)) {}

  bool is_null() const { return data_.index() == 0; }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_double() const { return std::holds_alternative<double>(data_); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<List>(data_); }
  bool is_map() const { return std::holds_alternative<Map>(data_); }

  // Null pointer when the value is of another kind.
  const bool* boolean() const { return std::get_if<bool>(&data_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
  const double* number() const { return std::get_if<double>(&data_); }
  const std::string* string() const { return std::get_if<std::string>(&data_); }
  const List* list() const { return std::get_if<List>(&data_); }
  const Map* map() const { return std::get_if<Map>(&data_); }
  List* list() { return std::get_if<List>(&data_); }
  Map* map() { return std::get_if<Map>(&data_); }

  // Lenient reading: the default when the value is of another kind.
  std::string_view text_or(std::string_view otherwise = {}) const;
  std::int64_t integer_or(std::int64_t otherwise) const;
  bool boolean_or(bool otherwise) const;

  // The entry of a map; null pointer when this is no map or has no such key.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  // find, and find in that, ...: value.at("a", "b"); a static null where the path ends.
  const Value& operator[](std::string_view key) const;
  // Makes this a map when it is null; replaces the entry of that key or appends one.
  Value& set(std::string_view key, Value value);
  // Makes this a list when it is null.
  Value& push(Value value);

  // "null", "boolean", "integer", "number", "string", "list", "map": for messages.
  std::string_view kind_name() const;

  // Where it stood in its file, 1-based; 0 where unknown. Not part of equality.
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
};

}  // namespace andon::base
