#include "cel/engine/unifier.h"

#include <charconv>

namespace andon::cel {
namespace {

// Whose values may be null although they say nothing of it, as protobuf's messages.
bool may_be_null(const Type& type) {
  return type.is(TypeKind::nullable) || type.is(TypeKind::record) || type.is(TypeKind::abstract) ||
         type.is(TypeKind::timestamp) || type.is(TypeKind::duration) || type.is(TypeKind::null);
}

}  // namespace

// The names of its own parameters are numbers, which no signature has.
Type Unifier::fresh() {
  bound_.emplace_back();
  return Type::parameter(fmt::format("{}", bound_.size() - 1));
}

std::size_t Unifier::index_of(const Type& parameter) const {
  std::size_t index = 0;
  const auto& name = parameter.name;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
  ASSERT(read.ec == std::errc{} && index < bound_.size());
  return index;
}

namespace {

Type renamed(const Type& type, std::vector<NamedType>& known, Unifier& unifier) {
  if (type.is(TypeKind::parameter)) {
    for (const auto& [name, mine] : known)
      if (name == type.name) return mine;
    return known.emplace_back(NamedType{type.name, unifier.fresh()}).type;
  }
  Type out{type.kind, type.name, {}};
  for (const auto& inside : type.parameters)
    out.parameters.push_back(renamed(inside, known, unifier));
  return out;
}

}  // namespace

Overload Unifier::instantiate(const Overload& overload) {
  std::vector<NamedType> known;
  Overload out{overload.is_member, overload.takes_any_numbers, {}, {}};
  for (const auto& parameter : overload.parameters)
    out.parameters.push_back(renamed(parameter, known, *this));
  out.result = renamed(overload.result, known, *this);
  return out;
}

const Type& Unifier::head(const Type& type) const {
  const Type* at = &type;
  while (at->is(TypeKind::parameter)) {
    const auto& next = bound_[index_of(*at)];
    if (!next) break;
    at = &*next;
  }
  return *at;
}

void Unifier::bind(const Type& parameter, Type type) {
  const auto index = index_of(parameter);
  changes_.push_back({index, std::move(bound_[index])});
  bound_[index] = std::move(type);
}

void Unifier::take_back(std::size_t changes) {
  while (changes_.size() > changes) {
    bound_[changes_.back().index] = std::move(changes_.back().before);
    changes_.pop_back();
  }
}

bool Unifier::fits(const Type& given, const Type& wanted) {
  return fit(std::span(&given, 1), std::span(&wanted, 1));
}

bool Unifier::fit(std::span<const Type> given, std::span<const Type> wanted) {
  if (given.size() != wanted.size()) return false;
  const auto before = changes_.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (match(given[i], wanted[i])) continue;
    take_back(before);
    return false;
  }
  return true;
}

bool Unifier::occurs(const Type& parameter, const Type& within) {
  if (--steps_left_ <= 0) return true;
  const Type& type = head(within);
  if (type.is(TypeKind::parameter)) return type.name == parameter.name;
  for (const auto& inside : type.parameters)
    if (occurs(parameter, inside)) return true;
  return false;
}

// The parameter stands for the more general of what was and what is now wanted of it.
bool Unifier::match_parameter(const Type& parameter, const Type& other) {
  // Copies: binding moves what head() refers to.
  const Type mine = head(parameter), its = head(other);
  if (mine.is(TypeKind::parameter)) {
    if (its.is(TypeKind::parameter) && its.name == mine.name) return true;
    if (occurs(mine, its)) return false;
    bind(mine, its);
    return true;
  }
  if (its.is(TypeKind::parameter)) return match_parameter(its, mine);
  if (!match(its, mine)) return false;
  Type both = general(mine, its);
  const Type* last = &parameter;
  while (true) {
    const auto& next = bound_[index_of(*last)];
    if (!next->is(TypeKind::parameter)) break;
    last = &*next;
  }
  const Type slot = *last;
  if (!occurs(slot, both)) bind(slot, std::move(both));
  return true;
}

bool Unifier::match_nullable(const Type& given, const Type& wanted) {
  const auto inside = [](const Type& type) -> const Type& {
    return type.is(TypeKind::nullable) ? type.parameters[0] : type;
  };
  return match(inside(given), inside(wanted));
}

bool Unifier::match(const Type& given, const Type& wanted) {
  if (--steps_left_ <= 0) return true;
  if (wanted.is(TypeKind::parameter)) return match_parameter(wanted, given);
  if (given.is(TypeKind::parameter)) return match_parameter(given, wanted);
  const auto either_is = [&](TypeKind kind) { return given.is(kind) || wanted.is(kind); };
  if (either_is(TypeKind::dyn) || either_is(TypeKind::null) || either_is(TypeKind::nullable))
    is_certain_ = false;
  if (either_is(TypeKind::dyn)) return true;
  if (given.is(TypeKind::null)) return may_be_null(wanted);
  if (wanted.is(TypeKind::null)) return may_be_null(given);
  if (either_is(TypeKind::nullable)) return match_nullable(given, wanted);
  if (given.kind != wanted.kind) return false;
  // Values that are types compare whatever they are types of.
  if (given.is(TypeKind::type)) return true;
  if (given.name != wanted.name || given.parameters.size() != wanted.parameters.size())
    return false;
  for (std::size_t i = 0; i < given.parameters.size(); ++i)
    if (!match(given.parameters[i], wanted.parameters[i])) return false;
  return true;
}

// Of two types that match: what says less.
Type Unifier::general(const Type& a, const Type& b) {
  if (--steps_left_ <= 0) return {};
  const Type &x = head(a), &y = head(b);
  if (x.is(TypeKind::dyn) || y.is(TypeKind::dyn)) return {};
  if (x.is(TypeKind::parameter)) return y;
  if (y.is(TypeKind::parameter) || y.is(TypeKind::null)) return x;
  if (x.is(TypeKind::null)) return y;
  if (x.is(TypeKind::nullable))
    return Type::nullable(general(x.parameters[0], y.is(TypeKind::nullable) ? y.parameters[0] : y));
  if (y.is(TypeKind::nullable)) return Type::nullable(general(x, y.parameters[0]));
  if (x.is(TypeKind::type)) return x == y ? x : Type{TypeKind::type, {}, {}};
  Type out{x.kind, x.name, {}};
  for (std::size_t i = 0; i < x.parameters.size(); ++i)
    out.parameters.push_back(general(x.parameters[i], y.parameters[i]));
  return out;
}

Type Unifier::joined(const Type& a, const Type& b) {
  if (fits(b, a) || fits(a, b)) return general(resolved(a), resolved(b));
  is_certain_ = false;
  return {};
}

// A type made is dearer than one looked at.
Type Unifier::replaced(const Type& type, bool is_final) {
  constexpr std::int64_t steps = 8;
  steps_left_ -= steps;
  if (is_exhausted()) return {};
  const Type& top = head(type);
  if (top.is(TypeKind::parameter)) return is_final ? Type{} : top;
  Type out{top.kind, top.name, {}};
  for (const auto& inside : top.parameters) out.parameters.push_back(replaced(inside, is_final));
  return out;
}

Type Unifier::resolved(const Type& type) { return replaced(type, false); }
Type Unifier::finished(const Type& type) { return replaced(type, true); }

}  // namespace andon::cel
