#include "base/time.h"

#include <chrono>
#include <optional>

#include "base/text.h"

namespace andon::base {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;

// Takes `digits` decimal digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// "2026-11-22" off the front, as its beginning in UTC.
std::optional<Instant> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || *year < 1 || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Instant{std::chrono::sys_days{date}.time_since_epoch().count() * day_ms};
}

// "10:56:00.123" off the front; a leap second is told apart, the caller knows the offset.
struct TimeOfDay {
  std::int64_t ms = 0;
  bool is_leap_second = false;
};

std::optional<TimeOfDay> take_time(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return std::nullopt;
  std::int64_t fraction_ms = 0;
  if (take(text, ".")) {
    std::int64_t unit_ms = 100;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      fraction_ms += unit_ms * (text.front() - '0');
      unit_ms /= 10;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
  }
  return TimeOfDay{*hour * hour_ms + *minute * minute_ms + *second * second_ms + fraction_ms,
                   *second == 60};
}

// "Z" or "+01:00" off the front.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return 0;
  const bool is_west = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const std::int64_t offset = *hour * hour_ms + *minute * minute_ms;
  return is_west ? -offset : offset;
}

std::optional<Instant> instant_of(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, "Tt")) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const Instant instant{date->ms + time->ms - *offset};
  // RFC 3339, 5.7: second 60 stands only at the end of a UTC day; it is told as the next day's
  // first.
  if (time->is_leap_second && (instant.ms % day_ms + day_ms) % day_ms >= second_ms)
    return std::nullopt;
  return instant;
}

struct Calendar {
  int year = 0;
  unsigned month = 0, day = 0;
  std::int64_t ms_of_day = 0;
};

Calendar calendar(Instant instant) {
  std::int64_t days = instant.ms / day_ms;
  std::int64_t rest = instant.ms % day_ms;
  if (rest < 0) {
    rest += day_ms;
    --days;
  }
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), rest};
}

}  // namespace

std::string to_date(Instant instant) {
  const Calendar c = calendar(instant);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string to_text(Instant instant) {
  const Calendar c = calendar(instant);
  const std::int64_t ms = c.ms_of_day;
  auto out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day,
                         ms / hour_ms, ms / minute_ms % 60, ms / second_ms % 60);
  if (ms % second_ms != 0) out += fmt::format(".{:03}", ms % second_ms);
  out += 'Z';
  return out;
}

Result<Instant> parse_instant(std::string_view text) {
  if (const auto instant = instant_of(text)) return *instant;
  return fail(ErrorKind::invalid, ErrorOrigin::input,
              "'{}' is not a time such as 2026-11-22T10:56:00Z", printable(shortened(text, 80)));
}

Result<Instant> parse_end(std::string_view text) {
  std::string_view rest = text;
  if (const auto date = take_date(rest); date && rest.empty()) return Instant{date->ms + day_ms};
  if (const auto instant = instant_of(text)) return *instant;
  return fail(ErrorKind::invalid, ErrorOrigin::input,
              "'{}' is not a date such as 2026-11-22, nor a time such as 2026-11-22T10:56:00Z",
              printable(shortened(text, 80)));
}

}  // namespace andon::base
