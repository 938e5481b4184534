#include "cel/engine/moment.h"

#include <chrono>
#include <cmath>

#include "base/result.h"

namespace andon::cel {
namespace {

constexpr std::int32_t second_nanos = 1'000'000'000;
constexpr std::int64_t day_seconds = 86'400;
// Wide enough that no sum of written units overflows.
__extension__ typedef __int128 WideNanos;

std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// ".123" off the front as nanoseconds; nothing there is 0.
std::optional<std::int32_t> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return 0;
  std::int32_t nanos = 0, unit = second_nanos / 10;
  std::size_t digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    nanos += unit * (text.front() - '0');
    unit /= 10;
    ++digits;
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  return nanos;
}

std::string fraction_text(std::int32_t nanos) {
  if (nanos == 0) return {};
  std::string digits = fmt::format(".{:09}", nanos);
  while (digits.back() == '0') digits.pop_back();
  return digits;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

bool is_in_timestamp_range(Moment m) {
  return m.seconds >= timestamp_min_seconds && m.seconds <= timestamp_max_seconds;
}

bool is_in_duration_range(Moment m) {
  return m.seconds >= -duration_max_seconds && m.seconds <= duration_max_seconds;
}

std::optional<Moment> add(Moment a, Moment b) {
  Moment out;
  if (__builtin_add_overflow(a.seconds, b.seconds, &out.seconds)) return std::nullopt;
  out.nanos = a.nanos + b.nanos;
  if (out.nanos >= second_nanos) {
    out.nanos -= second_nanos;
    if (__builtin_add_overflow(out.seconds, std::int64_t{1}, &out.seconds)) return std::nullopt;
  }
  return out;
}

std::optional<Moment> subtract(Moment a, Moment b) {
  Moment out;
  if (__builtin_sub_overflow(a.seconds, b.seconds, &out.seconds)) return std::nullopt;
  out.nanos = a.nanos - b.nanos;
  if (out.nanos < 0) {
    out.nanos += second_nanos;
    if (__builtin_sub_overflow(out.seconds, std::int64_t{1}, &out.seconds)) return std::nullopt;
  }
  return out;
}

std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text == "UTC" || text == "Z" || text == "z") return 0;
  const bool is_west = text.starts_with('-');
  if (is_west || text.starts_with('+')) text.remove_prefix(1);
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !text.empty()) return std::nullopt;
  const std::int64_t seconds = *hour * 3600 + *minute * 60;
  return is_west ? -seconds : seconds;
}

std::optional<Moment> parse_timestamp(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || *year < 1 || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || !take(text, "Tt")) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  const auto hour = take_digits(text, 2);
  if (!date.ok() || !hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  const auto nanos = take_fraction(text);
  if (!nanos || text.empty()) return std::nullopt;
  if (text != "Z" && text != "z" && text.front() != '+' && text.front() != '-') return std::nullopt;
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const Moment moment{days * day_seconds + *hour * 3600 + *minute * 60 + *second - *offset, *nanos};
  if (!is_in_timestamp_range(moment)) return std::nullopt;
  return moment;
}

CalendarTime calendar_time(Moment moment, std::int64_t offset_seconds) {
  const std::int64_t local = moment.seconds + offset_seconds;
  const std::int64_t days = floor_divide(local, day_seconds);
  const auto second_of_day = static_cast<int>(local - days * day_seconds);
  const std::chrono::sys_days day{std::chrono::days{static_cast<int>(days)}};
  const std::chrono::year_month_day date{day};
  const std::chrono::sys_days new_year{date.year() / std::chrono::January / 1};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())) - 1,
          static_cast<int>(static_cast<unsigned>(date.day())) - 1,
          static_cast<int>(std::chrono::weekday{day}.c_encoding()),
          static_cast<int>((day - new_year).count()),
          second_of_day / 3600,
          second_of_day / 60 % 60,
          second_of_day % 60,
          moment.nanos / 1'000'000};
}

std::string timestamp_text(Moment moment) {
  const CalendarTime t = calendar_time(moment, 0);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", t.year, t.month + 1,
                     t.day_of_month + 1, t.hours, t.minutes, t.seconds,
                     fraction_text(moment.nanos));
}

std::optional<Moment> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t nanos;
  };
  // The longer name first where one begins another.
  static constexpr Unit units[] = {{"ns", 1},
                                   {"us", 1'000},
                                   {"\xC2\xB5s", 1'000},
                                   {"\xCE\xBCs", 1'000},
                                   {"ms", 1'000'000},
                                   {"s", second_nanos},
                                   {"m", 60ll * second_nanos},
                                   {"h", 3600ll * second_nanos}};
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Moment{};
  if (text.empty()) return std::nullopt;
  WideNanos total = 0;
  while (!text.empty()) {
    std::int64_t whole = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      if (++digits > 15) return std::nullopt;
      whole = whole * 10 + (text.front() - '0');
    }
    const bool has_point = text.starts_with('.');
    const auto fraction = take_fraction(text);
    if (!fraction || (digits == 0 && !has_point)) return std::nullopt;
    const Unit* unit = nullptr;
    for (const auto& candidate : units)
      if (!unit && text.starts_with(candidate.name)) unit = &candidate;
    if (!unit) return std::nullopt;
    text.remove_prefix(unit->name.size());
    total += static_cast<WideNanos>(whole) * unit->nanos +
             static_cast<WideNanos>(*fraction) * unit->nanos / second_nanos;
  }
  if (is_negative) total = -total;
  if (total > static_cast<WideNanos>(duration_max_seconds) * second_nanos ||
      total < -static_cast<WideNanos>(duration_max_seconds) * second_nanos)
    return std::nullopt;
  auto seconds = static_cast<std::int64_t>(total / second_nanos);
  auto nanos = static_cast<std::int32_t>(total % second_nanos);
  if (nanos < 0) {
    nanos += second_nanos;
    --seconds;
  }
  return Moment{seconds, nanos};
}

std::string duration_text(Moment moment) {
  const bool is_negative = moment.seconds < 0;
  std::int64_t seconds = moment.seconds;
  std::int32_t nanos = moment.nanos;
  if (is_negative) {
    seconds = -seconds;
    if (nanos > 0) {
      --seconds;
      nanos = second_nanos - nanos;
    }
  }
  return fmt::format("{}{}{}s", is_negative ? "-" : "", seconds, fraction_text(nanos));
}

}  // namespace andon::cel
