#include "base/error.h"

#include <cstdio>
#include <cstdlib>

#include "base/result.h"

namespace andon::base {

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::denied:
      return "denied";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::unavailable:
      return "unavailable";
    case ErrorKind::unsupported:
      return "unsupported";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

std::string Error::text() const {
  std::string out = message;
  if (trail.empty()) return out;
  out += " (while ";
  for (std::size_t i = 0; i < trail.size(); ++i) {
    if (i) out += "; while ";
    out += trail[i];
  }
  return out + ")";
}

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "andon: internal error: %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace andon::base
