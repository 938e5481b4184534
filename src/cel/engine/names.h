// How names are looked up, the same for the static check and the compiler (langdef.md, "Name
// resolution"), and the macros that both know.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "cel/engine/program.h"

namespace andon::cel {

// "a.b.c" when the node is a chain of names and nothing else, "" otherwise.
std::string qualified_name(const SyntaxTree& tree, const Syntax& syntax);

// The name within the container, within what contains that, ..., and alone.
std::vector<std::string> candidates(std::string_view container, std::string_view name,
                                    bool is_absolute);

struct Macro {
  std::string_view name;
  std::size_t arguments;       // the target not counted
  std::uint8_t variables = 1;  // names that come first
  Op op;
};

// A loop over the target; null when this is an ordinary call.
const Macro* find_macro(const Syntax& member_call);
// target.optMap(name, expression), target.optFlatMap(name, expression)
bool is_optional_macro(const Syntax& member_call);
// cel.bind(name, value, expression)
bool is_bind(const SyntaxTree& tree, const Syntax& member_call);

// The kind of value that a type's name stands for, Kind::failure when it is no type.
Kind kind_named(std::string_view name);

}  // namespace andon::cel
