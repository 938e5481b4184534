#include "cel/engine/checker.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "cel/engine/functions.h"
#include "cel/engine/lexer.h"
#include "cel/engine/signature.h"

namespace andon::cel {

base::Result<Type> check(std::string_view source, const Declarations& declarations) {
  const auto tree = TRY(parse(source));
  return Checker(tree, declarations).run();
}

base::Result<Type> Checker::run() {
  const Type type = TRY(check(tree_.root));
  Type out = unifier_.finished(type);
  if (unifier_.is_exhausted())
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "1:1: the types of the expression take too many steps to compare");
  return out;
}

std::unexpected<base::Error> Checker::error(const Syntax& syntax, std::string message) const {
  return syntax_error(tree_.source, syntax.place, std::move(message));
}

namespace {

std::size_t nodes_of(const Type& type) {
  std::size_t out = 1;
  for (const auto& inside : type.parameters) out += nodes_of(inside);
  return out;
}

}  // namespace

Checker::Checked Checker::check(std::uint32_t index) {
  Type out = TRY(infer(at(index)));
  if (nodes_of(out) <= base::limits::cel_type_nodes) return out;
  return error(at(index), "the type of this is too large");
}

Checker::Checked Checker::infer(const Syntax& syntax) {
  switch (syntax.form) {
    case Form::literal:
      switch (syntax.value.kind()) {
        case Kind::boolean:
          return Type{TypeKind::boolean};
        case Kind::integer:
          return Type{TypeKind::integer};
        case Kind::unsigned_integer:
          return Type{TypeKind::unsigned_integer};
        case Kind::number:
          return Type{TypeKind::number};
        case Kind::string:
          return Type{TypeKind::string};
        case Kind::bytes:
          return Type{TypeKind::bytes};
        default:
          return Type{TypeKind::null};
      }
    case Form::identifier:
    case Form::select:
      return check_chain(syntax);
    case Form::call:
      return check_call(syntax);
    case Form::member_call:
      return check_member_call(syntax);
    case Form::list:
      return check_list(syntax);
    case Form::map:
      return check_map(syntax);
    case Form::all_of:
    case Form::any_of:
      return check_conditions(syntax);
    case Form::message:
      return error(syntax, fmt::format("messages such as {} cannot be made here", syntax.name));
    case Form::index:
    case Form::unary:
    case Form::binary:
    case Form::conditional:
    case Form::optional_index:
      return check_operator(syntax);
    case Form::optional_select:
    case Form::optional_entry:
      return check_optional(syntax);
  }
  return error(syntax, "cannot be checked");
}

namespace {

std::optional<Type> type_of_name(std::string_view name) {
  switch (kind_named(name)) {
    case Kind::null:
      return Type::type({TypeKind::null});
    case Kind::boolean:
      return Type::type({TypeKind::boolean});
    case Kind::integer:
      return Type::type({TypeKind::integer});
    case Kind::unsigned_integer:
      return Type::type({TypeKind::unsigned_integer});
    case Kind::number:
      return Type::type({TypeKind::number});
    case Kind::string:
      return Type::type({TypeKind::string});
    case Kind::bytes:
      return Type::type({TypeKind::bytes});
    case Kind::list:
      return Type::type(Type::list({}));
    case Kind::map:
      return Type::type(Type::map({}, {}));
    case Kind::timestamp:
      return Type::type({TypeKind::timestamp});
    case Kind::duration:
      return Type::type({TypeKind::duration});
    case Kind::type:
      return Type::type({TypeKind::type, {}, {}});
    case Kind::optional:
      return Type::type(Type::optional({}));
    case Kind::failure:
      break;
  }
  return std::nullopt;
}

template <class Named>
std::vector<std::string_view> names_of(const std::vector<Named>& all) {
  std::vector<std::string_view> out;
  for (const auto& one : all) out.push_back(one.name);
  return out;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
  const auto near = base::nearest(name, known);
  return near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near);
}

}  // namespace

std::optional<Type> Checker::find_name(std::string_view name) const {
  const auto found = std::ranges::find(declarations_.variables, name, &NamedType::name);
  if (found != declarations_.variables.end()) return found->type;
  return type_of_name(name);
}

std::string Checker::undeclared_text(const Syntax& root) const {
  auto known = names_of(declarations_.variables);
  for (const auto& local : scope_) known.push_back(local.name);
  return fmt::format("nothing is called '{}' here{}", root.name, did_you_mean(root.name, known));
}

// See Compiler::compile_chain, which looks names up the same way.
Checker::Checked Checker::check_chain(const Syntax& last) {
  std::vector<const Syntax*> chain{&last};
  while (chain.back()->form == Form::select) chain.push_back(&at(chain.back()->children[0]));
  const Syntax& root = *chain.back();
  std::optional<Type> type;
  std::size_t used = 1;
  if (root.form != Form::identifier) {
    type = TRY(check(static_cast<std::uint32_t>(&root - tree_.nodes.data())));
  } else {
    const auto local = std::find_if(scope_.rbegin(), scope_.rend(),
                                    [&](const Local& l) { return l.name == root.name; });
    if (local != scope_.rend() && !root.is_absolute) type = local->type;
    for (std::size_t length = chain.size(); !type && length > 0; --length) {
      const auto name = qualified_name(tree_, *chain[chain.size() - length]);
      for (const auto& candidate : candidates(declarations_.container, name, root.is_absolute))
        if (!type) type = find_name(candidate);
      used = length;
    }
    if (!type) return error(root, undeclared_text(root));
  }
  for (std::size_t i = chain.size() - used; i-- > 0;) type = TRY(field(*chain[i], *type));
  return *type;
}

Checker::Checked Checker::field(const Syntax& select, const Type& of) {
  const Type target = unifier_.head(of);
  if (target.is(TypeKind::dyn) || target.is(TypeKind::nullable)) is_certain_ = false;
  switch (target.kind) {
    case TypeKind::dyn:
      return Type{};
    case TypeKind::parameter:
      (void)unifier_.fits({}, target);  // the element of an empty list: anything
      return Type{};
    case TypeKind::map:
      return target.parameters[1];
    case TypeKind::nullable:
      return field(select, target.parameters[0]);
    case TypeKind::record: {
      const auto record = std::ranges::find(declarations_.records, target.name, &Record::name);
      if (record == declarations_.records.end())
        return error(select, fmt::format("what fields {} has is not known here", target.name));
      const auto found = std::ranges::find(record->fields, select.name, &NamedType::name);
      if (found != record->fields.end()) return found->type;
      return error(select, fmt::format("{} has no field '{}'{}", target.name, select.name,
                                       did_you_mean(select.name, names_of(record->fields))));
    }
    case TypeKind::abstract:
      if (target.name == "optional_type") {
        Type inside = TRY(field(select, target.parameters[0]));
        return Type::optional(std::move(inside));
      }
      [[fallthrough]];
    default:
      return error(select, fmt::format("{} has no fields, so no '{}'",
                                       describe(unifier_.finished(target)), select.name));
  }
}

base::Result<void> Checker::expect_bool(std::uint32_t index, std::string_view of) {
  const Type type = TRY(check(index));
  if (unifier_.fits(type, {TypeKind::boolean})) return {};
  return error(at(index),
               fmt::format("{} takes a bool, this is {}", of, describe(unifier_.finished(type))));
}

Checker::Checked Checker::check_conditions(const Syntax& syntax) {
  for (const auto child : syntax.children)
    TRY(expect_bool(child, fmt::format("'{}'", syntax.name)));
  return Type{TypeKind::boolean};
}

Checker::Checked Checker::check_operator(const Syntax& syntax) {
  std::string_view name = syntax.name;
  if (syntax.form == Form::index) name = "[]";
  if (syntax.form == Form::optional_index) name = "[?]";
  if (syntax.form == Form::conditional) name = "?:";
  if (syntax.form == Form::unary && name == "-") name = "-x";
  std::vector<Type> given;
  for (const auto child : syntax.children) given.push_back(TRY(check(child)));
  const bool is_index = syntax.form == Form::index || syntax.form == Form::optional_index;
  if (is_index && !given[1].is(TypeKind::number)) TRY(expect_key(syntax.children[1], given[1]));
  return result_of(syntax, operator_overloads(name), given,
                   name == "-x" ? std::string_view("-") : name);
}

Checker::Checked Checker::check_list(const Syntax& syntax) {
  if (syntax.children.empty()) return Type::list(unifier_.fresh());
  Type element = TRY(check(syntax.children[0]));
  for (std::size_t i = 1; i < syntax.children.size(); ++i) {
    const Type next = TRY(check(syntax.children[i]));
    element = unifier_.joined(element, next);
  }
  return Type::list(std::move(element));
}

// What can stand before a colon or between brackets (langdef.md, "Aggregate Values").
base::Result<void> Checker::expect_key(std::uint32_t index, const Type& given) {
  const Type& type = unifier_.head(given);
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
    case TypeKind::string:
    case TypeKind::dyn:
    case TypeKind::parameter:
    case TypeKind::nullable:
      return {};
    default:
      return error(at(index), fmt::format("{} cannot be a key", describe(unifier_.finished(type))));
  }
}

Checker::Checked Checker::check_map(const Syntax& syntax) {
  if (syntax.children.empty()) {
    Type key = unifier_.fresh();
    return Type::map(std::move(key), unifier_.fresh());
  }
  Type key = TRY(check(syntax.children[0]));
  TRY(expect_key(syntax.children[0], key));
  Type value = TRY(check(syntax.children[1]));
  for (std::size_t i = 2; i < syntax.children.size(); i += 2) {
    const Type next_key = TRY(check(syntax.children[i]));
    TRY(expect_key(syntax.children[i], next_key));
    const Type next_value = TRY(check(syntax.children[i + 1]));
    key = unifier_.joined(key, next_key);
    value = unifier_.joined(value, next_value);
  }
  return Type::map(std::move(key), std::move(value));
}

}  // namespace andon::cel
