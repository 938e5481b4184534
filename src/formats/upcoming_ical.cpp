// RFC 5545: what is to come as a calendar that others subscribe to.
#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/output.h"
#include "formats/writing/summary.h"

namespace andon::formats {
namespace {

constexpr std::size_t line_octets = 75;  // 3.1, without the line break
constexpr std::size_t summary_bytes = 300;
constexpr std::size_t description_bytes = 8'000;

// 3.3.11: a backslash, semicolon and comma are escaped, a line break is written \n; control
// characters have no place in TEXT.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : base::printable(text)) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || c == ';' || c == ',')
      (out += '\\') += c;
    else
      out += c == '\t' ? ' ' : c;
  }
  return out;
}

// 3.1: longer lines go on after a line break and a blank, which counts; no code point is cut.
void put_line(Output& out, std::string_view name, std::string_view value) {
  std::string line = fmt::format("{}:{}", name, value);
  std::size_t begin = 0, room = line_octets;
  while (line.size() - begin > room) {
    std::size_t end = begin + room;
    while (end > begin && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    out.put(std::string_view(line).substr(begin, end - begin));
    out.put("\r\n ");
    begin = end;
    room = line_octets - 1;
  }
  out.put(std::string_view(line).substr(begin));
  out.put("\r\n");
}

// 3.3.5, form 2: "20261211T000000Z"
std::string date_time(base::Instant at) {
  const auto text = base::to_text({at.ms - at.ms % 1'000});
  std::string out;
  for (const char c : text)
    if (c != '-' && c != ':') out += c;
  return out;
}

std::string description_of(const model::UpcomingReport& report, const model::UpcomingMoment& moment,
                           const model::UpcomingEvent& event) {
  std::string out =
      event.text + "\nComponent: " + report.release.component + "\nWho: " + owners_sentence(event);
  if (!event.to_do.empty()) out += "\nTo do: " + event.to_do;
  for (const auto& effect : moment.effects) {
    out += "\nLevel: " + effect_sentence(effect);
    for (const auto& because : effect.because) out += "\n  " + because;
  }
  if (!event.place.empty()) out += "\nStands in: " + event.place;
  return out;
}

void put_event(Output& out, const model::UpcomingReport& report,
               const model::UpcomingMoment& moment, const model::UpcomingEvent& event) {
  std::string summary = report.release.component + ": " + event.text;
  if (moment.is_overdue) summary = "OVERDUE " + summary;
  if (event.kind != model::UpcomingKind::level)
    for (const auto& effect : moment.effects)
      if (effect.before != effect.after) summary += " [" + effect_sentence(effect) + "]";
  put_line(out, "BEGIN", "VEVENT");
  put_line(out, "UID", escaped(event.id + "@andon"));
  put_line(out, "DTSTAMP", date_time(report.made_at));
  put_line(out, "DTSTART", date_time(moment.at));
  put_line(out, "SUMMARY", escaped(base::shortened(summary, summary_bytes)));
  put_line(out, "DESCRIPTION",
           escaped(base::shortened(description_of(report, moment, event), description_bytes)));
  put_line(out, "CATEGORIES", words(event.kind)[static_cast<std::size_t>(event.kind)]);
  put_line(out, "TRANSP", "TRANSPARENT");  // it takes nobody's time
  put_line(out, "END", "VEVENT");
}

// 3.6: a calendar holds at least one component, also when nothing is to come.
void put_time_zone(Output& out) {
  put_line(out, "BEGIN", "VTIMEZONE");
  put_line(out, "TZID", "UTC");
  put_line(out, "BEGIN", "STANDARD");
  put_line(out, "DTSTART", "19700101T000000");
  put_line(out, "TZOFFSETFROM", "+0000");
  put_line(out, "TZOFFSETTO", "+0000");
  put_line(out, "END", "STANDARD");
  put_line(out, "END", "VTIMEZONE");
}

}  // namespace

base::Result<void> write_upcoming_ical(const model::UpcomingReport& report, base::ByteSink& sink) {
  Output out(sink);
  put_line(out, "BEGIN", "VCALENDAR");
  put_line(out, "VERSION", "2.0");
  put_line(out, "PRODID", "-//andon//upcoming//EN");
  put_line(out, "CALSCALE", "GREGORIAN");
  // Not of the standard, but what calendars show as the name.
  put_line(out, "X-WR-CALNAME", escaped("andon: " + report.release.component));
  if (report.moments.empty()) put_time_zone(out);
  for (const auto& moment : report.moments)
    for (const auto& event : moment.events) put_event(out, report, moment, event);
  put_line(out, "END", "VCALENDAR");
  return out.finish();
}

}  // namespace andon::formats
