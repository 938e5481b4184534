#include <algorithm>

#include "base/text.h"
#include "formats/gate.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/painter.h"

namespace andon::formats {
namespace {

constexpr std::size_t shown_items = 20;

class GateText {
 public:
  GateText(const model::GateReport& report, const TextOptions& options, base::ByteSink& sink)
      : report_(report), painter_(sink, options) {}

  base::Result<void> write() {
    painter_.line(painter_.inked(Ink::bold, one_line(report_.engine)) +
                  " gate: " + painter_.inked(Ink::bold, one_line(gate_subject(report_))));
    if (!report_.judged_from.empty())
      painter_.prose("", 0, "Judged from " + report_.judged_from, Ink::faint);
    signals();
    levels();
    missing();
    remarks();
    return painter_.finish();
  }

 private:
  void signals() {
    for (const auto& signal : report_.signals) {
      const auto head = base::upper_ascii(signal_word(signal));
      painter_.line();
      painter_.prose(painter_.inked(signal.is_blocking ? Ink::red : Ink::yellow, head) + "  ", 14,
                     signal.text);
      if (!signal.who.empty()) painter_.prose("              ", 14, "answers: " + signal.who);
    }
  }

  void levels() {
    painter_.line();
    std::size_t columns = 0;
    for (const auto& answer : report_.levels)
      columns = std::max(columns, base::code_points(one_line(answer.level)));
    for (const auto& answer : report_.levels) {
      const auto word = answer.is_granted                             ? "granted"
                        : answer.verdict == model::Verdict::undecided ? "undecided"
                        : !answer.missing.empty()                     ? "missing"
                                                                      : "waits";
      const Ink ink = answer.is_granted                             ? Ink::green
                      : answer.verdict == model::Verdict::undecided ? Ink::yellow
                      : answer.missing.empty()                      ? Ink::faint
                                                                    : Ink::red;
      const auto name = one_line(answer.level);
      painter_.prose("  " + painter_.inked(ink, fmt::format("{:<10}", word)) + name +
                         std::string(columns - base::code_points(name) + 2, ' '),
                     14 + columns, level_sentence(answer));
      // Those of the level that is granted stand below; the same ones need not stand at each.
      for (const auto& condition : answer.conditions)
        if (std::ranges::find(report_.conditions, condition) == report_.conditions.end())
          painter_.prose(std::string(14 + columns, ' ') + "- ", 16 + columns, condition,
                         Ink::faint);
    }
    painter_.line();
    const Ink ink = report_.is_met ? Ink::green : Ink::red;
    painter_.line(painter_.inked(ink, one_line(gate_sentence(report_))));
    for (const auto& condition : report_.conditions) painter_.prose("  - ", 4, condition);
    painter_.line("  " + open_sentence(report_));
  }

  void missing() {
    std::size_t number = 0;
    for (const auto& part : missing_parts(report_, Reach::asked)) {
      painter_.line();
      painter_.line(painter_.inked(Ink::bold, one_line(missing_title(part))));
      std::size_t shown = 0;
      for (const auto* each : part.items) {
        if (shown++ == shown_items) {
          painter_.line("  ... and " + base::counted(part.items.size() - shown_items, "more item") +
                        " in the JSON answer");
          break;
        }
        item(++number, *each);
      }
    }
  }

  void item(std::size_t number, const model::MissingItem& item) {
    const bool is_undecided = item.outcome == model::RuleOutcome::undecided;
    painter_.prose(fmt::format("{:>3}. ", number), 5,
                   (is_undecided ? "not known: " : "") + item.message);
    painter_.prose("     ", 11, "rule: " + item_rule(item), Ink::faint);
    if (!item.facts.empty()) painter_.prose("     ", 12, "facts: " + item.facts, Ink::faint);
    painter_.prose("     ", 5, item_facts(item), Ink::faint);
    if (!item.fix.empty())
      painter_.prose("     " + painter_.inked(Ink::green, "fix:") + " ", 10, item.fix);
    painter_.prose("     ", 5, "item: " + item.item, Ink::faint);
  }

  void remarks() {
    if (!report_.notes.empty()) painter_.line();
    for (const auto& note : report_.notes)
      painter_.prose(painter_.inked(Ink::faint, "note:") + " ", 6, note);
    if (report_.next.empty()) return;
    painter_.line();
    painter_.line(painter_.inked(Ink::bold, "Next"));
    for (const auto& step : report_.next) painter_.line("  " + one_line(step));
  }

  const model::GateReport& report_;
  Painter painter_;
};

}  // namespace

base::Result<void> write_gate_text(const model::GateReport& report, const TextOptions& options,
                                   base::ByteSink& sink) {
  return GateText(report, options, sink).write();
}

}  // namespace andon::formats
