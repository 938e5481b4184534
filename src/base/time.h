// Instants and dates. A bare date ends at 24:00 UTC. No clock here: World::clock() has it.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::base {

struct Instant {
  std::int64_t ms = 0;  // since 1970-01-01T00:00:00Z
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

inline constexpr std::int64_t day_ms = 24ll * 60 * 60 * 1000;

// RFC 3339 in UTC, "2026-11-22T10:56:00Z"; with ".123" when there are milliseconds.
std::string to_text(Instant instant);
// "2026-11-22"
std::string to_date(Instant instant);
// RFC 3339 with any offset; years 0001 to 9999.
Result<Instant> parse_instant(std::string_view text);
// "2026-11-22" as its end, 2026-11-23T00:00:00Z, or an instant: for expiries and due dates.
Result<Instant> parse_end(std::string_view text);

}  // namespace andon::base
