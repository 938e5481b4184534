#include "cel/engine/type_json.h"

#include <algorithm>

namespace andon::cel {
namespace {

using base::Result;

struct Word {
  std::string_view word;
  TypeKind kind;
};

constexpr Word primitives[] = {{"BOOL", TypeKind::boolean},
                               {"INT64", TypeKind::integer},
                               {"UINT64", TypeKind::unsigned_integer},
                               {"DOUBLE", TypeKind::number},
                               {"STRING", TypeKind::string},
                               {"BYTES", TypeKind::bytes}};
constexpr Word well_known[] = {
    {"ANY", TypeKind::dyn}, {"TIMESTAMP", TypeKind::timestamp}, {"DURATION", TypeKind::duration}};

std::unexpected<base::Error> unreadable(std::string_view what) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                    "{} is not in the JSON form of cel.expr.Type", what);
}

Result<Type> named(std::span<const Word> words, std::string_view name) {
  const auto found = std::ranges::find(words, name, &Word::word);
  if (found == words.end()) return unreadable(name);
  return Type{found->kind};
}

Result<std::vector<Type>> read_types(const base::Value& json) {
  std::vector<Type> out;
  if (const auto* items = json.list())
    for (const auto& item : *items) out.push_back(TRY(read_type(item)));
  return out;
}

// The messages that protobuf maps to JSON-like values are these values.
Type message(std::string_view name) {
  constexpr std::string_view prefix = "google.protobuf.";
  if (!name.starts_with(prefix)) return Type::record(std::string(name));
  const auto rest = name.substr(prefix.size());
  if (rest == "Timestamp") return {TypeKind::timestamp};
  if (rest == "Duration") return {TypeKind::duration};
  if (rest == "Any" || rest == "Value") return {};
  if (rest == "Struct") return Type::map({TypeKind::string}, {});
  if (rest == "ListValue") return Type::list({});
  constexpr Word wrappers[] = {{"BoolValue", TypeKind::boolean},
                               {"Int32Value", TypeKind::integer},
                               {"Int64Value", TypeKind::integer},
                               {"UInt32Value", TypeKind::unsigned_integer},
                               {"UInt64Value", TypeKind::unsigned_integer},
                               {"FloatValue", TypeKind::number},
                               {"DoubleValue", TypeKind::number},
                               {"StringValue", TypeKind::string},
                               {"BytesValue", TypeKind::bytes}};
  const auto found = std::ranges::find(wrappers, rest, &Word::word);
  if (found == std::end(wrappers)) return Type::record(std::string(name));
  return Type::nullable({found->kind});
}

base::Value one(std::string_view key, base::Value inside) {
  base::Value out{base::Map{}};
  out.set(key, std::move(inside));
  return out;
}

base::Value nothing() { return base::Value{base::Map{}}; }

std::string_view word_of(std::span<const Word> words, TypeKind kind) {
  const auto found = std::ranges::find(words, kind, &Word::kind);
  return found == words.end() ? std::string_view() : found->word;
}

// Only a function's signature can say what a parameter stands for.
Type without_parameters(const Type& type) {
  if (type.is(TypeKind::parameter)) return {};
  Type out{type.kind, type.name, {}};
  for (const auto& inside : type.parameters) out.parameters.push_back(without_parameters(inside));
  return out;
}

}  // namespace

Result<Type> read_type(const base::Value& json) {
  const auto* entries = json.map();
  if (!entries || entries->size() > 1) return unreadable("a type");
  if (entries->empty()) return Type{};
  const auto& [kind, inside] = entries->front();
  if (kind == "dyn" || kind == "error") return Type{};
  if (kind == "null") return Type{TypeKind::null};
  if (kind == "primitive") return named(primitives, inside.text_or());
  if (kind == "wellKnown") return named(well_known, inside.text_or());
  if (kind == "wrapper") return Type::nullable(TRY(named(primitives, inside.text_or())));
  if (kind == "messageType") return message(inside.text_or());
  if (kind == "typeParam") return Type::parameter(std::string(inside.text_or()));
  if (kind == "listType") {
    const auto* element = inside.find("elemType");
    return Type::list(element ? TRY(read_type(*element)) : Type{});
  }
  if (kind == "mapType") {
    Type key, value;
    if (const auto* found = inside.find("keyType")) key = TRY(read_type(*found));
    if (const auto* found = inside.find("valueType")) value = TRY(read_type(*found));
    return Type::map(std::move(key), std::move(value));
  }
  if (kind == "type") {
    Type out{TypeKind::type};
    if (inside.map() && !inside.map()->empty()) out.parameters.push_back(TRY(read_type(inside)));
    return out;
  }
  if (kind == "abstractType") {
    Type out{TypeKind::abstract, std::string(inside["name"].text_or()), {}};
    out.parameters = TRY(read_types(inside["parameterTypes"]));
    return out;
  }
  return unreadable(kind);
}

base::Value write_type(const Type& type) {
  if (const auto word = word_of(primitives, type.kind); !word.empty())
    return one("primitive", word);
  switch (type.kind) {
    case TypeKind::null:
      return one("null", {});
    case TypeKind::timestamp:
    case TypeKind::duration:
      return one("wellKnown", word_of(well_known, type.kind));
    case TypeKind::list:
      return one("listType", one("elemType", write_type(type.parameters[0])));
    case TypeKind::map: {
      base::Value inside = one("keyType", write_type(type.parameters[0]));
      inside.set("valueType", write_type(type.parameters[1]));
      return one("mapType", std::move(inside));
    }
    case TypeKind::type:
      return one("type", type.parameters.empty() ? nothing() : write_type(type.parameters[0]));
    case TypeKind::nullable: {
      const auto word = word_of(primitives, type.parameters[0].kind);
      return word.empty() ? write_type(type.parameters[0]) : one("wrapper", word);
    }
    case TypeKind::record:
      return one("messageType", type.name);
    case TypeKind::parameter:
      return one("typeParam", type.name);
    case TypeKind::abstract: {
      base::Value inside = one("name", type.name);
      base::Value parameters{base::List{}};
      for (const auto& parameter : type.parameters) parameters.push(write_type(parameter));
      if (!type.parameters.empty()) inside.set("parameterTypes", std::move(parameters));
      return one("abstractType", std::move(inside));
    }
    default:
      return one("dyn", nothing());
  }
}

Result<void> read_declaration(const base::Value& json, Declarations& out) {
  const auto name = json["name"].text_or();
  if (name.empty()) return unreadable("a declaration without a name");
  if (const auto* ident = json.find("ident")) {
    Type type;
    if (const auto* found = ident->find("type")) type = without_parameters(TRY(read_type(*found)));
    out.variables.push_back({std::string(name), std::move(type)});
    return {};
  }
  FunctionType function{std::string(name)};
  const auto* overloads = json["function"]["overloads"].list();
  if (!overloads) return unreadable("a declaration that is neither ident nor function");
  for (const auto& overload : *overloads) {
    Overload mine;
    mine.is_member = overload["isInstanceFunction"].boolean_or(false);
    mine.parameters = TRY(read_types(overload["params"]));
    if (const auto* result = overload.find("resultType")) mine.result = TRY(read_type(*result));
    function.overloads.push_back(std::move(mine));
  }
  out.functions.push_back(std::move(function));
  return {};
}

}  // namespace andon::cel
