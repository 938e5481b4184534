#include "base/value.h"

#include <limits>

namespace andon::base {

Value::Value(unsigned long v) {
  if (v <= static_cast<unsigned long>(std::numeric_limits<std::int64_t>::max()))
    data_ = static_cast<std::int64_t>(v);
  else
    data_ = static_cast<double>(v);
}

std::string_view Value::text_or(std::string_view otherwise) const {
  const auto* text = string();
  return text ? std::string_view(*text) : otherwise;
}

std::int64_t Value::integer_or(std::int64_t otherwise) const {
  const auto* number_found = integer();
  return number_found ? *number_found : otherwise;
}

bool Value::boolean_or(bool otherwise) const {
  const auto* found = boolean();
  return found ? *found : otherwise;
}

const Value* Value::find(std::string_view key) const {
  const auto* entries = map();
  if (!entries) return nullptr;
  for (const auto& [name, value] : *entries)
    if (name == key) return &value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value& Value::operator[](std::string_view key) const {
  static const Value nothing;
  const auto* found = find(key);
  return found ? *found : nothing;
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Map{};
  if (auto* found = find(key)) return *found = std::move(value);
  auto& entries = std::get<Map>(data_);
  return entries.emplace_back(std::string(key), std::move(value)).second;
}

Value& Value::push(Value value) {
  if (is_null()) data_ = List{};
  return std::get<List>(data_).emplace_back(std::move(value));
}

std::string_view Value::kind_name() const {
  constexpr std::string_view names[] = {"null",   "boolean", "integer", "number",
                                        "string", "list",    "map"};
  return names[data_.index()];
}

}  // namespace andon::base
