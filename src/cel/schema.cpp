#include <algorithm>

#include "base/limits.h"
#include "base/value.h"
#include "cel/type.h"

namespace andon::cel {
namespace {

// A schema may refer to itself: a record is known by name before its fields are.
class SchemaReader {
 public:
  SchemaReader(const base::Value& root, Declarations& declarations)
      : root_(root), declarations_(declarations) {}

  Type read(const base::Value& schema, std::string_view name) {
    if (++depth_ > base::limits::cel_depth) return {};
    Type out = one(schema, name);
    --depth_;
    return out;
  }

 private:
  Type one(const base::Value& schema, std::string_view name) {
    if (const auto reference = schema["$ref"].text_or(); !reference.empty())
      return referred(reference);
    for (const auto* choice : {"anyOf", "oneOf"})
      if (const auto* choices = schema[choice].list()) return one_of_schemas(*choices, name);
    const auto& type = schema["type"];
    if (const auto* kinds = type.list()) return one_of(*kinds, schema, name);
    return of_kind(type.text_or(), schema, name);
  }

  // Something or null; any other choice is open.
  Type one_of_schemas(const base::List& choices, std::string_view name) {
    const base::Value* only = nullptr;
    bool may_be_null = false;
    for (const auto& choice : choices) {
      if (choice["type"].text_or() == "null") {
        may_be_null = true;
      } else if (!only) {
        only = &choice;
      } else {
        return {};
      }
    }
    return or_null(only ? read(*only, name) : Type{TypeKind::null}, may_be_null);
  }

  static Type or_null(Type type, bool may_be_null) {
    if (!may_be_null || type.is(TypeKind::dyn) || type.is(TypeKind::null)) return type;
    return Type::nullable(std::move(type));
  }

  // ["string", "null"]: a string or null; any other choice is open.
  Type one_of(const base::List& kinds, const base::Value& schema, std::string_view name) {
    std::string_view kind;
    bool may_be_null = false;
    for (const auto& each : kinds) {
      if (each.text_or() == "null") {
        may_be_null = true;
      } else if (kind.empty()) {
        kind = each.text_or();
      } else {
        return {};
      }
    }
    return or_null(of_kind(kind, schema, name), may_be_null);
  }

  Type of_kind(std::string_view kind, const base::Value& schema, std::string_view name) {
    if (kind == "string") return {TypeKind::string};
    if (kind == "integer") return {TypeKind::integer};
    if (kind == "number") return {TypeKind::number};
    if (kind == "boolean") return {TypeKind::boolean};
    if (kind == "null") return {TypeKind::null};
    if (kind == "array") {
      const auto* items = schema.find("items");
      return Type::list(items ? read(*items, singular(name)) : Type{});
    }
    if (kind == "object") return object(schema, name);
    const auto* values = schema["enum"].list();
    if (schema["const"].is_string() ||
        (values && std::ranges::all_of(*values, &base::Value::is_string)))
      return {TypeKind::string};
    return {};
  }

  Type object(const base::Value& schema, std::string_view name) {
    const auto* properties = schema["properties"].map();
    const auto& others = schema["additionalProperties"];
    if (!properties)
      return Type::map({TypeKind::string}, others.is_map() ? read(others, singular(name)) : Type{});
    // Fields that are not named cannot be misspelt.
    if (others.boolean_or(false) || others.is_map()) return Type::map({TypeKind::string}, {});
    return record(*properties, name);
  }

  Type record(const base::Map& properties, std::string_view name) {
    std::string unique(name);
    const auto is_taken = [&] {
      return std::ranges::find(declarations_.records, unique, &Record::name) !=
             declarations_.records.end();
    };
    for (int i = 2; is_taken(); ++i) unique = fmt::format("{} {}", name, i);
    const std::size_t index = declarations_.records.size();
    declarations_.records.push_back({unique});
    std::vector<NamedType> fields;
    for (const auto& [field, inside] : properties) fields.push_back({field, read(inside, field)});
    declarations_.records[index].fields = std::move(fields);
    return Type::record(unique);
  }

  Type referred(std::string_view reference) {
    constexpr std::string_view prefix = "#/$defs/";
    if (!reference.starts_with(prefix)) return {};
    const auto name = reference.substr(prefix.size());
    const auto known = std::ranges::find(declarations_.records, name, &Record::name);
    if (known != declarations_.records.end()) return Type::record(known->name);
    const auto* schema = root_["$defs"].find(name);
    return schema ? read(*schema, name) : Type{};
  }

  // What one of "findings" is called.
  static std::string_view singular(std::string_view name) {
    if (name.size() > 1 && name.ends_with('s')) name.remove_suffix(1);
    return name;
  }

  const base::Value& root_;
  Declarations& declarations_;
  std::size_t depth_ = 0;
};

}  // namespace

Type type_of_schema(const base::Value& schema, const base::Value& root, std::string_view name,
                    Declarations& declarations) {
  return SchemaReader(root, declarations).read(schema, name);
}

}  // namespace andon::cel
