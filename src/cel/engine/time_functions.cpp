#include "base/result.h"
#include "base/time_zone.h"
#include "cel/engine/functions.h"
#include "cel/engine/moment.h"

namespace andon::cel {
namespace {

std::optional<std::int64_t> offset_at(std::string_view zone, Moment moment) {
  if (const auto offset = parse_offset(zone)) return offset;
  return base::zone_offset_seconds(zone, moment.seconds);
}

// A field of the calendar, in UTC, at an offset or in a time zone.
template <auto Field>
Value calendar_field(const Call& call) {
  if (!call[0].is(Kind::timestamp)) return call.no_overload();
  std::int64_t offset_seconds = 0;
  if (call.count() == 2) {
    if (!call[1].is(Kind::string)) return call.no_overload();
    const auto offset = offset_at(call[1].text(), call[0].moment());
    if (!offset)
      return call.fail(
          FailureKind::bad_argument,
          fmt::format("{} is no time zone such as \"Europe/Berlin\" and no offset such as "
                      "\"+02:00\"",
                      describe(call[1])));
    offset_seconds = *offset;
  }
  return Value::integer(Field(calendar_time(call[0].moment(), offset_seconds)));
}

// A field of the calendar, or the whole length of a duration in that unit, towards zero.
template <auto Field, std::int64_t UnitSeconds>
Value field_or_length(const Call& call) {
  if (!call[0].is(Kind::duration) || call.count() != 1) return calendar_field<Field>(call);
  const Moment length = call[0].moment();
  const std::int64_t whole = length.seconds + (length.seconds < 0 && length.nanos > 0 ? 1 : 0);
  return Value::integer(whole / UnitSeconds);
}

// Of a duration: the milliseconds beyond its whole seconds.
Value milliseconds(const Call& call) {
  constexpr auto field = [](const CalendarTime& t) { return t.milliseconds; };
  if (!call[0].is(Kind::duration) || call.count() != 1) return calendar_field<field>(call);
  const Moment length = call[0].moment();
  const int beyond = length.nanos / 1'000'000;
  return Value::integer(length.seconds < 0 && length.nanos > 0 ? beyond - 1000 : beyond);
}

constexpr auto year = [](const CalendarTime& t) { return t.year; };
constexpr auto month = [](const CalendarTime& t) { return t.month; };
constexpr auto day_of_month = [](const CalendarTime& t) { return t.day_of_month; };
constexpr auto date = [](const CalendarTime& t) { return t.day_of_month + 1; };
constexpr auto day_of_week = [](const CalendarTime& t) { return t.day_of_week; };
constexpr auto day_of_year = [](const CalendarTime& t) { return t.day_of_year; };
constexpr auto hours = [](const CalendarTime& t) { return t.hours; };
constexpr auto minutes = [](const CalendarTime& t) { return t.minutes; };
constexpr auto seconds = [](const CalendarTime& t) { return t.seconds; };

constexpr std::string_view of_timestamp = ".(timestamp) int | .(timestamp, string) int";
constexpr std::string_view of_either =
    ".(timestamp) int | .(timestamp, string) int | .(duration) int";

constexpr Function functions[] = {
    {"getFullYear", of_timestamp, calendar_field<year>},
    {"getMonth", of_timestamp, calendar_field<month>},
    {"getDate", of_timestamp, calendar_field<date>},
    {"getDayOfMonth", of_timestamp, calendar_field<day_of_month>},
    {"getDayOfWeek", of_timestamp, calendar_field<day_of_week>},
    {"getDayOfYear", of_timestamp, calendar_field<day_of_year>},
    {"getHours", of_either, field_or_length<hours, 3600>},
    {"getMinutes", of_either, field_or_length<minutes, 60>},
    {"getSeconds", of_either, field_or_length<seconds, 1>},
    {"getMilliseconds", of_either, milliseconds},
};

}  // namespace

std::span<const Function> time_functions() { return functions; }

}  // namespace andon::cel
