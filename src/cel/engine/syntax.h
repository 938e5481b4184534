// The expression as it was written: what the compiler and, later, the static check walk.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/value.h"

namespace andon::cel {

enum class Form : std::uint8_t {
  literal,          // value
  identifier,       // name; is_absolute when written ".name"
  select,           // children[0].name
  index,            // children[0][children[1]]
  call,             // name(children...); is_absolute when ".name(...)"
  member_call,      // children[0].name(children[1]...)
  list,             // children
  map,              // key, value, key, value ...
  message,          // name{...}: parsed, never built (no protobuf here)
  unary,            // name is "!" or "-"
  binary,           // name is the operator
  all_of,           // &&, any number of children
  any_of,           // ||
  conditional,      // children: condition, then, otherwise
  optional_select,  // children[0].?name
  optional_index,   // children[0][?children[1]]
  optional_entry,   // of a list or the value of a map: ?children[0], left out when it is none
};

struct Syntax {
  Form form = Form::literal;
  bool is_absolute = false;
  std::uint32_t begin = 0;  // offsets in the source
  std::uint32_t end = 0;
  std::uint32_t place = 0;  // of the operator or name: what messages point at
  std::uint32_t height = 1;
  std::string_view name{};
  Value value{};
  std::vector<std::uint32_t> children{};
};

struct SyntaxTree {
  std::string_view source;
  std::vector<Syntax> nodes;
  std::uint32_t root = 0;
  std::deque<std::string> texts;  // what literals point into; a deque does not move its elements
};

// The source must outlive the tree.
base::Result<SyntaxTree> parse(std::string_view source);

}  // namespace andon::cel
