#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/escape.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

constexpr std::size_t field_bytes = 300;
constexpr std::size_t shown_items = 50;  // on either side; a comment holds 65,536 characters

std::string shown(std::string_view text) {
  return escaped_markdown(base::shortened(base::printable(text), field_bytes));
}
std::string code(std::string_view text) {
  return markdown_code(base::shortened(base::printable(text), field_bytes));
}

void put_items(Output& out, std::string_view title, const std::vector<ChangedItem>& items) {
  if (items.empty()) return;
  out.print("\n#### {}\n\n| what | levels | now → then | why |\n|---|---|---|---|\n", title);
  std::size_t number = 0;
  for (const auto& [item, levels] : items) {
    if (number++ == shown_items) {
      out.print("| {} in the JSON answer | | | |\n",
                base::counted(items.size() - shown_items, "more item"));
      return;
    }
    out.print("| {}<br>{} | {} | {} → {} | {}{}{} |\n", shown(item->message), code(item->item),
              shown(base::join(levels, ", ")), shown(item->before), shown(item->after),
              shown(item->why), item->why.empty() || item->place.empty() ? "" : "<br>",
              item->place.empty() ? "" : code(item->place));
  }
}

}  // namespace

base::Result<void> write_what_if_markdown(const model::WhatIfReport& report, base::ByteSink& sink) {
  Output out(sink);
  out.print("<!-- andon what-if -->\n### What if: {}\n\n", shown(gate_subject(report.now)));
  for (const auto& each : report.suppositions) out.print("- supposed: {}\n", shown(each));
  out.print("\n_{}_\n\n", supposition_sentence);
  out.print("| | now | then |\n|---|---|---|\n| **answer** | {} {} | {} {} |\n",
            report.now.is_met ? "✅" : "❌", shown(gate_sentence(report.now)),
            report.supposed.is_met ? "✅" : "❌", shown(gate_sentence(report.supposed)));
  for (const auto& level : report.levels)
    out.print("| {}{} | {} | {} |\n", level.before == level.after ? "" : "⚠️ ", shown(level.level),
              shown(side_sentence(level.before)), shown(side_sentence(level.after)));
  out.print("\n{}\n", change_sentence(report));
  put_items(out, "Would stand in the way", appearing(report));
  put_items(out, "Would no longer stand in the way", vanishing(report));
  if (!report.others.empty()) out.put("\n");
  for (const auto& other : report.others) out.print("- {}\n", shown(other));
  for (const auto& note : report.supposed.notes) out.print("\n_{}_\n", shown(note));
  return out.finish();
}

}  // namespace andon::formats
