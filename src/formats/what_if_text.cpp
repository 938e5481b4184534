#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/painter.h"

namespace andon::formats {
namespace {

constexpr std::size_t shown_items = 20;  // on either side

class WhatIfText {
 public:
  WhatIfText(const model::WhatIfReport& report, const TextOptions& options, base::ByteSink& sink)
      : report_(report), painter_(sink, options) {}

  base::Result<void> write() {
    painter_.line(painter_.inked(Ink::bold, one_line(report_.now.engine)) +
                  " what if: " + painter_.inked(Ink::bold, one_line(gate_subject(report_.now))));
    for (const auto& each : report_.suppositions)
      painter_.prose(painter_.inked(Ink::yellow, "supposed:") + " ", 10, each);
    painter_.prose("", 0, supposition_sentence, Ink::faint);
    levels();
    verdicts();
    changes();
    for (const auto& note : report_.supposed.notes)
      painter_.prose(painter_.inked(Ink::faint, "note:") + " ", 6, note);
    return painter_.finish();
  }

 private:
  static std::string padded(const std::string& text, std::size_t columns) {
    const auto width = base::code_points(text);
    return text + std::string(width < columns ? columns - width : 0, ' ');
  }

  Ink ink_of(const model::LevelSide& side) const {
    return side.is_granted ? Ink::green : side.missing > 0 ? Ink::red : Ink::faint;
  }

  void levels() {
    std::size_t names = 5, sides = 3;
    for (const auto& level : report_.levels) {
      names = std::max(names, base::code_points(one_line(level.level)));
      sides = std::max(sides, base::code_points(side_sentence(level.before)));
    }
    painter_.line();
    painter_.line("  " + padded("", names + 2) + painter_.inked(Ink::faint, padded("now", sides)) +
                  "  " + painter_.inked(Ink::faint, "then"));
    for (const auto& level : report_.levels) {
      const bool is_changed = level.before != level.after;
      painter_.line(
          (is_changed ? "* " : "  ") + padded(one_line(level.level), names + 2) +
          painter_.inked(ink_of(level.before), padded(side_sentence(level.before), sides)) + "  " +
          painter_.inked(ink_of(level.after), side_sentence(level.after)));
    }
  }

  void verdicts() {
    const auto ink = [](const model::GateReport& report) {
      return report.is_met ? Ink::green : Ink::red;
    };
    painter_.line();
    painter_.prose("now:  ", 6, gate_sentence(report_.now), ink(report_.now));
    painter_.prose("then: ", 6, gate_sentence(report_.supposed), ink(report_.supposed));
    painter_.line(change_sentence(report_));
  }

  void items(std::string_view title, std::string_view sign, Ink ink,
             const std::vector<ChangedItem>& items) {
    if (items.empty()) return;
    painter_.line();
    painter_.line(painter_.inked(Ink::bold, title));
    std::size_t number = 0;
    for (const auto& [item, levels] : items) {
      if (number++ == shown_items) {
        painter_.line("  ... and " + base::counted(items.size() - shown_items, "more item") +
                      " in the JSON answer");
        return;
      }
      painter_.prose("  " + painter_.inked(ink, sign) + " ", 4, item->message);
      painter_.prose("    ", 4, "of " + base::join(levels, ", ") + ": " + item_sentence(*item),
                     Ink::faint);
      painter_.prose("    ", 4, "item: " + item->item, Ink::faint);
    }
  }

  void changes() {
    items("Would stand in the way", "+", Ink::red, appearing(report_));
    items("Would no longer stand in the way", "-", Ink::green, vanishing(report_));
    if (!report_.others.empty()) painter_.line();
    for (const auto& other : report_.others) painter_.prose("", 0, other);
  }

  const model::WhatIfReport& report_;
  Painter painter_;
};

}  // namespace

base::Result<void> write_what_if_text(const model::WhatIfReport& report, const TextOptions& options,
                                      base::ByteSink& sink) {
  return WhatIfText(report, options, sink).write();
}

}  // namespace andon::formats
