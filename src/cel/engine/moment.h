// Timestamps and durations with nanoseconds, as the language has them; no clock.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "cel/value.h"

namespace andon::cel {

// Years 0001 to 9999.
inline constexpr std::int64_t timestamp_min_seconds = -62'135'596'800;
inline constexpr std::int64_t timestamp_max_seconds = 253'402'300'799;
// What fits 64 bits of nanoseconds, about 292 years either way: the range of the conformance suite.
inline constexpr std::int64_t duration_max_seconds = 9'223'372'036;

bool is_in_timestamp_range(Moment moment);
bool is_in_duration_range(Moment moment);

std::optional<Moment> add(Moment a, Moment b);
std::optional<Moment> subtract(Moment a, Moment b);

// RFC 3339 with up to nine digits of a second.
std::optional<Moment> parse_timestamp(std::string_view text);
std::string timestamp_text(Moment moment);
// "1h30m", "-1.5s", "10ms", "3us", "0".
std::optional<Moment> parse_duration(std::string_view text);
std::string duration_text(Moment moment);
// "+02:00", "-0800" is none, "02:00", "UTC", "Z": seconds east of UTC.
std::optional<std::int64_t> parse_offset(std::string_view text);

struct CalendarTime {
  int year = 0;
  int month = 0;         // 0 is January
  int day_of_month = 0;  // 0 is the first
  int day_of_week = 0;   // 0 is Sunday
  int day_of_year = 0;   // 0 is the first of January
  int hours = 0, minutes = 0, seconds = 0, milliseconds = 0;
};
CalendarTime calendar_time(Moment moment, std::int64_t offset_seconds);

}  // namespace andon::cel
