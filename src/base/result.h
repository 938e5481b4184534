// Result<T> and TRY. Our code does not throw; third-party exceptions are caught where they arise.
#pragma once
#include <expected>
#include <utility>

#include <fmt/core.h>

#include "base/error.h"

namespace andon::base {

template <class T>
using Result = std::expected<T, Error>;

// fail(ErrorKind::invalid, ErrorOrigin::input, "{}:{}: no such rule", file, line)
template <class... Arguments>
std::unexpected<Error> fail(ErrorKind kind, ErrorOrigin origin,
                            fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return std::unexpected(
      Error{kind, origin, fmt::format(format, std::forward<Arguments>(arguments)...), {}});
}

}  // namespace andon::base

// auto text = TRY(files.read(path), "reading the lockfile {}", path);
// The value, or return from the function with the error and the clause added to its trail. Not
// inside a braced initialiser: g++ 12 leaks the members made before (tests/tidy_test.cpp).
#define TRY(...) ANDON_TRY_WITH(ANDON_TRY_JOIN(andon_tried_, __COUNTER__), __VA_ARGS__)
#define ANDON_TRY_JOIN(a, b) ANDON_TRY_JOIN_AGAIN(a, b)
#define ANDON_TRY_JOIN_AGAIN(a, b) a##b
#define ANDON_TRY_WITH(name, expression, ...)                                               \
  __extension__({                                                                           \
    auto name = (expression);                                                               \
    if (!name) [[unlikely]]                                                                 \
      return std::unexpected<::andon::base::Error>(                                         \
          ::andon::base::clause_added(std::move(name).error() __VA_OPT__(, ) __VA_ARGS__)); \
    *std::move(name);                                                                       \
  })

namespace andon::base {

inline Error clause_added(Error error) { return error; }
template <class... Arguments>
Error clause_added(Error error, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  error.trail.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
  return error;
}

}  // namespace andon::base

// For our own bugs, on in release too; never for input.
#define ASSERT(condition)                                              \
  do {                                                                 \
    if (!(condition)) [[unlikely]]                                     \
      ::andon::base::assertion_failed(#condition, __FILE__, __LINE__); \
  } while (false)

namespace andon::base {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}
