// The standard functions, by name. An extension adds rows here.
#pragma once
#include <span>
#include <string_view>

#include "cel/engine/machine.h"

namespace andon::cel {

struct Call {
  Machine& machine;
  const Node& node;
  std::span<const Value> arguments;  // the target of a member call first; none is a failure

  std::size_t count() const { return arguments.size(); }
  const Value& operator[](std::size_t index) const { return arguments[index]; }
  bool are(std::initializer_list<Kind> kinds) const;
  Value no_overload() const;
  Value fail(FailureKind kind, std::string_view message) const {
    return machine.fail(node, kind, message);
  }
};

struct Function {
  std::string_view name;
  bool is_global;
  bool is_member;
  std::size_t least, most;  // values, the target counted
  Value (*run)(const Call& call);
  bool is_policy_only = false;
};

// Null when there is none.
const Function* find_function(std::string_view name);

std::span<const Function> text_functions();
std::span<const Function> conversion_functions();
std::span<const Function> time_functions();

}  // namespace andon::cel
