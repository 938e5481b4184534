// Calls, macros, and which overload it is.
#include <algorithm>

#include "base/text.h"
#include "cel/engine/checker.h"
#include "cel/engine/functions.h"
#include "cel/engine/lexer.h"
#include "cel/engine/signature.h"

namespace andon::cel {

std::vector<Overload> Checker::find_overloads(std::string_view name, bool is_absolute) const {
  for (const auto& candidate : candidates(declarations_.container, name, is_absolute)) {
    std::vector<Overload> out;
    const auto declared =
        std::ranges::find(declarations_.functions, candidate, &FunctionType::name);
    if (declared != declarations_.functions.end()) out = declared->overloads;
    const Function* function = find_function(candidate);
    if (function && (!function->is_policy_only || declarations_.dialect == Dialect::policy))
      for (const auto& overload : function_overloads(candidate)) out.push_back(overload);
    if (!out.empty()) return out;
  }
  return {};
}

namespace {

bool keep(std::vector<Overload>& overloads, bool (*is_kept)(const Overload&)) {
  std::erase_if(overloads, [&](const Overload& overload) { return !is_kept(overload); });
  return !overloads.empty();
}

bool is_global(const Overload& overload) { return !overload.is_member; }
bool is_member(const Overload& overload) { return overload.is_member; }

}  // namespace

Checker::Checked Checker::check_call(const Syntax& syntax) {
  if (syntax.name == "has" && !syntax.is_absolute) return check_has(syntax);
  auto overloads = find_overloads(syntax.name, syntax.is_absolute);
  if (!keep(overloads, is_global))
    return error(syntax, fmt::format("no function is called '{}'{}", syntax.name,
                                     nearest_function(syntax.name)));
  return resolve_call(syntax, syntax.children, overloads, syntax.name);
}

Checker::Checked Checker::check_member_call(const Syntax& syntax) {
  if (const Macro* macro = find_macro(syntax)) return check_macro(syntax, *macro);
  if (is_bind(tree_, syntax)) return check_bind(syntax);
  if (is_optional_macro(syntax)) return check_optional_macro(syntax);
  const auto prefix = qualified_name(tree_, at(syntax.children[0]));
  if (!prefix.empty()) {
    const auto name = fmt::format("{}.{}", prefix, syntax.name);
    auto overloads = find_overloads(name, false);
    if (keep(overloads, is_global))
      return resolve_call(syntax, std::span(syntax.children).subspan(1), overloads, name);
  }
  auto overloads = find_overloads(syntax.name, true);
  if (!keep(overloads, is_member))
    return error(syntax, fmt::format("no function is called '{}'{}", syntax.name,
                                     nearest_function(syntax.name)));
  return resolve_call(syntax, syntax.children, overloads, syntax.name);
}

Checker::Checked Checker::resolve_call(const Syntax& syntax,
                                       std::span<const std::uint32_t> arguments,
                                       const std::vector<Overload>& overloads,
                                       std::string_view name) {
  std::vector<Type> given;
  for (const auto argument : arguments) given.push_back(TRY(check(argument)));
  return result_of(syntax, overloads, given, name);
}

// The common result of all overloads that take the values; dyn when they differ.
Checker::Checked Checker::result_of(const Syntax& syntax, std::span<const Overload> overloads,
                                    std::span<const Type> given, std::string_view name) {
  std::optional<Type> result;
  for (const auto& overload : overloads) {
    if (overload.takes_any_numbers) {
      result = one_of_numbers(given);
      continue;
    }
    if (overload.parameters.size() != given.size()) continue;
    const Overload mine = unifier_.instantiate(overload);
    if (!unifier_.fit(given, mine.parameters)) continue;
    const Type its = unifier_.resolved(mine.result);
    if (result && *result != its)
      result = Type{};
    else
      result = its;
  }
  if (result) return *result;
  std::string kinds;
  for (const auto& type : given)
    kinds += (kinds.empty() ? "" : ", ") + describe(unifier_.finished(type));
  return error(syntax, fmt::format("'{}' does not take ({})", name, kinds));
}

std::optional<Type> Checker::one_of_numbers(std::span<const Type> given) {
  if (given.empty()) return std::nullopt;
  if (given.size() == 1) {
    const Type alone = unifier_.head(given[0]);
    if (alone.is(TypeKind::list)) return one_of_numbers(std::span(alone.parameters));
  }
  Type out = given[0];
  for (const auto& type : given) {
    const Type& top = unifier_.head(type);
    const bool is_number = top.is(TypeKind::integer) || top.is(TypeKind::unsigned_integer) ||
                           top.is(TypeKind::number) || top.is(TypeKind::dyn) ||
                           top.is(TypeKind::parameter);
    if (!is_number) return std::nullopt;
    out = unifier_.joined(out, type);
  }
  return out;
}

Checker::Checked Checker::check_has(const Syntax& syntax) {
  if (syntax.children.size() != 1 || at(syntax.children[0]).form != Form::select)
    return error(syntax, "has() takes one field, such as has(finding.waiver)");
  const Syntax& select = at(syntax.children[0]);
  const Type target = TRY(check(select.children[0]));
  TRY(field(select, target));
  return Type{TypeKind::boolean};
}

base::Result<std::string_view> Checker::variable_name(const Syntax& macro,
                                                      std::size_t child) const {
  const Syntax& variable = at(macro.children[child]);
  if (variable.form != Form::identifier || variable.is_absolute)
    return error(variable, fmt::format("{} takes the name of a variable first", macro.name));
  return variable.name;
}

base::Result<std::vector<Type>> Checker::loop_variables(const Syntax& syntax, const Macro& macro) {
  const Type given = TRY(check(syntax.children[0]));
  Type range = unifier_.head(given);
  if (range.is(TypeKind::dyn) || range.is(TypeKind::nullable)) is_certain_ = false;
  if (range.is(TypeKind::nullable)) range = unifier_.head(range.parameters[0]);
  if (range.is(TypeKind::parameter)) (void)unifier_.fits({}, range);
  const bool is_open = range.is(TypeKind::dyn) || range.is(TypeKind::parameter);
  if (is_open) return std::vector<Type>(macro.variables);
  if (range.is(TypeKind::list)) {
    if (macro.variables == 1) return range.parameters;
    return std::vector<Type>{Type{TypeKind::integer}, range.parameters[0]};
  }
  if (range.is(TypeKind::map)) {
    range.parameters.resize(macro.variables);
    return range.parameters;
  }
  return error(syntax, fmt::format("{} walks a list or a map, this is {}", syntax.name,
                                   describe(unifier_.finished(range))));
}

Checker::Checked Checker::check_macro(const Syntax& syntax, const Macro& macro) {
  auto types = TRY(loop_variables(syntax, macro));
  const std::size_t outer = scope_.size();
  for (std::size_t i = 0; i < macro.variables; ++i) {
    const auto name = TRY(variable_name(syntax, i + 1));
    scope_.push_back({name, types[i]});
  }
  const std::size_t first = macro.variables + 1u;
  const bool is_transform = macro.op == Op::transform || macro.op == Op::transform_map;
  if (!is_transform || syntax.children.size() - first == 2)
    TRY(expect_bool(syntax.children[first], syntax.name));
  Type out{TypeKind::boolean};
  if (macro.op == Op::filter) {
    out = Type::list(types[0]);
  } else if (is_transform) {
    Type made = TRY(check(syntax.children.back()));
    out = macro.op == Op::transform ? Type::list(std::move(made))
                                    : Type::map(types[0], std::move(made));
  }
  scope_.resize(outer);
  return out;
}

// The value of an entry, or the field of a target that may lack it.
Checker::Checked Checker::check_optional(const Syntax& syntax) {
  const Type given = TRY(check(syntax.children[0]));
  if (syntax.form == Form::optional_select) {
    const Type target = unifier_.head(given);
    Type inside = TRY(field(syntax, target));
    return target.is(TypeKind::abstract) ? inside : Type::optional(std::move(inside));
  }
  const Type inside = unifier_.fresh();
  if (unifier_.fits(given, Type::optional(inside))) return unifier_.resolved(inside);
  return error(syntax, fmt::format("'?' takes an optional value, this is {}",
                                   describe(unifier_.finished(given))));
}

Checker::Checked Checker::check_optional_macro(const Syntax& syntax) {
  const Type given = TRY(check(syntax.children[0]));
  const Type inside = unifier_.fresh();
  if (!unifier_.fits(given, Type::optional(inside)))
    return error(syntax, fmt::format("'{}' does not take ({})", syntax.name,
                                     describe(unifier_.finished(given))));
  const auto name = TRY(variable_name(syntax, 1));
  scope_.push_back({name, inside});
  Type made = TRY(check(syntax.children[2]));
  scope_.pop_back();
  if (syntax.name == "optMap") return Type::optional(std::move(made));
  if (unifier_.fits(made, Type::optional(unifier_.fresh()))) return made;
  return error(at(syntax.children[2]), fmt::format("optFlatMap takes an optional value, this is {}",
                                                   describe(unifier_.finished(made))));
}

Checker::Checked Checker::check_bind(const Syntax& syntax) {
  const auto name = TRY(variable_name(syntax, 1));
  Type value = TRY(check(syntax.children[2]));
  scope_.push_back({name, std::move(value)});
  Type out = TRY(check(syntax.children[3]));
  scope_.pop_back();
  return out;
}

}  // namespace andon::cel
