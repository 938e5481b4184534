#include "base/text.h"
#include "formats/gate.h"
#include "formats/writing/escape.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/html_style.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

constexpr std::string_view gate_style = R"css(
header ul { margin: .5rem 0 .2rem; }
table.levels { width: auto; min-width: 24rem; }
table.levels td { padding-right: 2.4rem; }
table.missing { table-layout: fixed; }
table.missing td:first-child { white-space: normal; }
table.missing th:nth-child(1) { width: 40%; }
table.missing th:nth-child(2) { width: 11%; }
table.missing th:nth-child(3) { width: 11%; }
.stopped { --tone: var(--bad); } .glass, .overdue { --tone: var(--unsure); }
td.asked { font-weight: 650; }
table.missing th { overflow-wrap: normal; }
td p { margin: 0; }
@media (max-width: 40rem) { table.levels { min-width: 0; } table.missing { table-layout: auto; } }
)css";

std::string safe(std::string_view text) { return escaped_markup(text); }

// The class that gives a level its colour.
std::string_view tone(const model::LevelAnswer& answer) {
  if (answer.is_granted) return "met";
  if (answer.verdict == model::Verdict::undecided) return "undecided";
  return answer.missing.empty() ? "soft" : "not_met";
}

void put_list(Output& out, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out.put("<ul>\n");
  for (const auto& item : items) out.print("<li>{}</li>\n", safe(item));
  out.put("</ul>\n");
}

void put_head(Output& out, const model::GateReport& report) {
  out.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  out.print("<title>{}: {}</title>\n<style>{}{}</style>\n</head>\n<body>\n",
            safe(gate_sentence(report)), safe(gate_subject(report)), html_style, gate_style);
  out.print("<header><div><h1 class=\"{}\">{}</h1>\n<p>{}</p>\n", report.is_met ? "met" : "not_met",
            safe(gate_sentence(report)), safe(gate_subject(report)));
  put_list(out, report.conditions);
  if (!report.digest.empty())
    out.print("<p class=\"soft\">Artifact <code>{}</code></p>\n", safe(report.digest));
  if (!report.judged_from.empty())
    out.print("<p class=\"soft\">Judged from {}</p>\n", safe(report.judged_from));
  out.put("</div></header>\n<main>\n");
}

void put_signals(Output& out, const model::GateReport& report) {
  if (!report.signals.empty()) out.put("<h2>Signals</h2>\n");
  for (const auto& signal : report.signals) {
    out.print("<div class=\"card {}\"><span class=\"word\">{}</span> {}", safe(signal.kind),
              signal_word(signal), safe(signal.text));
    if (!signal.who.empty()) out.print("<p class=\"soft\">answers: {}</p>", safe(signal.who));
    out.put("</div>\n");
  }
}

void put_levels(Output& out, const model::GateReport& report) {
  out.put("<h2>Levels</h2>\n<table class=\"levels\"><tbody>\n");
  for (const auto& answer : report.levels)
    out.print("<tr><td{}>{}</td><td class=\"{}\">{}</td><td class=\"soft\">{}</td></tr>\n",
              answer.level == report.asked ? " class=\"asked\"" : "", safe(answer.level),
              tone(answer), safe(level_sentence(answer)), safe(answer.title));
  out.print("</tbody></table>\n<p>{}</p>\n", safe(open_sentence(report)));
}

void put_missing(Output& out, const MissingPart& part) {
  out.print("<h2>{}</h2>\n", safe(missing_title(part)));
  out.put(
      "<table class=\"missing\"><thead><tr><th>what</th><th>who</th><th>effort</th><th>how</th>"
      "</tr></thead>\n<tbody>\n");
  for (const auto* item : part.items) {
    out.print(
        "<tr><td><p>{}{}</p><p class=\"soft\">{}{}{}</p><code class=\"soft\">{}</code></td>"
        "<td>{}</td><td>{}{}</td>",
        item->outcome == model::RuleOutcome::undecided
            ? "<span class=\"undecided\">not known:</span> "
            : "",
        safe(item->message), safe(item_rule(*item)), item->facts.empty() ? "" : "<br>",
        safe(item->facts), safe(item->item), safe(item->who), safe(item->effort),
        item->earliest ? "<br>not before " + base::to_text(*item->earliest) : "");
    out.print(
        "<td>{}{}</td></tr>\n", safe(item->fix),
        item->choice.empty() ? "" : "<p class=\"soft\">chosen: " + safe(item->choice) + "</p>");
  }
  out.put("</tbody></table>\n");
}

}  // namespace

base::Result<void> write_gate_html(const model::GateReport& report, base::ByteSink& sink) {
  Output out(sink);
  put_head(out, report);
  put_signals(out, report);
  put_levels(out, report);
  for (const auto& part : missing_parts(report, Reach::every_level)) put_missing(out, part);
  if (!report.next.empty()) out.put("<h2>Next</h2>\n<ul class=\"next\">\n");
  for (const auto& step : report.next) out.print("<li><code>{}</code></li>\n", safe(step));
  if (!report.next.empty()) out.put("</ul>\n");
  if (!report.notes.empty()) out.put("<h2>Remarks</h2>\n");
  put_list(out, report.notes);
  out.print("</main>\n<footer>{}, {}</footer>\n</body>\n</html>\n", safe(report.engine),
            base::to_text(report.made_at));
  return out.finish();
}

}  // namespace andon::formats
