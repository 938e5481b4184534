// Shape: the type of a described noun as data: its fields, their types and what they mean. From it
// come the schema of facts, their table in the docs, and what the static check of rules declares.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace andon::model {

enum class ShapeKind { any, boolean, integer, text, instant, list, record };

struct Field;

struct Shape {
  ShapeKind kind = ShapeKind::any;
  bool is_nullable = false;
  std::vector<std::string> words;  // of a text that is one of a few
  std::vector<Shape> items;        // of a list: one shape
  std::vector<Field> fields;       // of a record

  const Field* find(std::string_view name) const;
  Field* find(std::string_view name);
};

struct Field {
  std::string name;
  std::string meaning;
  Shape shape;
};

// "text", "text or null", "list of text", "record": for tables and messages.
std::string type_text(const Shape& shape);
// JSON Schema (draft 7). No field is required: what is not known is left out of facts.
base::Value schema_of(const Shape& shape);

}  // namespace andon::model
