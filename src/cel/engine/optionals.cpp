// The optional extension: values that may be missing, and what looks into them.
#include "base/result.h"
#include "cel/engine/functions.h"

namespace andon::cel {

Value Machine::optional_of(const Value& inside) {
  const auto kept = arena_.values(1);
  kept[0] = inside;
  return Value::optional(kept.data());
}

Value Machine::within(const Node& node, const Value& target, const Value& key) {
  if (target.is(Kind::optional)) {
    if (target.size() == 0) return target;
    return within(node, target.item(0), key);
  }
  const Value found = element(node, target, key);
  if (!found.is(Kind::failure)) return optional_of(found);
  return found.failure().kind == FailureKind::no_such_field ? Value::optional(nullptr) : found;
}

Value Machine::optional(const Node& node) {
  const Value target = run(node.a);
  if (target.is(Kind::failure)) return target;
  if (node.op == Op::optional_select) return within(node, target, Value::string(node.name));
  if (node.op == Op::optional_index) {
    const Value key = run(node.b);
    return key.is(Kind::failure) ? key : within(node, target, key);
  }
  if (!target.is(Kind::optional)) return no_overload(node, target);
  if (node.op == Op::optional_entry || target.size() == 0) return target;
  locals_[node.slot] = target.item(0);
  const Value made = run(node.b);
  if (made.is(Kind::failure)) return made;
  if (node.op == Op::map_optional) return optional_of(made);
  return made.is(Kind::optional) ? made : no_overload(node, made);
}

namespace {

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return !value.as_boolean();
    case Kind::integer:
      return value.as_integer() == 0;
    case Kind::unsigned_integer:
      return value.as_unsigned() == 0;
    case Kind::number:
      return value.as_number() == 0;
    case Kind::timestamp:
    case Kind::duration:
      return value.moment() == Moment{};
    case Kind::type:
      return false;
    default:
      return value.size() == 0;
  }
}

Value of(const Call& call) { return call.optional_of(call[0]); }

Value of_non_zero(const Call& call) {
  return is_zero(call[0]) ? Value::optional(nullptr) : call.optional_of(call[0]);
}

Value none(const Call&) { return Value::optional(nullptr); }

Value has_value(const Call& call) {
  if (!call[0].is(Kind::optional)) return call.no_overload();
  return Value::boolean(call[0].size() > 0);
}

Value value(const Call& call) {
  if (!call[0].is(Kind::optional)) return call.no_overload();
  if (call[0].size() > 0) return call[0].item(0);
  return call.fail(FailureKind::no_such_field, "the optional holds nothing");
}

Value either(const Call& call) {
  if (!call.are({Kind::optional, Kind::optional})) return call.no_overload();
  return call[0].size() > 0 ? call[0] : call[1];
}

Value or_value(const Call& call) {
  if (!call[0].is(Kind::optional)) return call.no_overload();
  return call[0].size() > 0 ? call[0].item(0) : call[1];
}

constexpr Function functions[] = {
    {"optional.of", "(A) optional(A)", of},
    {"optional.ofNonZeroValue", "(A) optional(A)", of_non_zero},
    {"optional.none", "() optional(A)", none},
    {"hasValue", ".(optional(A)) bool", has_value},
    {"value", ".(optional(A)) A", value},
    {"or", ".(optional(A), optional(A)) optional(A)", either},
    {"orValue", ".(optional(A), A) A", or_value},
};

}  // namespace

std::span<const Function> optional_functions() { return functions; }

}  // namespace andon::cel
