// From syntax to program: resolves names, expands macros into loops, compiles constant patterns.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cel/cel.h"
#include "cel/engine/names.h"

namespace andon::cel {

class Compiler {
 public:
  explicit Compiler(const Environment& environment);
  base::Result<std::unique_ptr<Program>> run(std::string_view source);

 private:
  using Compiled = base::Result<std::uint32_t>;

  Compiled compile(std::uint32_t syntax);
  Compiled compile_chain(const Syntax& syntax);
  Compiled compile_call(const Syntax& syntax);
  Compiled compile_member_call(const Syntax& syntax);
  Compiled compile_function(const Syntax& syntax, const Function& function,
                            std::span<const std::uint32_t> arguments);
  Compiled compile_has(const Syntax& syntax);
  Compiled compile_macro(const Syntax& syntax, const Macro& macro);
  Compiled compile_bind(const Syntax& syntax);
  Compiled compile_optional(const Syntax& syntax);
  Compiled compile_optional_macro(const Syntax& syntax);
  Compiled compile_operator(const Syntax& syntax);
  Compiled compile_many(const Syntax& syntax, Op op);
  Compiled undeclared(const Syntax& syntax, std::string message);
  base::Result<void> compile_pattern(Node& node, const Syntax& pattern);

  // The slot of a variable or the constant of a type with that name, as a node.
  std::uint32_t find_name(const Syntax& syntax, std::string_view name);
  base::Result<void> declare_local(const Syntax& macro, const Syntax& variable);
  const Function* find_callable(std::string_view name, bool is_absolute) const;
  std::uint32_t add(Node node);
  std::uint32_t constant(const Syntax& syntax, Value value);
  Node node_of(const Syntax& syntax, Op op) const;
  const Syntax& at(std::uint32_t syntax) const { return program_->tree.nodes[syntax]; }
  std::unexpected<base::Error> error(const Syntax& syntax, std::string message) const;

  const Environment& environment_;
  std::unique_ptr<Program> program_;
  struct Local {
    std::string_view name;
    std::uint32_t slot;
  };
  std::vector<Local> scope_;
};

}  // namespace andon::cel
