#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/escape.h"
#include "formats/writing/output.h"
#include "formats/writing/summary.h"

namespace andon::formats {
namespace {

constexpr std::size_t field_bytes = 300;
constexpr std::size_t shown_moments = 100;  // a comment holds 65,536 characters

std::string shown(std::string_view text) {
  return escaped_markdown(base::shortened(base::printable(text), field_bytes));
}

std::string effects_cell(const model::UpcomingMoment& moment) {
  std::string out;
  for (const auto& effect : moment.effects)
    out += (out.empty() ? "**" : "<br>**") + shown(effect_sentence(effect)) + "**";
  return out;
}

}  // namespace

base::Result<void> write_upcoming_markdown(const model::UpcomingReport& report,
                                           base::ByteSink& sink) {
  Output out(sink);
  out.print("<!-- andon upcoming -->\n### Upcoming: {}\n\nUntil {}.",
            shown(release_name(report.release)), base::to_text(report.until));
  if (!report.granted.empty()) out.print(" Granted now: {}.", shown(granted_sentence(report)));
  out.put("\n\n");
  if (report.moments.empty()) out.put("Nothing expires or becomes due.\n");
  if (!report.moments.empty()) out.put("| when | what | who | level |\n|---|---|---|---|\n");
  std::size_t number = 0;
  for (const auto& moment : report.moments) {
    if (number++ == shown_moments) {
      out.print("| … | {} in the JSON answer | | |\n",
                base::counted(report.moments.size() - shown_moments, "more moment"));
      break;
    }
    bool is_first = true;
    for (const auto& event : moment.events) {
      out.print("| {}{} | {}{} | {} | {} |\n", moment.is_overdue ? "🛑 overdue: " : "",
                base::to_text(moment.at), shown(event.text),
                event.to_do.empty() ? "" : "<br>" + shown(event.to_do),
                shown(owners_sentence(event)), is_first ? effects_cell(moment) : "");
      is_first = false;
    }
  }
  for (const auto& note : report.notes) out.print("\n_{}_\n", shown(note));
  return out.finish();
}

}  // namespace andon::formats
