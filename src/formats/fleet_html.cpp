#include "base/text.h"
#include "formats/fleet.h"
#include "formats/writing/escape.h"
#include "formats/writing/fleet_words.h"
#include "formats/writing/html_style.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

std::string safe(std::string_view text) { return escaped_markup(base::printable(text)); }

void put_head(Output& out, const model::Fleet& fleet) {
  const auto sentence = safe(fleet_sentence(fleet));
  out.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  out.print("<title>Fleet: {}</title>\n<style>{}</style>\n</head>\n<body>\n", sentence, html_style);
  out.print("<header><div><h1>Fleet</h1>\n<p>{}</p>\n</div></header>\n<main>\n", sentence);
}

void put_row(Output& out, const model::FleetRow& row, const model::Fleet& fleet) {
  const bool is_grave = !row.flags.empty() && row.flags.front() <= model::FleetFlag::overdue;
  out.print("<tr><td><strong>{}</strong>{}</td><td>{}</td><td>{}</td><td>{}</td>",
            safe(row.component),
            row.product.empty() ? "" : "<br><span class=\"soft\">" + safe(row.product) + "</span>",
            safe(level_cell(row)), safe(open_cell(row)), safe(findings_cell(row)));
  out.print("<td>{}</td><td>{}</td><td class=\"{}\">{}", safe(run_cell(row)), safe(owner_cell(row)),
            row.flags.empty() ? "met"
            : is_grave        ? "not_met"
                              : "undecided",
            row.flags.empty() ? "-" : safe(flags_cell(row, fleet)));
  const auto why = reasons(row);
  if (!why.empty()) {
    out.put("<details><summary>why</summary><ul>");
    for (const auto& reason : why) out.print("<li>{}</li>", safe(reason));
    out.put("</ul></details>");
  }
  out.put("</td></tr>\n");
}

}  // namespace

base::Result<void> write_fleet_html(const model::Fleet& fleet, base::ByteSink& sink) {
  Output out(sink);
  put_head(out, fleet);
  out.put(
      "<table><thead><tr><th>component</th><th>level</th><th>open in</th><th>findings</th>"
      "<th>last complete run</th><th>owner</th><th>flags</th></tr></thead>\n<tbody>\n");
  for (const auto& row : fleet.components) put_row(out, row, fleet);
  out.put("</tbody></table>\n");
  if (!fleet.notes.empty()) {
    out.put("<h2>Remarks</h2>\n<ul>\n");
    for (const auto& note : fleet.notes) out.print("<li>{}</li>\n", safe(note));
    out.put("</ul>\n");
  }
  out.print("</main>\n<footer><p class=\"soft\">{}, {}</p></footer>\n</body>\n</html>\n",
            safe(fleet.engine), base::to_text(fleet.made_at));
  return out.finish();
}

}  // namespace andon::formats
