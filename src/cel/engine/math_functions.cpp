// The math extension: math.greatest and the like.
#include <cmath>
#include <limits>

#include "base/result.h"
#include "cel/engine/functions.h"

namespace andon::cel {
namespace {

bool is_number(const Value& value) {
  return value.is(Kind::integer) || value.is(Kind::unsigned_integer) || value.is(Kind::number);
}

// The greatest (Side 1) or least (-1) of the numbers, or of the one list of them.
template <int Side>
Value extreme(const Call& call) {
  const bool is_list = call.count() == 1 && call[0].is(Kind::list);
  const std::size_t count = is_list ? call[0].size() : call.count();
  if (count == 0)
    return call.fail(FailureKind::bad_argument, fmt::format("'{}' of no number", call.node.name));
  call.machine.spend(count);
  const auto at = [&](std::size_t i) { return is_list ? call[0].item(i) : call[i]; };
  Value best = at(0);
  for (std::size_t i = 0; i < count; ++i) {
    const Value next = at(i);
    if (!is_number(next)) return call.no_overload();
    if (compare(next, best) == Side) best = next;
  }
  return best;
}

template <auto Apply>
Value of_double(const Call& call) {
  if (!call[0].is(Kind::number)) return call.no_overload();
  return Value::number(Apply(call[0].as_number()));
}

template <auto Test>
Value test_double(const Call& call) {
  if (!call[0].is(Kind::number)) return call.no_overload();
  return Value::boolean(Test(call[0].as_number()));
}

constexpr auto ceiling = [](double x) { return std::ceil(x); };
constexpr auto floor = [](double x) { return std::floor(x); };
constexpr auto rounded = [](double x) { return std::round(x); };
constexpr auto truncated = [](double x) { return std::trunc(x); };
constexpr auto is_nan = [](double x) { return std::isnan(x); };
constexpr auto is_infinite = [](double x) { return std::isinf(x); };
constexpr auto is_finite = [](double x) { return std::isfinite(x); };

Value absolute(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::unsigned_integer)) return a;
  if (a.is(Kind::number)) return Value::number(std::fabs(a.as_number()));
  if (!a.is(Kind::integer)) return call.no_overload();
  if (a.as_integer() == std::numeric_limits<std::int64_t>::min())
    return call.fail(FailureKind::overflow, "the result does not fit an int");
  return Value::integer(a.as_integer() < 0 ? -a.as_integer() : a.as_integer());
}

Value sign(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::unsigned_integer)) return Value::unsigned_integer(a.as_unsigned() > 0 ? 1 : 0);
  if (a.is(Kind::integer))
    return Value::integer(a.as_integer() > 0 ? 1 : (a.as_integer() < 0 ? -1 : 0));
  if (!a.is(Kind::number)) return call.no_overload();
  const double x = a.as_number();
  return Value::number(std::isnan(x) ? x : (x > 0 ? 1.0 : (x < 0 ? -1.0 : 0.0)));
}

Value square_root(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::number)) return Value::number(std::sqrt(a.as_number()));
  if (a.is(Kind::integer)) return Value::number(std::sqrt(static_cast<double>(a.as_integer())));
  if (a.is(Kind::unsigned_integer))
    return Value::number(std::sqrt(static_cast<double>(a.as_unsigned())));
  return call.no_overload();
}

// Bits are the same for both kinds of integers; the result is of the kind given.
std::optional<std::uint64_t> bits(const Value& value) {
  if (value.is(Kind::integer)) return static_cast<std::uint64_t>(value.as_integer());
  if (value.is(Kind::unsigned_integer)) return value.as_unsigned();
  return std::nullopt;
}

Value like(const Value& model, std::uint64_t made) {
  if (model.is(Kind::integer)) return Value::integer(static_cast<std::int64_t>(made));
  return Value::unsigned_integer(made);
}

template <auto Apply>
Value of_bits(const Call& call) {
  const auto a = bits(call[0]), b = bits(call[1]);
  if (!a || !b || call[0].kind() != call[1].kind()) return call.no_overload();
  return like(call[0], Apply(*a, *b));
}

constexpr auto bit_and = [](std::uint64_t a, std::uint64_t b) { return a & b; };
constexpr auto bit_or = [](std::uint64_t a, std::uint64_t b) { return a | b; };
constexpr auto bit_xor = [](std::uint64_t a, std::uint64_t b) { return a ^ b; };

Value bit_not(const Call& call) {
  const auto a = bits(call[0]);
  return a ? like(call[0], ~*a) : call.no_overload();
}

// By 64 places or more nothing is left; to the right zeros come in, whatever the sign.
template <auto Shift>
Value shifted(const Call& call) {
  const auto a = bits(call[0]);
  if (!a || !call[1].is(Kind::integer)) return call.no_overload();
  const auto places = call[1].as_integer();
  if (places < 0)
    return call.fail(FailureKind::bad_argument,
                     fmt::format("'{}' by {} places", call.node.name, places));
  return like(call[0], places >= 64 ? 0 : Shift(*a, places));
}

constexpr auto left = [](std::uint64_t a, std::int64_t places) { return a << places; };
constexpr auto right = [](std::uint64_t a, std::int64_t places) { return a >> places; };

constexpr std::string_view double_only = "(double) double";
constexpr std::string_view double_test = "(double) bool";
constexpr std::string_view each_number = "(int) int | (uint) uint | (double) double";
constexpr std::string_view two_integers = "(int, int) int | (uint, uint) uint";
constexpr std::string_view by_places = "(int, int) int | (uint, int) uint";

constexpr Function functions[] = {
    {"math.greatest", "(number*) number", extreme<1>},
    {"math.least", "(number*) number", extreme<-1>},
    {"math.ceil", double_only, of_double<ceiling>},
    {"math.floor", double_only, of_double<floor>},
    {"math.round", double_only, of_double<rounded>},
    {"math.trunc", double_only, of_double<truncated>},
    {"math.abs", each_number, absolute},
    {"math.sign", each_number, sign},
    {"math.sqrt", "(double) double | (int) double | (uint) double", square_root},
    {"math.isNaN", double_test, test_double<is_nan>},
    {"math.isInf", double_test, test_double<is_infinite>},
    {"math.isFinite", double_test, test_double<is_finite>},
    {"math.bitAnd", two_integers, of_bits<bit_and>},
    {"math.bitOr", two_integers, of_bits<bit_or>},
    {"math.bitXor", two_integers, of_bits<bit_xor>},
    {"math.bitNot", "(int) int | (uint) uint", bit_not},
    {"math.bitShiftLeft", by_places, shifted<left>},
    {"math.bitShiftRight", by_places, shifted<right>},
};

}  // namespace

std::span<const Function> math_functions() { return functions; }

}  // namespace andon::cel
