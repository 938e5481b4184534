// The functions, by name: what each takes, as the static check sees it, and what it does. An
// extension adds rows here.
#pragma once
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/cel.h"
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
  // A string of this evaluation, paid for by its length.
  Value text(std::string_view made) const;
  Value optional_of(const Value& inside) const { return machine.optional_of(inside); }
};

// `signatures` lists overloads as "(string, A) int | .(list(A)) A": a dot where the first value is
// the target of a member call, one capital letter for any type, "(number*) number" for numbers of
// any kind and count (signature.h reads them).
struct Function {
  std::string_view name;
  std::string_view signatures;
  Value (*run)(const Call& call);
  bool is_policy_only = false;
  bool is_global = false;
  bool is_member = false;
  std::size_t least = std::numeric_limits<std::size_t>::max();  // values, the target counted
  std::size_t most = 0;

  constexpr Function(std::string_view the_name, std::string_view the_signatures,
                     Value (*what)(const Call&), Dialect dialect = Dialect::standard)
      : name(the_name),
        signatures(the_signatures),
        run(what),
        is_policy_only(dialect == Dialect::policy) {
    for (std::size_t i = 0; i < signatures.size(); ++i) {
      // Values begin after nothing, a blank or a dot; the parentheses of a type after its name.
      const char before = i == 0 ? ' ' : signatures[i - 1];
      if (signatures[i] != '(' || (before != ' ' && before != '.')) continue;
      (before == '.' ? is_member : is_global) = true;
      std::size_t depth = 1, count = signatures[i + 1] == ')' ? 0 : 1;
      while (depth > 0) {
        const char c = signatures[++i];
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == ',' && depth == 1) ++count;
      }
      least = std::min(least, count);
      most = std::max(most, signatures[i - 1] == '*' ? any_count : count);
    }
  }

  static constexpr std::size_t any_count = std::numeric_limits<std::size_t>::max();
};

// Null when there is none.
const Function* find_function(std::string_view name);
std::vector<const Function*> all_functions();
// ", did you mean 'size'?" or nothing.
std::string nearest_function(std::string_view name);

std::span<const Function> text_functions();
std::span<const Function> string_functions();
std::span<const Function> math_functions();
std::span<const Function> optional_functions();
std::span<const Function> conversion_functions();
std::span<const Function> time_functions();

}  // namespace andon::cel
