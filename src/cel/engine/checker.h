// The static check: infers a type for each node of the syntax tree, bottom up.
#pragma once

#include "cel/engine/names.h"
#include "cel/engine/unifier.h"

namespace andon::cel {

class Checker {
 public:
  Checker(const SyntaxTree& tree, const Declarations& declarations)
      : tree_(tree), declarations_(declarations) {}
  base::Result<Type> run();
  // Whether a value of the declared types can no longer meet an operator that does not take it.
  bool is_certain() const { return unifier_.is_certain() && is_certain_; }

 private:
  using Checked = base::Result<Type>;

  Checked check(std::uint32_t index);
  Checked infer(const Syntax& syntax);
  Checked check_chain(const Syntax& last);
  Checked check_operator(const Syntax& syntax);
  Checked check_conditions(const Syntax& syntax);
  Checked check_list(const Syntax& syntax);
  Checked check_map(const Syntax& syntax);
  Checked check_call(const Syntax& syntax);
  Checked check_member_call(const Syntax& syntax);
  Checked check_has(const Syntax& syntax);
  Checked check_macro(const Syntax& syntax, const Macro& macro);
  Checked check_bind(const Syntax& syntax);
  Checked check_optional(const Syntax& syntax);
  Checked check_optional_macro(const Syntax& syntax);
  // The types of the variables of a loop over the target.
  base::Result<std::vector<Type>> loop_variables(const Syntax& syntax, const Macro& macro);

  Checked field(const Syntax& select, const Type& of);
  Checked resolve_call(const Syntax& syntax, std::span<const std::uint32_t> arguments,
                       const std::vector<Overload>& overloads, std::string_view name);
  Checked result_of(const Syntax& syntax, std::span<const Overload> overloads,
                    std::span<const Type> given, std::string_view name);
  std::optional<Type> one_of_numbers(std::span<const Type> given);
  base::Result<void> expect_key(std::uint32_t index, const Type& given);
  base::Result<void> expect_bool(std::uint32_t index, std::string_view of);

  std::optional<Type> find_name(std::string_view name) const;
  std::vector<Overload> find_overloads(std::string_view name, bool is_absolute) const;
  base::Result<std::string_view> variable_name(const Syntax& macro, std::size_t child) const;
  std::string undeclared_text(const Syntax& root) const;
  const Syntax& at(std::uint32_t index) const { return tree_.nodes[index]; }
  std::unexpected<base::Error> error(const Syntax& syntax, std::string message) const;

  const SyntaxTree& tree_;
  const Declarations& declarations_;
  Unifier unifier_;
  bool is_certain_ = true;
  struct Local {
    std::string_view name;
    Type type;
  };
  std::vector<Local> scope_;
};

}  // namespace andon::cel
