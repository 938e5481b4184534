#include "cel/engine/compiler.h"

#include <algorithm>

#include "base/text.h"
#include "cel/engine/functions.h"
#include "cel/engine/lexer.h"

namespace andon::cel {

Compiler::Compiler(const Environment& environment) : environment_(environment) {}

base::Result<std::unique_ptr<Program>> Compiler::run(std::string_view source) {
  program_ = std::make_unique<Program>();
  program_->source = source;
  program_->variables = static_cast<std::uint32_t>(environment_.variables.size());
  program_->tree = TRY(parse(program_->source));
  program_->root = TRY(compile(program_->tree.root));
  return std::move(program_);
}

std::unexpected<base::Error> Compiler::error(const Syntax& syntax, std::string message) const {
  return syntax_error(program_->source, syntax.place, std::move(message));
}

Node Compiler::node_of(const Syntax& syntax, Op op) const {
  Node node;
  node.op = op;
  node.begin = syntax.begin;
  node.end = syntax.end;
  node.place = syntax.place;
  node.name = syntax.name;
  return node;
}

std::uint32_t Compiler::add(Node node) {
  program_->nodes.push_back(node);
  return static_cast<std::uint32_t>(program_->nodes.size() - 1);
}

std::uint32_t Compiler::constant(const Syntax& syntax, Value value) {
  Node node = node_of(syntax, Op::constant);
  node.slot = static_cast<std::uint32_t>(program_->constants.size());
  program_->constants.push_back(value);
  return add(node);
}

Compiler::Compiled Compiler::undeclared(const Syntax& syntax, std::string message) {
  if (environment_.undeclared == Undeclared::refused) return error(syntax, std::move(message));
  Node node = node_of(syntax, Op::failure);
  node.name = program_->tree.texts.emplace_back(std::move(message));
  return add(node);
}

Compiler::Compiled Compiler::compile(std::uint32_t index) {
  const Syntax& syntax = at(index);
  switch (syntax.form) {
    case Form::literal:
      return constant(syntax, syntax.value);
    case Form::identifier:
    case Form::select:
      return compile_chain(syntax);
    case Form::call:
      return compile_call(syntax);
    case Form::member_call:
      return compile_member_call(syntax);
    case Form::list:
      return compile_many(syntax, Op::list);
    case Form::map:
      return compile_many(syntax, Op::map);
    case Form::all_of:
      return compile_many(syntax, Op::all_of);
    case Form::any_of:
      return compile_many(syntax, Op::any_of);
    case Form::message:
      return undeclared(syntax,
                        fmt::format("messages such as {} cannot be made here", syntax.name));
    case Form::index:
    case Form::unary:
    case Form::binary:
    case Form::conditional:
      return compile_operator(syntax);
    case Form::optional_select:
    case Form::optional_index:
    case Form::optional_entry:
      return compile_optional(syntax);
  }
  return error(syntax, "cannot be compiled");
}

std::uint32_t Compiler::find_name(const Syntax& syntax, std::string_view name) {
  const auto& variables = environment_.variables;
  if (const auto found = std::ranges::find(variables, name); found != variables.end()) {
    Node node = node_of(syntax, Op::variable);
    node.slot = static_cast<std::uint32_t>(found - variables.begin());
    return add(node);
  }
  if (const auto kind = kind_named(name); kind != Kind::failure)
    return constant(syntax, Value::type(type_name(kind)));
  return no_node;
}

// a.b.c is the variable "a.b.c", or the field c of the variable "a.b", or b and c of "a": the
// longest name that is declared, in the container before outside of it (langdef.md, "Name
// resolution"). A loop's own variable comes before all.
Compiler::Compiled Compiler::compile_chain(const Syntax& last) {
  std::vector<const Syntax*> chain{&last};
  while (chain.back()->form == Form::select) chain.push_back(&at(chain.back()->children[0]));
  const Syntax& root = *chain.back();
  std::uint32_t node = no_node;
  std::size_t used = 0;
  if (root.form == Form::identifier) {
    const auto local = std::find_if(scope_.rbegin(), scope_.rend(),
                                    [&](const Local& l) { return l.name == root.name; });
    if (local != scope_.rend() && !root.is_absolute) {
      Node own = node_of(root, Op::local);
      own.slot = local->slot;
      node = add(own);
      used = 1;
    }
    for (std::size_t length = chain.size(); node == no_node && length > 0; --length) {
      const Syntax& until = *chain[chain.size() - length];
      for (const auto& name : candidates(environment_.container,
                                         qualified_name(program_->tree, until), root.is_absolute)) {
        node = find_name(until, name);
        if (node != no_node) break;
      }
      used = length;
    }
    if (node == no_node) {
      const auto near = base::nearest(root.name, environment_.variables);
      return undeclared(root,
                        fmt::format("nothing is called '{}' here{}", root.name,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
    }
  } else {
    const auto index = static_cast<std::uint32_t>(&root - program_->tree.nodes.data());
    node = TRY(compile(index));
    used = 1;
  }
  for (std::size_t i = chain.size() - used; i-- > 0;) {
    Node select = node_of(*chain[i], Op::select);
    select.a = node;
    node = add(select);
  }
  return node;
}

Compiler::Compiled Compiler::compile_many(const Syntax& syntax, Op op) {
  std::vector<std::uint32_t> children;
  for (const auto child : syntax.children) children.push_back(TRY(compile(child)));
  Node node = node_of(syntax, op);
  node.a = static_cast<std::uint32_t>(program_->arguments.size());
  node.b = static_cast<std::uint32_t>(children.size());
  program_->arguments.insert(program_->arguments.end(), children.begin(), children.end());
  return add(node);
}

Compiler::Compiled Compiler::compile_operator(const Syntax& syntax) {
  struct Row {
    std::string_view name;
    Op op;
  };
  static constexpr Row binary[] = {{"==", Op::equal},   {"!=", Op::not_equal},
                                   {"<", Op::less},     {"<=", Op::less_or_equal},
                                   {">", Op::greater},  {">=", Op::greater_or_equal},
                                   {"in", Op::in},      {"+", Op::add},
                                   {"-", Op::subtract}, {"*", Op::multiply},
                                   {"/", Op::divide},   {"%", Op::modulo}};
  Node node = node_of(syntax, Op::conditional);
  if (syntax.form == Form::index) node.op = Op::index;
  if (syntax.form == Form::unary) node.op = syntax.name == "!" ? Op::not_ : Op::negate;
  if (syntax.form == Form::binary)
    for (const auto& row : binary)
      if (row.name == syntax.name) node.op = row.op;
  node.a = TRY(compile(syntax.children[0]));
  if (syntax.children.size() > 1) node.b = TRY(compile(syntax.children[1]));
  if (syntax.children.size() > 2) node.c = TRY(compile(syntax.children[2]));
  return add(node);
}

const Function* Compiler::find_callable(std::string_view name, bool is_absolute) const {
  for (const auto& candidate : candidates(environment_.container, name, is_absolute)) {
    const Function* function = find_function(candidate);
    if (function && (!function->is_policy_only || environment_.dialect == Dialect::policy))
      return function;
  }
  return nullptr;
}

Compiler::Compiled Compiler::compile_call(const Syntax& syntax) {
  if (syntax.name == "has" && !syntax.is_absolute) return compile_has(syntax);
  const Function* function = find_callable(syntax.name, syntax.is_absolute);
  if (!function || !function->is_global)
    return undeclared(syntax, fmt::format("no function is called '{}'", syntax.name));
  return compile_function(syntax, *function, syntax.children);
}

Compiler::Compiled Compiler::compile_member_call(const Syntax& syntax) {
  if (const Macro* macro = find_macro(syntax)) return compile_macro(syntax, *macro);
  if (is_bind(program_->tree, syntax)) return compile_bind(syntax);
  if (is_optional_macro(syntax)) return compile_optional_macro(syntax);
  const Syntax& target = at(syntax.children[0]);
  const auto prefix = qualified_name(program_->tree, target);
  if (!prefix.empty()) {
    const auto name = fmt::format("{}.{}", prefix, syntax.name);
    if (const Function* function = find_callable(name, false); function && function->is_global)
      return compile_function(syntax, *function, std::span(syntax.children).subspan(1));
  }
  const Function* function = find_callable(syntax.name, true);
  if (!function || !function->is_member)
    return undeclared(syntax, fmt::format("no function is called '{}'", syntax.name));
  return compile_function(syntax, *function, syntax.children);
}

Compiler::Compiled Compiler::compile_function(const Syntax& syntax, const Function& function,
                                              std::span<const std::uint32_t> arguments) {
  if (arguments.size() < function.least || arguments.size() > function.most)
    return undeclared(syntax, fmt::format("'{}' does not take {}", function.name,
                                          base::counted(arguments.size(), "value")));
  std::vector<std::uint32_t> children;
  for (const auto argument : arguments) children.push_back(TRY(compile(argument)));
  Node node = node_of(syntax, Op::call);
  node.function = &function;
  node.a = static_cast<std::uint32_t>(program_->arguments.size());
  node.b = static_cast<std::uint32_t>(children.size());
  program_->arguments.insert(program_->arguments.end(), children.begin(), children.end());
  if (function.name == "matches") TRY(compile_pattern(node, at(arguments[1])));
  return add(node);
}

// A pattern that is written out is compiled now, and a wrong one refused now where names are.
base::Result<void> Compiler::compile_pattern(Node& node, const Syntax& pattern) {
  if (pattern.form != Form::literal || !pattern.value.is(Kind::string)) return {};
  auto regex = base::Regex::create(pattern.value.text());
  if (!regex) {
    if (environment_.undeclared == Undeclared::fails_when_reached) return {};
    return error(pattern, fmt::format("the pattern cannot be read: {}", regex.error().message));
  }
  program_->patterns.push_back(std::move(*regex));
  node.slot = static_cast<std::uint32_t>(program_->patterns.size());
  return {};
}

Compiler::Compiled Compiler::compile_has(const Syntax& syntax) {
  if (syntax.children.size() != 1 || at(syntax.children[0]).form != Form::select)
    return error(syntax, "has() takes one field, such as has(finding.waiver)");
  const Syntax& field = at(syntax.children[0]);
  Node node = node_of(syntax, Op::has);
  node.name = field.name;
  node.a = TRY(compile(field.children[0]));
  return add(node);
}

base::Result<void> Compiler::declare_local(const Syntax& macro, const Syntax& variable) {
  if (variable.form != Form::identifier || variable.is_absolute)
    return error(variable, fmt::format("{} takes the name of a variable first", macro.name));
  scope_.push_back({variable.name, program_->locals++});
  return {};
}

Compiler::Compiled Compiler::compile_macro(const Syntax& syntax, const Macro& macro) {
  Node node = node_of(syntax, macro.op);
  node.variables = macro.variables;
  node.a = TRY(compile(syntax.children[0]));
  node.b = node.c = no_node;
  node.slot = program_->locals;
  const std::size_t outer = scope_.size();
  for (std::size_t i = 1; i <= macro.variables; ++i)
    TRY(declare_local(syntax, at(syntax.children[i])));
  const std::size_t first = macro.variables + 1u;
  const bool is_transform = macro.op == Op::transform || macro.op == Op::transform_map;
  if (!is_transform || syntax.children.size() - first == 2)
    node.b = TRY(compile(syntax.children[first]));
  if (is_transform) node.c = TRY(compile(syntax.children.back()));
  scope_.resize(outer);
  return add(node);
}

Compiler::Compiled Compiler::compile_optional(const Syntax& syntax) {
  Node node = node_of(syntax, Op::optional_entry);
  if (syntax.form == Form::optional_select) node.op = Op::optional_select;
  if (syntax.form == Form::optional_index) node.op = Op::optional_index;
  node.a = TRY(compile(syntax.children[0]));
  if (node.op == Op::optional_index) node.b = TRY(compile(syntax.children[1]));
  return add(node);
}

Compiler::Compiled Compiler::compile_optional_macro(const Syntax& syntax) {
  Node node = node_of(syntax, syntax.name == "optMap" ? Op::map_optional : Op::flat_map_optional);
  node.a = TRY(compile(syntax.children[0]));
  node.slot = program_->locals;
  TRY(declare_local(syntax, at(syntax.children[1])));
  node.b = TRY(compile(syntax.children[2]));
  scope_.pop_back();
  return add(node);
}

// cel.bind(name, value, expression)
Compiler::Compiled Compiler::compile_bind(const Syntax& syntax) {
  Node node = node_of(syntax, Op::bind);
  node.a = TRY(compile(syntax.children[2]));
  node.slot = program_->locals;
  TRY(declare_local(syntax, at(syntax.children[1])));
  node.b = TRY(compile(syntax.children[3]));
  scope_.pop_back();
  return add(node);
}

}  // namespace andon::cel
