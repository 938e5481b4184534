#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/painter.h"
#include "formats/writing/summary.h"

namespace andon::formats {
namespace {

class UpcomingText {
 public:
  UpcomingText(const model::UpcomingReport& report, const TextOptions& options,
               base::ByteSink& sink)
      : report_(report), painter_(sink, options) {}

  base::Result<void> write() {
    painter_.line(painter_.inked(Ink::bold, one_line(report_.engine)) + " upcoming: " +
                  painter_.inked(Ink::bold, one_line(release_name(report_.release))) + ", until " +
                  base::to_text(report_.until));
    if (!report_.granted.empty())
      painter_.prose("", 0, "Granted now: " + granted_sentence(report_));
    if (report_.moments.empty()) {
      painter_.line();
      painter_.line("Nothing expires or becomes due.");
    }
    for (const auto& moment : report_.moments) put(moment);
    if (!report_.notes.empty()) painter_.line();
    for (const auto& note : report_.notes)
      painter_.prose(painter_.inked(Ink::faint, "note:") + " ", 6, note);
    return painter_.finish();
  }

 private:
  void put(const model::UpcomingMoment& moment) {
    painter_.line();
    const auto when =
        fmt::format("{} ({})", base::to_text(moment.at), distance(report_.made_at, moment.at));
    painter_.line(moment.is_overdue ? painter_.inked(Ink::red, "OVERDUE") + "  " + when
                                    : painter_.inked(Ink::bold, when));
    for (const auto& event : moment.events) {
      painter_.prose("  - ", 4, event.text);
      painter_.prose("    ", 4,
                     "who: " + owners_sentence(event) +
                         (event.to_do.empty() ? std::string() : "; to do: " + event.to_do),
                     Ink::faint);
    }
    for (const auto& effect : moment.effects) {
      painter_.prose("  " + painter_.inked(Ink::yellow, "level") + "  ", 9,
                     effect_sentence(effect));
      for (const auto& because : effect.because)
        painter_.prose("         ", 9, because, Ink::faint);
    }
  }

  const model::UpcomingReport& report_;
  Painter painter_;
};

}  // namespace

base::Result<void> write_upcoming_text(const model::UpcomingReport& report,
                                       const TextOptions& options, base::ByteSink& sink) {
  return UpcomingText(report, options, sink).write();
}

}  // namespace andon::formats
