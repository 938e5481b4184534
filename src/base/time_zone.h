// Named time zones (IANA), from data that the binary carries: the same answer on every machine.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace andon::base {

// Seconds east of UTC in the zone ("Europe/Berlin") at that moment, in seconds since 1970; nothing
// when no zone has this name.
std::optional<std::int32_t> zone_offset_seconds(std::string_view zone, std::int64_t unix_seconds);

}  // namespace andon::base
