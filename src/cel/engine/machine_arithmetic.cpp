#include <cmath>
#include <limits>

#include "base/result.h"
#include "cel/engine/machine.h"
#include "cel/engine/moment.h"

namespace andon::cel {

Value Machine::negated(const Node& node) {
  const Value a = run(node.a);
  if (a.is(Kind::number)) return Value::number(-a.as_number());
  if (!a.is(Kind::integer)) return a.is(Kind::failure) ? a : no_overload(node, a);
  if (a.as_integer() == std::numeric_limits<std::int64_t>::min())
    return fail(node, FailureKind::overflow, "the result does not fit an int");
  return Value::integer(-a.as_integer());
}

Value Machine::arithmetic(const Node& node) {
  const Value a = run(node.a);
  if (a.is(Kind::failure)) return a;
  const Value b = run(node.b);
  if (b.is(Kind::failure)) return b;
  if (a.kind() == b.kind()) {
    if (a.is(Kind::integer)) return arithmetic_integers(node, a.as_integer(), b.as_integer());
    if (a.is(Kind::unsigned_integer))
      return arithmetic_unsigned(node, a.as_unsigned(), b.as_unsigned());
    if (a.is(Kind::number)) return arithmetic_numbers(node, a.as_number(), b.as_number());
    if (node.op == Op::add && (a.is(Kind::string) || a.is(Kind::bytes) || a.is(Kind::list)))
      return joined(node, a, b);
  }
  return arithmetic_moments(node, a, b);
}

Value Machine::arithmetic_integers(const Node& node, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  bool is_overflow = false;
  switch (node.op) {
    case Op::add:
      is_overflow = __builtin_add_overflow(a, b, &out);
      break;
    case Op::subtract:
      is_overflow = __builtin_sub_overflow(a, b, &out);
      break;
    case Op::multiply:
      is_overflow = __builtin_mul_overflow(a, b, &out);
      break;
    default:
      if (b == 0)
        return fail(node, FailureKind::out_of_range,
                    node.op == Op::divide ? "division by zero" : "modulus by zero");
      is_overflow = a == std::numeric_limits<std::int64_t>::min() && b == -1;
      if (!is_overflow) out = node.op == Op::divide ? a / b : a % b;
  }
  if (is_overflow) return fail(node, FailureKind::overflow, "the result does not fit an int");
  return Value::integer(out);
}

Value Machine::arithmetic_unsigned(const Node& node, std::uint64_t a, std::uint64_t b) {
  std::uint64_t out = 0;
  bool is_overflow = false;
  switch (node.op) {
    case Op::add:
      is_overflow = __builtin_add_overflow(a, b, &out);
      break;
    case Op::subtract:
      is_overflow = __builtin_sub_overflow(a, b, &out);
      break;
    case Op::multiply:
      is_overflow = __builtin_mul_overflow(a, b, &out);
      break;
    default:
      if (b == 0)
        return fail(node, FailureKind::out_of_range,
                    node.op == Op::divide ? "division by zero" : "modulus by zero");
      out = node.op == Op::divide ? a / b : a % b;
  }
  if (is_overflow) return fail(node, FailureKind::overflow, "the result does not fit a uint");
  return Value::unsigned_integer(out);
}

// IEEE 754: division by zero is an infinity or no number; there is no modulus.
Value Machine::arithmetic_numbers(const Node& node, double a, double b) {
  switch (node.op) {
    case Op::add:
      return Value::number(a + b);
    case Op::subtract:
      return Value::number(a - b);
    case Op::multiply:
      return Value::number(a * b);
    case Op::divide:
      return Value::number(a / b);
    default:
      return no_overload(node, Value::number(a), Value::number(b));
  }
}

Value Machine::arithmetic_moments(const Node& node, const Value& a, const Value& b) {
  const bool is_sum = node.op == Op::add;
  const bool has_moments = (a.is(Kind::timestamp) || a.is(Kind::duration)) &&
                           (b.is(Kind::timestamp) || b.is(Kind::duration));
  const bool is_defined =
      has_moments &&
      ((is_sum && !(a.is(Kind::timestamp) && b.is(Kind::timestamp))) ||
       (node.op == Op::subtract && !(a.is(Kind::duration) && b.is(Kind::timestamp))));
  if (!is_defined) return no_overload(node, a, b);
  const auto out = is_sum ? add(a.moment(), b.moment()) : subtract(a.moment(), b.moment());
  const bool is_timestamp = a.is(Kind::timestamp) != b.is(Kind::timestamp);
  if (!out || !(is_timestamp ? is_in_timestamp_range(*out) : is_in_duration_range(*out)))
    return fail(node, FailureKind::overflow, "the result is out of range");
  return is_timestamp ? Value::timestamp(*out) : Value::duration(*out);
}

Value Machine::joined(const Node& node, const Value& a, const Value& b) {
  const std::size_t size = a.size() + b.size();
  spend(size);
  if (is_exhausted()) return fail(node, FailureKind::out_of_budget, "too large");
  if (a.is(Kind::list)) {
    const auto items = arena_.values(size);
    for (std::size_t i = 0; i < a.size(); ++i) items[i] = a.item(i);
    for (std::size_t i = 0; i < b.size(); ++i) items[a.size() + i] = b.item(i);
    return Value::list(items);
  }
  char* text = static_cast<char*>(arena_.allocate(size));
  a.text().copy(text, a.size());
  b.text().copy(text + a.size(), b.size());
  const std::string_view whole(text, size);
  return a.is(Kind::string) ? Value::string(whole) : Value::bytes(whole);
}

}  // namespace andon::cel
