#include <charconv>
#include <cmath>
#include <limits>

#include "base/result.h"
#include "base/text.h"
#include "cel/engine/functions.h"
#include "cel/engine/moment.h"

namespace andon::cel {
namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

Value out_of_range(const Call& call, std::string_view type) {
  return call.fail(FailureKind::overflow,
                   fmt::format("{} does not fit {}", describe(call[0]), type));
}

Value unreadable(const Call& call, std::string_view type) {
  return call.fail(FailureKind::bad_argument,
                   fmt::format("{} cannot be read as {}", describe(call[0]), type));
}

template <class T>
std::optional<T> read_number(std::string_view text) {
  T out{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

Value to_integer(const Call& call) {
  const Value& a = call[0];
  switch (a.kind()) {
    case Kind::integer:
      return a;
    case Kind::unsigned_integer:
      if (!std::in_range<std::int64_t>(a.as_unsigned())) return out_of_range(call, "an int");
      return Value::integer(static_cast<std::int64_t>(a.as_unsigned()));
    case Kind::number:
      // The ends are out too: no double next to them is exactly the greatest or least int.
      if (!(a.as_number() > -two_to_63 && a.as_number() < two_to_63))
        return out_of_range(call, "an int");
      return Value::integer(static_cast<std::int64_t>(a.as_number()));
    case Kind::string:
      if (const auto read = read_number<std::int64_t>(a.text())) return Value::integer(*read);
      return unreadable(call, "an int");
    case Kind::timestamp:
      return Value::integer(a.moment().seconds);
    default:
      return call.no_overload();
  }
}

Value to_unsigned(const Call& call) {
  const Value& a = call[0];
  switch (a.kind()) {
    case Kind::unsigned_integer:
      return a;
    case Kind::integer:
      if (a.as_integer() < 0) return out_of_range(call, "a uint");
      return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_integer()));
    case Kind::number:
      if (!(a.as_number() >= 0 && a.as_number() < two_to_64)) return out_of_range(call, "a uint");
      return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_number()));
    case Kind::string:
      if (const auto read = read_number<std::uint64_t>(a.text()))
        return Value::unsigned_integer(*read);
      return unreadable(call, "a uint");
    default:
      return call.no_overload();
  }
}

Value to_number(const Call& call) {
  const Value& a = call[0];
  switch (a.kind()) {
    case Kind::number:
      return a;
    case Kind::integer:
      return Value::number(static_cast<double>(a.as_integer()));
    case Kind::unsigned_integer:
      return Value::number(static_cast<double>(a.as_unsigned()));
    case Kind::string:
      if (const auto read = read_number<double>(a.text())) return Value::number(*read);
      return unreadable(call, "a double");
    default:
      return call.no_overload();
  }
}

Value to_text(const Call& call) {
  const Value& a = call[0];
  const auto made = [&](const std::string& text) { return call.text(text); };
  switch (a.kind()) {
    case Kind::string:
      return a;
    case Kind::bytes:
      if (!base::is_utf8(a.text())) return unreadable(call, "a string: it is not UTF-8");
      return Value::string(a.text());
    case Kind::boolean:
      return Value::string(a.as_boolean() ? "true" : "false");
    case Kind::integer:
      return made(fmt::format("{}", a.as_integer()));
    case Kind::unsigned_integer:
      return made(fmt::format("{}", a.as_unsigned()));
    case Kind::number:
      return made(fmt::format("{}", a.as_number()));
    case Kind::timestamp:
      return made(timestamp_text(a.moment()));
    case Kind::duration:
      return made(duration_text(a.moment()));
    default:
      return call.no_overload();
  }
}

Value to_boolean(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::boolean)) return a;
  if (!a.is(Kind::string)) return call.no_overload();
  for (const std::string_view word : {"1", "t", "T", "true", "TRUE", "True"})
    if (a.text() == word) return Value::boolean(true);
  for (const std::string_view word : {"0", "f", "F", "false", "FALSE", "False"})
    if (a.text() == word) return Value::boolean(false);
  return unreadable(call, "a bool");
}

Value to_bytes(const Call& call) {
  if (call[0].is(Kind::bytes)) return call[0];
  return call[0].is(Kind::string) ? Value::bytes(call[0].text()) : call.no_overload();
}

Value to_timestamp(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::timestamp)) return a;
  if (a.is(Kind::integer)) {
    const Moment moment{a.as_integer(), 0};
    return is_in_timestamp_range(moment) ? Value::timestamp(moment)
                                         : out_of_range(call, "a timestamp");
  }
  if (!a.is(Kind::string)) return call.no_overload();
  const auto moment = parse_timestamp(a.text());
  return moment ? Value::timestamp(*moment) : unreadable(call, "a timestamp");
}

Value to_duration(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::duration)) return a;
  if (a.is(Kind::integer)) {
    const Moment moment{a.as_integer(), 0};
    return is_in_duration_range(moment) ? Value::duration(moment)
                                        : out_of_range(call, "a duration");
  }
  if (!a.is(Kind::string)) return call.no_overload();
  const auto moment = parse_duration(a.text());
  return moment ? Value::duration(*moment) : unreadable(call, "a duration");
}

Value type_of(const Call& call) { return Value::type(type_name(call[0].kind())); }

Value itself(const Call& call) { return call[0]; }

constexpr Function functions[] = {
    {"int", "(int) int | (uint) int | (double) int | (string) int | (timestamp) int", to_integer},
    {"uint", "(uint) uint | (int) uint | (double) uint | (string) uint", to_unsigned},
    {"double", "(double) double | (int) double | (uint) double | (string) double", to_number},
    {"string",
     "(string) string | (bytes) string | (bool) string | (int) string | (uint) string | "
     "(double) string | (timestamp) string | (duration) string",
     to_text},
    {"bool", "(bool) bool | (string) bool", to_boolean},
    {"bytes", "(bytes) bytes | (string) bytes", to_bytes},
    {"timestamp", "(timestamp) timestamp | (int) timestamp | (string) timestamp", to_timestamp},
    {"duration", "(duration) duration | (int) duration | (string) duration", to_duration},
    {"type", "(A) type(A)", type_of},
    {"dyn", "(A) dyn", itself},
};

}  // namespace

std::span<const Function> conversion_functions() { return functions; }

}  // namespace andon::cel
