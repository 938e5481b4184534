// What a value of the language may hold besides the plain: a moment, and why there is no value.
#pragma once
#include <compare>
#include <cstdint>
#include <string_view>

namespace andon::cel {

// Seconds since 1970 (timestamp) or of length (duration); 0 <= nanos < 1e9 for both.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

enum class FailureKind : std::uint8_t {
  no_such_field,
  no_such_overload,
  undeclared,
  overflow,
  out_of_range,
  bad_argument,
  unknown,
  out_of_budget
};

// Why an expression has no value. `unknown` and `no_such_field` are what policy calls "missing".
struct Failure {
  FailureKind kind = FailureKind::bad_argument;
  std::uint32_t offset = 0;  // in the source of the expression
  std::string_view message;
};

}  // namespace andon::cel
