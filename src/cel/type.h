// The types that the static check speaks of, and what an expression may name: variables, records
// with their fields, functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/cel.h"

namespace andon::cel {

enum class TypeKind : std::uint8_t {
  dyn,  // anything: looked at only when evaluated
  null,
  boolean,
  integer,
  unsigned_integer,
  number,
  string,
  bytes,
  timestamp,
  duration,
  list,       // parameters: the element
  map,        // parameters: key, value
  type,       // parameters: the type that it is, or none
  nullable,   // parameters: what it is unless null
  record,     // name: a Record of the declarations
  abstract,   // name and parameters: something that only functions look into
  parameter,  // name: stands for a type in the signature of a function
};

struct Type {
  TypeKind kind = TypeKind::dyn;
  std::string name{};
  std::vector<Type> parameters{};

  static Type list(Type element) { return {TypeKind::list, {}, {std::move(element)}}; }
  static Type map(Type key, Type value) {
    return {TypeKind::map, {}, {std::move(key), std::move(value)}};
  }
  static Type nullable(Type inside) { return {TypeKind::nullable, {}, {std::move(inside)}}; }
  static Type record(std::string name) { return {TypeKind::record, std::move(name), {}}; }
  static Type optional(Type inside) {
    return {TypeKind::abstract, "optional_type", {std::move(inside)}};
  }
  static Type type(Type of) { return {TypeKind::type, {}, {std::move(of)}}; }
  static Type parameter(std::string name) { return {TypeKind::parameter, std::move(name), {}}; }
  bool is(TypeKind k) const { return kind == k; }
  friend bool operator==(const Type&, const Type&) = default;
};

// "list(map(string, int))", "int or null".
std::string describe(const Type& type);

// Most have a name alone; a variable, a field and a declared type of an answer share this shape.
struct NamedType {
  std::string name;
  Type type{};
};

struct Record {
  std::string name;
  std::vector<NamedType> fields{};
};

struct Overload {
  bool is_member = false;          // the target is the first of the parameters
  bool takes_any_numbers = false;  // one or more numbers, or one list of them; gives one of them
  std::vector<Type> parameters{};
  Type result{};
};

struct FunctionType {
  std::string name;
  std::vector<Overload> overloads{};
};

struct Declarations {
  std::vector<NamedType> variables{};
  std::vector<Record> records{};
  std::vector<FunctionType> functions{};
  std::string container{};
  Dialect dialect = Dialect::standard;
};

// The type of what the expression gives. Errors are "line:column: what" within the source, origin
// configuration: a name, field or function that nothing declares (with the nearest that is), or
// values that an operator or function does not take.
base::Result<Type> check(std::string_view source, const Declarations& declarations);

// A type as JSON Schema describes it (type, properties, items, additionalProperties, anyOf with
// null, enum, const, $ref to "#/$defs/..." of `root`): objects with properties become records of
// `declarations`, named `name` and below. What the schema leaves open is dyn.
Type type_of_schema(const base::Value& schema, const base::Value& root, std::string_view name,
                    Declarations& declarations);

}  // namespace andon::cel
