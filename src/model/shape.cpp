#include "model/shape.h"

#include <algorithm>

namespace andon::model {

const Field* Shape::find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

Field* Shape::find(std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

namespace {

std::string plain_type(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::any:
      return "any";
    case ShapeKind::boolean:
      return "true or false";
    case ShapeKind::integer:
      return "whole number";
    case ShapeKind::text:
      break;
    case ShapeKind::instant:
      return "instant (text, RFC 3339)";
    case ShapeKind::list:
      return "list of " + (shape.items.empty() ? "any" : plain_type(shape.items[0]));
    case ShapeKind::record:
      return "record";
  }
  if (shape.words.empty()) return "text";
  std::string out;
  for (const auto& word : shape.words) out += (out.empty() ? "" : ", ") + word;
  return "one of " + out;
}

}  // namespace

std::string type_text(const Shape& shape) {
  return plain_type(shape) + (shape.is_nullable ? ", or null" : "");
}

base::Value schema_of(const Shape& shape) {
  base::Value out{base::Map{}};
  const auto type = [&](std::string_view name) {
    if (shape.is_nullable)
      out.set("type", base::List{name, "null"});
    else
      out.set("type", name);
  };
  switch (shape.kind) {
    case ShapeKind::any:
      break;
    case ShapeKind::boolean:
      type("boolean");
      break;
    case ShapeKind::integer:
      type("integer");
      break;
    case ShapeKind::instant:
      type("string");
      out.set("format", "date-time");
      break;
    case ShapeKind::text: {
      type("string");
      if (shape.words.empty()) break;
      auto& all = out.set("enum", base::List{});
      for (const auto& word : shape.words) all.push(word);
      if (shape.is_nullable) all.push(nullptr);
      break;
    }
    case ShapeKind::list:
      type("array");
      out.set("items", shape.items.empty() ? base::Value{base::Map{}} : schema_of(shape.items[0]));
      break;
    case ShapeKind::record: {
      type("object");
      base::Value properties{base::Map{}};
      for (const auto& field : shape.fields) {
        auto& property = properties.set(field.name, schema_of(field.shape));
        if (!field.meaning.empty()) property.set("description", field.meaning);
      }
      out.set("properties", std::move(properties));
      out.set("additionalProperties", false);
      break;
    }
  }
  return out;
}

}  // namespace andon::model
