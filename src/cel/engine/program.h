// A compiled expression: nodes in one array, names resolved to slots, patterns compiled.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "cel/engine/syntax.h"

namespace andon::cel {

struct Function;

enum class Op : std::uint8_t {
  constant,
  variable,
  local,
  select,
  has,
  index,
  not_,
  negate,
  all_of,
  any_of,
  conditional,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  in,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  call,
  list,
  map,
  exists,
  all,
  exists_one,
  transform,
  transform_map,
  filter,
  bind,
  optional_select,
  optional_index,
  optional_entry,
  map_optional,       // optMap: slot is the local, b the expression
  flat_map_optional,  // optFlatMap
  failure,            // a name that nothing declares: fails when it is reached
};

struct Node {
  Op op = Op::constant;
  std::uint8_t variables = 0;  // of a macro: how many locals each step sets
  std::uint32_t begin = 0;     // in the source
  std::uint32_t end = 0;
  std::uint32_t place = 0;
  // Children; of calls, lists, maps, chains: `a` is the first in Program::arguments, `b` the count.
  // Of macros: a is the range, b the condition, c the transform; slot the loop's first local. Of
  // bind: a is the value, b the expression.
  std::uint32_t a = 0, b = 0, c = 0;
  // Index of the constant, the variable, the local; of `matches` 1 + the pattern.
  std::uint32_t slot = 0;
  std::string_view name;
  const Function* function = nullptr;
};

inline constexpr std::uint32_t no_node = 0xFFFFFFFF;

struct Program {
  std::string source;
  SyntaxTree tree;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> arguments;
  std::vector<Value> constants;
  std::vector<base::Regex> patterns;
  std::uint32_t root = 0;
  std::uint32_t locals = 0;
  std::uint32_t variables = 0;

  std::string_view text(const Node& node) const {
    return std::string_view(source).substr(node.begin, node.end - node.begin);
  }
};

}  // namespace andon::cel
