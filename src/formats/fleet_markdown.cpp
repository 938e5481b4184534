#include "base/text.h"
#include "formats/fleet.h"
#include "formats/writing/escape.h"
#include "formats/writing/fleet_words.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

constexpr std::size_t field_bytes = 200;
constexpr std::size_t shown_rows = 100;  // a comment holds 65,536 characters
constexpr std::size_t shown_reasons = 100;

std::string shown(std::string_view text) {
  return escaped_markdown(base::shortened(base::printable(text), field_bytes));
}

void put_rows(Output& out, const model::Fleet& fleet) {
  out.put(
      "\n| component | level | open in | findings | last complete run | owner | flags |\n"
      "|---|---|---|---|---|---|---|\n");
  std::size_t number = 0;
  for (const auto& row : fleet.components) {
    if (number++ == shown_rows) {
      out.print("| … | {} in the JSON answer | | | | | |\n",
                base::counted(fleet.components.size() - shown_rows, "more component"));
      return;
    }
    const bool is_grave = !row.flags.empty() && row.flags.front() <= model::FleetFlag::overdue;
    out.print("| {} {} | {} | {} | {} | {} | {} | {} |\n",
              row.flags.empty() ? "✅"
              : is_grave        ? "🛑"
                                : "⚠️",
              shown(row.component), shown(level_cell(row)), shown(open_cell(row)),
              shown(findings_cell(row)), shown(run_cell(row)), shown(owner_cell(row)),
              shown(flags_cell(row, fleet)));
  }
}

void put_reasons(Output& out, const model::Fleet& fleet) {
  std::size_t told = 0, left = 0;
  for (const auto& row : fleet.components)
    for (const auto& reason : reasons(row)) {
      if (told == shown_reasons) {
        ++left;
        continue;
      }
      if (told++ == 0) out.put("\n#### Why\n\n");
      out.print("- {}: {}\n", shown(row.component), shown(reason));
    }
  if (left > 0) out.print("- … {} in the JSON answer\n", base::counted(left, "more reason"));
}

}  // namespace

base::Result<void> write_fleet_markdown(const model::Fleet& fleet, base::ByteSink& sink) {
  Output out(sink);
  out.print("<!-- andon fleet -->\n### Fleet on {}\n\n{}\n", base::to_date(fleet.made_at),
            shown(fleet_sentence(fleet)));
  if (!fleet.components.empty()) put_rows(out, fleet);
  put_reasons(out, fleet);
  for (const auto& note : fleet.notes) out.print("\n_{}_\n", shown(note));
  return out.finish();
}

}  // namespace andon::formats
