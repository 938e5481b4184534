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

// `left`: how many items the comment still has room for.
void put_missing(Output& out, const MissingPart& part, std::size_t& left) {
  out.print("\n#### {}\n\n", shown(missing_title(part)));
  out.put("| | what | who | effort | how |\n|---|---|---|---|---|\n");
  std::size_t number = 0;
  for (const auto* item : part.items) {
    if (left == 0) {
      out.print("| … | {} in the JSON answer | | | |\n",
                base::counted(part.items.size() - number, "more item"));
      break;
    }
    --left;
    ++number;
    out.print(
        "| {} | {}<br>{}<br><sub>{}{}{}</sub> | {} | {}{} | {} |\n",
        item->outcome == model::RuleOutcome::undecided ? "❔" : "❌", shown(item->message),
        code(item->item), shown(item_rule(*item)), item->facts.empty() ? "" : "<br>",
        shown(item->facts), shown(item->who), shown(item->effort),
        item->earliest ? ", not before " + base::to_text(*item->earliest) : "",
        shown(item->choice.empty() ? item->fix : item->fix + " (chosen: " + item->choice + ")"));
  }
}

}  // namespace

base::Result<void> write_gate_markdown(const model::GateReport& report, base::ByteSink& sink) {
  Output out(sink);
  out.print("<!-- andon gate -->\n### {} {}\n\n{}\n", report.is_met ? "✅" : "❌",
            shown(gate_subject(report)), shown(gate_sentence(report)));
  for (const auto& signal : report.signals)
    out.print("\n> {} **{}**: {}{}\n", signal.is_blocking ? "🛑" : "⚠️", signal_word(signal),
              shown(signal.text), signal.who.empty() ? "" : " (" + shown(signal.who) + ")");
  out.put("\n| level | |\n|---|---|\n");
  for (const auto& answer : report.levels)
    out.print("| {} {} | {} |\n", answer.is_granted ? "✅" : "▫️", shown(answer.level),
              shown(level_sentence(answer)));
  if (!report.conditions.empty()) out.put("\n");
  for (const auto& condition : report.conditions) out.print("- {}\n", shown(condition));
  out.print("\n{}\n", shown(open_sentence(report)));
  std::size_t left = shown_items;
  for (const auto& part : missing_parts(report, Reach::asked)) put_missing(out, part, left);
  if (!report.next.empty()) out.put("\n#### Next\n\n");
  for (const auto& step : report.next) out.print("- {}\n", code(step));
  for (const auto& note : report.notes) out.print("\n_{}_\n", shown(note));
  return out.finish();
}

}  // namespace andon::formats
