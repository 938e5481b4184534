#include "base/text.h"
#include "formats/gate.h"
#include "formats/writing/escape.h"
#include "formats/writing/gate_words.h"
#include "formats/writing/html_style.h"
#include "formats/writing/output.h"

namespace andon::formats {
namespace {

std::string safe(std::string_view text) { return escaped_markup(text); }

void put_head(Output& out, const model::GateReport& report) {
  out.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  out.print("<title>{}: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
            safe(gate_sentence(report)), safe(gate_subject(report)), html_style);
  out.print("<header><div><h1>{}</h1>\n<p>{}</p>\n", safe(gate_sentence(report)),
            safe(gate_subject(report)));
  if (!report.judged_from.empty())
    out.print("<p class=\"soft\">Judged from {}</p>\n", safe(report.judged_from));
  out.put("</div></header>\n<main>\n");
}

void put_list(Output& out, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out.print("<h2>{}</h2>\n<ul>\n", safe(title));
  for (const auto& item : items) out.print("<li>{}</li>\n", safe(item));
  out.put("</ul>\n");
}

void put_missing(Output& out, const model::LevelAnswer& answer) {
  if (answer.missing.empty()) return;
  out.print("<h2>Missing for {}, the cheapest step first</h2>\n", safe(answer.level));
  out.put(
      "<table><thead><tr><th>what</th><th>who</th><th>effort</th><th>how</th></tr></thead>\n"
      "<tbody>\n");
  for (const auto& item : answer.missing) {
    out.print("<tr><td>{}{}<br><code>{}</code></td><td>{}</td><td>{}{}</td><td>{}{}</td></tr>\n",
              item.outcome == model::RuleOutcome::undecided ? "not known: " : "",
              safe(item.message), safe(item.item), safe(item.who), safe(item.effort),
              item.earliest ? "<br>not before " + base::to_text(*item.earliest) : "",
              safe(item.fix), item.choice.empty() ? "" : "<br>chosen: " + safe(item.choice));
  }
  out.put("</tbody></table>\n");
}

}  // namespace

base::Result<void> write_gate_html(const model::GateReport& report, base::ByteSink& sink) {
  Output out(sink);
  put_head(out, report);
  if (!report.signals.empty()) out.put("<h2>Signals</h2>\n<ul>\n");
  for (const auto& signal : report.signals)
    out.print("<li><strong>{}</strong>: {}{}</li>\n",
              signal.kind == "stopped" ? "Line stopped"
              : signal.kind == "glass" ? "Glass broken"
                                       : "Overdue",
              safe(signal.text), signal.who.empty() ? "" : " (" + safe(signal.who) + ")");
  if (!report.signals.empty()) out.put("</ul>\n");
  out.put("<h2>Levels</h2>\n<table><tbody>\n");
  for (const auto& answer : report.levels)
    out.print("<tr><td>{}</td><td>{}</td></tr>\n", safe(answer.level),
              safe(level_sentence(answer)));
  out.print("</tbody></table>\n<p>{}</p>\n", safe(open_sentence(report)));
  put_list(out, "Conditions", report.conditions);
  for (const auto& answer : report.levels) put_missing(out, answer);
  put_list(out, "Next", report.next);
  put_list(out, "Remarks", report.notes);
  out.print("</main>\n<footer><p class=\"soft\">{}, {}</p></footer>\n</body>\n</html>\n",
            safe(report.engine), base::to_text(report.made_at));
  return out.finish();
}

}  // namespace andon::formats
