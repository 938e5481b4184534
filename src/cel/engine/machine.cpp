#include "cel/engine/machine.h"

#include <algorithm>
#include <array>

#include "base/result.h"
#include "base/text.h"
#include "cel/engine/functions.h"
#include "cel/engine/same_text.h"

namespace andon::cel {
namespace {

// Of what compare() says.
Value ordered(Op op, int order) {
  constexpr int unordered = 2;
  if (order == unordered) return Value::boolean(false);
  if (op == Op::less) return Value::boolean(order < 0);
  if (op == Op::less_or_equal) return Value::boolean(order <= 0);
  return Value::boolean(op == Op::greater ? order > 0 : order >= 0);
}

}  // namespace

Machine::Machine(const Program& program, std::int64_t cost_limit)
    : program_(program),
      cost_limit_(cost_limit),
      locals_(program.locals),
      hints_(program.nodes.size()) {}

Value Machine::evaluate(std::span<const Value> variables) {
  ASSERT(variables.size() == program_.variables);
  arena_.clear();
  variables_ = variables;
  budget_ = cost_limit_;
  const Value out = run(program_.root);
  if (!is_exhausted()) return out;
  // Said last, so that no && or || absorbs it.
  return fail(program_.nodes[program_.root], FailureKind::out_of_budget,
              "the expression takes too many steps");
}

base::Value Machine::trace(std::span<const Value> variables) {
  constexpr std::size_t usual = 8;
  base::Value out{base::List{}};
  trace_ = out.list();
  trace_->reserve(usual);
  evaluate(variables);
  trace_ = nullptr;
  return out;
}

Value Machine::fail(const Node& node, FailureKind kind, std::string_view message) {
  auto* failure = static_cast<Failure*>(arena_.allocate(sizeof(Failure)));
  *failure = {kind, node.place, arena_.copy(message)};
  return Value::failure(failure);
}

Value Machine::no_overload(const Node& node, const Value& a) {
  return fail(node, FailureKind::no_such_overload,
              fmt::format("'{}' does not take {}", node.name, type_name(a.kind())));
}

Value Machine::no_overload(const Node& node, const Value& a, const Value& b) {
  return fail(node, FailureKind::no_such_overload,
              fmt::format("'{}' does not take {} and {}", node.name, type_name(a.kind()),
                          type_name(b.kind())));
}

Value Machine::run(std::uint32_t index) {
  const Node& node = program_.nodes[index];
  --budget_;
  if (trace_ == nullptr) [[likely]]
    return step(node, index);
  const Value value = step(node, index);
  note(node, value);
  return value;
}

// A select of a shared variable, or of such a select, is a column.
void Machine::share(Fields& fields) {
  shared_.assign(program_.nodes.size(), nullptr);
  for (std::size_t i = 0; i < program_.nodes.size(); ++i) {
    const Node& node = program_.nodes[i];
    if (node.op != Op::select) continue;
    const Node& target = program_.nodes[node.a];
    if (target.op == Op::variable && target.slot == fields.variable())
      shared_[i] = fields.column(nullptr, node.name);
    else if (shared_[node.a] != nullptr)  // children stand before their parents
      shared_[i] = fields.column(shared_[node.a], node.name);
  }
}

inline const Value* Machine::shared(std::uint32_t index) {
  const Fields::Column* column = shared_.empty() ? nullptr : shared_[index];
  if (column == nullptr || !column->is_there) return nullptr;
  budget_ -= column->depth;
  return &column->value;
}

inline const Value& Machine::operand(std::uint32_t index, Value& room) {
  const Node& node = program_.nodes[index];
  if (trace_ == nullptr) [[likely]] {
    --budget_;
    if (node.op == Op::local) return locals_[node.slot];
    if (node.op == Op::constant) return program_.constants[node.slot];
    if (node.op == Op::variable) return variables_[node.slot];
    if (node.op == Op::select) {
      if (const Value* known = shared(index)) return *known;
      return room = select(node, index);
    }
    ++budget_;
  }
  return room = run(index);
}

Value Machine::condition(std::uint32_t index) {
  const Node& node = program_.nodes[index];
  if (trace_ != nullptr) [[unlikely]]
    return run(index);
  --budget_;
  if (node.op >= Op::equal && node.op <= Op::greater_or_equal) return relation(node);
  return step(node, index);
}

Value Machine::step(const Node& node, std::uint32_t at) {
  switch (node.op) {
    case Op::constant:
      return program_.constants[node.slot];
    case Op::variable:
      return variables_[node.slot];
    case Op::local:
      return locals_[node.slot];
    case Op::select:
      if (const Value* known = trace_ ? nullptr : shared(at)) return *known;
      return select(node, at);
    case Op::not_:
      return inverted(node);
    case Op::all_of:
      return chain(node, false);
    case Op::any_of:
      return chain(node, true);
    case Op::conditional:
      return conditional(node);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
      return relation(node);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::modulo:
      return arithmetic(node);
    case Op::call:
      return call(node);
    default:
      return step_less_usual(node);
  }
}

Value Machine::step_less_usual(const Node& node) {
  switch (node.op) {
    case Op::has:
      return has(node);
    case Op::index:
      return index(node);
    case Op::negate:
      return negated(node);
    case Op::in:
      return contained(node);
    case Op::list:
      return list(node);
    case Op::map:
      return map(node);
    case Op::exists:
    case Op::all:
    case Op::exists_one:
    case Op::transform:
    case Op::transform_map:
    case Op::filter:
      return loop(node);
    case Op::bind:
      return bind(node);
    case Op::optional_select:
    case Op::optional_index:
    case Op::optional_entry:
    case Op::map_optional:
    case Op::flat_map_optional:
      return optional(node);
    case Op::failure:
      return fail(node, FailureKind::undeclared, node.name);
    default:
      return fail(node, FailureKind::bad_argument, "unknown operation");
  }
}

Value Machine::inverted(const Node& node) {
  const Value a = run(node.a);
  if (a.is(Kind::boolean)) return Value::boolean(!a.as_boolean());
  return a.is(Kind::failure) ? a : no_overload(node, a);
}

// Elements of one list mostly have their fields in the same order: look first where it was last.
Value Machine::select(const Node& node, std::uint32_t index) {
  Value room;
  const Value& target = operand(node.a, room);
  if (const base::Map* map = target.borrowed_map()) [[likely]] {
    std::uint32_t& hint = hints_[index];
    if (hint < map->size() && same_text((*map)[hint].first, node.name)) [[likely]]
      return Value::wrap((*map)[hint].second);
    for (std::size_t i = 0; i < map->size(); ++i) {
      if (!same_text((*map)[i].first, node.name)) continue;
      hint = static_cast<std::uint32_t>(i);
      return Value::wrap((*map)[i].second);
    }
    spend(map->size());
    return missing(node);
  }
  return select_elsewhere(node, target);
}

Value Machine::missing(const Node& node) {
  return fail(node, FailureKind::no_such_field, fmt::format("there is no '{}'", node.name));
}

Value Machine::select_elsewhere(const Node& node, const Value& target) {
  if (target.is(Kind::optional)) return within(node, target, Value::string(node.name));
  if (!target.is(Kind::map)) return target.is(Kind::failure) ? target : no_overload(node, target);
  const auto found = target.find(Value::string(node.name), budget_);
  return found ? *found : missing(node);
}

Value Machine::has(const Node& node) {
  Value target = run(node.a);
  if (target.is(Kind::optional)) {
    if (target.size() == 0) return Value::boolean(false);
    target = target.item(0);
  }
  if (target.is(Kind::map))
    return Value::boolean(target.find(Value::string(node.name), budget_).has_value());
  return target.is(Kind::failure) ? target : no_overload(node, target);
}

Value Machine::index(const Node& node) {
  const Value target = run(node.a);
  if (target.is(Kind::failure)) return target;
  const Value key = run(node.b);
  if (key.is(Kind::failure)) return key;
  if (target.is(Kind::optional)) return within(node, target, key);
  return element(node, target, key);
}

Value Machine::element(const Node& node, const Value& target, const Value& key) {
  if (target.is(Kind::map)) {
    if (key.is(Kind::number) || key.is(Kind::string) || key.is(Kind::boolean) ||
        key.is(Kind::integer) || key.is(Kind::unsigned_integer)) {
      if (const auto found = target.find(key, budget_)) return *found;
      return fail(node, FailureKind::no_such_field,
                  fmt::format("there is no key {}", describe(key)));
    }
    return no_overload(node, target, key);
  }
  if (!target.is(Kind::list)) return no_overload(node, target, key);
  std::int64_t position = -1;
  if (key.is(Kind::integer)) {
    position = key.as_integer();
  } else if (key.is(Kind::unsigned_integer)) {
    if (std::in_range<std::int64_t>(key.as_unsigned()))
      position = static_cast<std::int64_t>(key.as_unsigned());
  } else if (key.is(Kind::number)) {
    const double number = key.as_number();
    if (!(number >= -9e15 && number <= 9e15) ||
        static_cast<double>(static_cast<std::int64_t>(number)) != number)
      return fail(node, FailureKind::bad_argument, "an index is a whole number");
    position = static_cast<std::int64_t>(number);
  } else {
    return no_overload(node, target, key);
  }
  if (position < 0 || static_cast<std::size_t>(position) >= target.size())
    return fail(
        node, FailureKind::no_such_field,
        fmt::format("there is no element {} in a list of {}", describe(key), target.size()));
  return target.item(static_cast<std::size_t>(position));
}

// && (deciding false) and || (deciding true): a side that decides makes the failure of another
// harmless, whichever comes first; an unknown says more than another failure.
Value Machine::chain(const Node& node, bool deciding) {
  Value failed;
  for (std::uint32_t i = 0; i < node.b; ++i) {
    const Value value = condition(program_.arguments[node.a + i]);
    if (value.is(Kind::boolean)) {
      if (value.as_boolean() == deciding) return value;
      continue;
    }
    const Value failure = value.is(Kind::failure) ? value : no_overload(node, value);
    if (!failed.is(Kind::failure) || (failure.failure().kind == FailureKind::unknown &&
                                      failed.failure().kind != FailureKind::unknown))
      failed = failure;
  }
  return failed.is(Kind::failure) ? failed : Value::boolean(!deciding);
}

Value Machine::conditional(const Node& node) {
  const Value condition = run(node.a);
  if (condition.is(Kind::boolean)) return run(condition.as_boolean() ? node.b : node.c);
  return condition.is(Kind::failure) ? condition : no_overload(node, condition);
}

Value Machine::relation(const Node& node) {
  Value room_a, room_b;
  const Value& a = operand(node.a, room_a);
  if (a.is(Kind::failure)) return a;
  const Value& b = operand(node.b, room_b);
  if (b.is(Kind::failure)) return b;
  if (node.op == Op::equal || node.op == Op::not_equal) {
    const bool is_wanted = node.op == Op::equal;
    if (a.is(Kind::string) && b.is(Kind::string)) [[likely]] {
      --budget_;
      return Value::boolean(same_text(a.text(), b.text()) == is_wanted);
    }
    return Value::boolean(equal(a, b, budget_) == is_wanted);
  }
  if (a.is(Kind::integer) && b.is(Kind::integer)) [[likely]]
    return ordered(node.op, a.as_integer() < b.as_integer() ? -1 : a.as_integer() > b.as_integer());
  const auto order = compare(a, b);
  return order ? ordered(node.op, *order) : no_overload(node, a, b);
}

Value Machine::contained(const Node& node) {
  const Value a = run(node.a);
  if (a.is(Kind::failure)) return a;
  const Value b = run(node.b);
  if (b.is(Kind::failure)) return b;
  if (b.is(Kind::map)) return Value::boolean(b.find(a, budget_).has_value());
  if (!b.is(Kind::list)) return no_overload(node, a, b);
  for (std::size_t i = 0; i < b.size() && !is_exhausted(); ++i)
    if (equal(a, b.item(i), budget_)) return Value::boolean(true);
  return Value::boolean(false);
}

Value Machine::call(const Node& node) {
  constexpr std::size_t usual_arguments = 4;
  std::array<Value, usual_arguments> few;
  const std::span<Value> arguments =
      node.b <= usual_arguments ? std::span(few).first(node.b) : arena_.values(node.b);
  for (std::uint32_t i = 0; i < node.b; ++i) {
    arguments[i] = run(program_.arguments[node.a + i]);
    if (arguments[i].is(Kind::failure)) return arguments[i];
  }
  return node.function->run({*this, node, arguments});
}

Value Machine::list(const Node& node) {
  const auto items = arena_.values(node.b);
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < node.b; ++i) {
    const auto child = program_.arguments[node.a + i];
    const Value item = run(child);
    if (item.is(Kind::failure)) return item;
    if (program_.nodes[child].op != Op::optional_entry)
      items[count++] = item;
    else if (item.size() > 0)
      items[count++] = item.item(0);
  }
  return Value::list(items.first(count));
}

Value Machine::map(const Node& node) {
  const std::size_t count = node.b / 2;
  const auto entries = arena_.entries(count);
  std::size_t stored = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto key = run(program_.arguments[node.a + 2 * i]);
    if (key.is(Kind::failure)) return key;
    if (!key.is(Kind::string) && !key.is(Kind::boolean) && !key.is(Kind::integer) &&
        !key.is(Kind::unsigned_integer))
      return fail(node, FailureKind::bad_argument,
                  fmt::format("{} cannot be a key", type_name(key.kind())));
    if (Value::map(entries.first(stored)).find(key, budget_))
      return fail(node, FailureKind::bad_argument,
                  fmt::format("the key {} stands twice", describe(key)));
    const auto child = program_.arguments[node.a + 2 * i + 1];
    const auto value = run(child);
    if (value.is(Kind::failure)) return value;
    if (program_.nodes[child].op != Op::optional_entry)
      entries[stored++] = {key, value};
    else if (value.size() > 0)
      entries[stored++] = {key, value.item(0)};
  }
  return Value::map(entries.first(stored));
}

}  // namespace andon::cel
