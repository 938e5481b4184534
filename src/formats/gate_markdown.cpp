#include "base/text.h"
#include "formats/gate.h"
#include "formats/writing/escape.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

constexpr std::size_t field_bytes = 300;
constexpr std::size_t shown_items = 50;  // a comment holds 65,536 characters

std::string shown(std::string_view text) {
  return escaped_markdown(base::shortened(base::printable(text), field_bytes));
}
std::string code(std::string_view text) {
  return markdown_code(base::shortened(base::printable(text), field_bytes));
}

void put_missing(Output& out, const model::LevelAnswer& next) {
  out.print("\n#### Missing for {}, the cheapest step first\n\n", shown(next.level));
  out.put("| | what | who | effort | how |\n|---|---|---|---|---|\n");
  std::size_t number = 0;
  for (const auto& item : next.missing) {
    if (number++ == shown_items) {
      out.print("| … | {} in the JSON answer | | | |\n",
                base::counted(next.missing.size() - shown_items, "more item"));
      break;
    }
    out.print("| {} | {}<br>{} | {} | {}{} | {} |\n",
              item.outcome == model::RuleOutcome::undecided ? "❔" : "❌", shown(item.message),
              code(item.item), shown(item.who), shown(item.effort),
              item.earliest ? ", not before " + base::to_text(*item.earliest) : "",
              shown(item.choice.empty() ? item.fix : item.fix + " (chosen: " + item.choice + ")"));
  }
}

}  // namespace

base::Result<void> write_gate_markdown(const model::GateReport& report, base::ByteSink& sink) {
  Output out(sink);
  out.print("<!-- andon gate -->\n### {} {}\n\n{}\n", report.is_met ? "✅" : "❌",
            shown(gate_subject(report)), shown(gate_sentence(report)));
  for (const auto& signal : report.signals)
    out.print("\n> {} **{}**: {}{}\n", signal.is_blocking ? "🛑" : "⚠️",
              signal.kind == "stopped" ? "Line stopped"
              : signal.kind == "glass" ? "Glass broken"
                                       : "Overdue",
              shown(signal.text), signal.who.empty() ? "" : " (" + shown(signal.who) + ")");
  out.put("\n| level | |\n|---|---|\n");
  for (const auto& answer : report.levels)
    out.print("| {} {} | {} |\n", answer.is_granted ? "✅" : "▫️", shown(answer.level),
              shown(level_sentence(answer)));
  for (const auto& condition : report.conditions) out.print("\n- {}", shown(condition));
  out.print("\n\n{}\n", shown(open_sentence(report)));
  if (const auto* next = next_level(report); next != nullptr && !next->missing.empty())
    put_missing(out, *next);
  if (!report.next.empty()) out.put("\n#### Next\n\n");
  for (const auto& step : report.next) out.print("- {}\n", code(step));
  for (const auto& note : report.notes) out.print("\n_{}_\n", shown(note));
  return out.finish();
}

}  // namespace andon::formats
