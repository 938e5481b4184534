#include "base/text.h"
#include "formats/ahead.h"
#include "formats/writing/ahead_words.h"
#include "formats/writing/escape.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/html_style.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

std::string safe(std::string_view text) { return escaped_markup(text); }

void put_head(Output& out, const model::WhatIfReport& report) {
  out.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  out.print("<title>What if: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
            safe(gate_subject(report.now)), html_style);
  out.print("<header><div><h1>{}</h1>\n<p>What if: {}</p>\n", safe(change_sentence(report)),
            safe(gate_subject(report.now)));
  out.print("<p class=\"soft\">{}</p>\n</div></header>\n<main>\n", supposition_sentence);
}

void put_list(Output& out, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out.print("<h2>{}</h2>\n<ul>\n", title);
  for (const auto& item : items) out.print("<li>{}</li>\n", safe(item));
  out.put("</ul>\n");
}

std::string_view tone(const model::LevelSide& side) {
  return side.is_granted ? "met" : side.missing > 0 ? "not_met" : "soft";
}

void put_levels(Output& out, const model::WhatIfReport& report) {
  out.put(
      "<h2>Side by side</h2>\n<table><thead><tr><th></th><th>now</th><th>then</th></tr></thead>\n"
      "<tbody>\n");
  out.print("<tr><td>answer</td><td>{}</td><td>{}</td></tr>\n", safe(gate_sentence(report.now)),
            safe(gate_sentence(report.supposed)));
  for (const auto& level : report.levels)
    out.print("<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"{}\">{}</td></tr>\n",
              safe(level.level), tone(level.before), safe(side_sentence(level.before)),
              tone(level.after), safe(side_sentence(level.after)));
  out.put("</tbody></table>\n");
}

void put_items(Output& out, std::string_view title, const std::vector<ChangedItem>& items) {
  if (items.empty()) return;
  out.print(
      "<h2>{}</h2>\n<table><thead><tr><th>what</th><th>levels</th><th>now → then</th><th>why</th>"
      "</tr></thead>\n<tbody>\n",
      title);
  for (const auto& [item, levels] : items)
    out.print("<tr><td>{}<br><code>{}</code></td><td>{}</td><td>{} → {}</td><td>{}{}{}</td></tr>\n",
              safe(item->message), safe(item->item), safe(base::join(levels, ", ")),
              safe(item->before), safe(item->after), safe(item->why),
              item->why.empty() || item->place.empty() ? "" : "<br>",
              item->place.empty() ? "" : "<code>" + safe(item->place) + "</code>");
  out.put("</tbody></table>\n");
}

}  // namespace

base::Result<void> write_what_if_html(const model::WhatIfReport& report, base::ByteSink& sink) {
  Output out(sink);
  put_head(out, report);
  put_list(out, "Supposed", report.suppositions);
  put_levels(out, report);
  put_items(out, "Would stand in the way", appearing(report));
  put_items(out, "Would no longer stand in the way", vanishing(report));
  put_list(out, "What else changes", report.others);
  put_list(out, "Remarks", report.supposed.notes);
  out.print("</main>\n<footer><p class=\"soft\">{}, {}</p></footer>\n</body>\n</html>\n",
            safe(report.now.engine), base::to_text(report.now.made_at));
  return out.finish();
}

}  // namespace andon::formats
