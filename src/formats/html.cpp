#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "base/time.h"
#include "formats/list.h"
#include "formats/writing/code_frame.h"
#include "formats/writing/escape.h"
#include "formats/writing/html_style.h"
#include "formats/writing/output.h"
#include "formats/writing/summary.h"
#include "formats/writing/uri.h"

namespace andon::formats {

namespace {

using model::Finding;
using model::FindingState;

// Beyond these, findings are rows of a table: a browser must still open a page of a million lines
// of code.
constexpr std::size_t shown_cards = 500;
constexpr std::size_t shown_elements = 10;

std::string safe(std::string_view text) { return escaped_markup(text); }

template <class Enum>
std::string_view word_of(Enum value) {
  return words(value)[static_cast<std::size_t>(value)];
}

class HtmlReport {
 public:
  HtmlReport(const model::Report& report, base::ByteSink& sink)
      : report_(report), out_(sink), summary_(summarise(report)) {
    for (const auto& finding : report.findings) by_id_.try_emplace(finding.id, &finding);
  }

  base::Result<void> write();

 private:
  void head();
  void unblock();
  void rule(const model::RuleDecision& rule);
  void proposal();
  void attention();
  void filter();
  void card(const Finding& finding);
  void frame(const Finding& finding);
  void facts(const Finding& finding);
  void rows(std::span<const Finding* const> findings);
  void others();
  void checks();
  void remarks();
  void list(std::string_view title, const std::vector<std::string>& items);

  const model::Report& report_;
  Output out_;
  Summary summary_;
  std::unordered_map<std::string_view, const Finding*> by_id_;
};

base::Result<void> HtmlReport::write() {
  out_.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // Nothing is loaded and nothing runs, whatever stands in a finding.
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  out_.print("<title>{}: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
             safe(verdict_word(report_.decision)), safe(release_name(report_.release)), html_style);
  head();
  out_.put("<main>\n");
  unblock();
  proposal();
  attention();
  others();
  checks();
  remarks();
  out_.print("</main>\n<footer>{}, policy {}, {}</footer>\n</body>\n</html>\n",
             safe(report_.engine), safe(report_.decision.policy), base::to_text(report_.made_at));
  return out_.finish();
}

void HtmlReport::head() {
  const auto& decision = report_.decision;
  out_.print("<header><div>\n<h1 class=\"{}\">{}</h1>\n<p>{}</p>\n", word_of(decision.verdict),
             safe(verdict_word(decision)), safe(verdict_sentence(decision)));
  out_.print("<p class=\"soft\">{}{}{}</p>\n", safe(release_name(report_.release)),
             report_.baseline.sentence.empty() ? "" : ", ", safe(report_.baseline.sentence));
  out_.put("<ul class=\"tiles\">\n");
  for (const auto state : {FindingState::new_, FindingState::returned, FindingState::existing,
                           FindingState::waived, FindingState::suppressed, FindingState::fixed}) {
    const auto count = summary_.by_state[static_cast<std::size_t>(state)];
    if (count > 0 || state == FindingState::new_)
      out_.print("<li><b>{}</b>{}</li>\n", grouped(count), word_of(state));
  }
  out_.put("</ul>\n</div></header>\n");
}

void HtmlReport::unblock() {
  const auto rules = open_rules(report_.decision);
  if (!rules.empty()) out_.put("<h2>What would unblock it</h2>\n");
  for (const auto* each : rules) rule(*each);
  if (report_.next.empty()) return;
  out_.put("<h2>Next</h2>\n<ul class=\"next\">\n");
  for (const auto& step : report_.next) out_.print("<li><code>{}</code></li>\n", safe(step));
  out_.put("</ul>\n");
}

void HtmlReport::rule(const model::RuleDecision& rule) {
  const bool is_warning = rule.effect != model::Effect::block;
  out_.print(
      "<div class=\"card\"><div class=\"top\"><span class=\"{}\">{}</span><h3>{}</h3>"
      "<code>{}</code></div>\n",
      is_warning ? "undecided" : word_of(rule.outcome),
      is_warning                                 ? "warning"
      : rule.outcome == model::RuleOutcome::fail ? "failed"
                                                 : "undecided",
      safe(rule.title.empty() ? rule.rule : rule.title), safe(rule.rule));
  if (!rule.elements.empty()) out_.put("<ul>\n");
  std::size_t count = 0;
  for (const auto& element : rule.elements) {
    if (count++ == shown_elements) break;
    const auto found = by_id_.find(element.element);
    const auto at = found == by_id_.end() ? element.element : place(*found->second);
    out_.print("<li>{}{}{} {}</li>\n", at.empty() ? "" : "<span class=\"place\">", safe(at),
               at.empty() ? "" : "</span>", safe(element.message));
  }
  if (rule.elements.size() > shown_elements)
    out_.print("<li>and {} more</li>\n", grouped(rule.elements.size() - shown_elements));
  if (!rule.elements.empty()) out_.put("</ul>\n");
  for (const auto& way : ways_out(rule)) out_.print("<p class=\"fix\">→ {}</p>\n", safe(way));
  out_.put("</div>\n");
}

void HtmlReport::proposal() {
  if (!report_.proposed) return;
  out_.print(
      "<h2>What this change brings</h2>\n<p>It counts once it is merged; it would give: "
      "<b>{}</b> ({}).</p>\n",
      safe(verdict_word(*report_.proposed)), safe(verdict_sentence(*report_.proposed)));
  list("", report_.proposals);
}

void HtmlReport::attention() {
  if (summary_.attention.empty()) return;
  out_.print("<h2>{} <span class=\"soft\">{}</span></h2>\n",
             summary_.is_first_look ? "Findings, the best-founded first" : "New findings",
             severities(summary_.attention_by_severity));
  filter();
  const std::span<const Finding* const> all(summary_.attention);
  for (const auto* finding : all.first(std::min(all.size(), shown_cards))) card(*finding);
  if (all.size() > shown_cards) rows(all.subspan(shown_cards));
}

// Without a script: the style hides what is not ticked.
void HtmlReport::filter() {
  const auto present = std::ranges::count_if(summary_.attention_by_severity,
                                             [](std::uint64_t count) { return count > 0; });
  if (present < 2) return;
  out_.put("<div class=\"filter\">");
  for (std::size_t i = summary_.attention_by_severity.size(); i-- > 0;) {
    if (summary_.attention_by_severity[i] == 0) continue;
    const auto word = model::word(static_cast<model::Severity>(i));
    out_.print(
        "<label class=\"{0}\"><input type=\"checkbox\" id=\"show-{0}\" checked>"
        "<span class=\"word\">{0}</span> {1}</label>",
        word, grouped(summary_.attention_by_severity[i]));
  }
  out_.put("</div>\n");
}

void HtmlReport::card(const Finding& finding) {
  const auto word = model::word(finding.severity);
  const auto& heading = finding.title.empty() ? finding.message : finding.title;
  out_.print(
      "<article class=\"card item {0}\" id=\"f-{1}\"><div class=\"top\">"
      "<span class=\"word\">{0}</span><h3>{2}</h3><code>{3}/{4}</code></div>\n"
      "<p class=\"place\">{5}</p>\n",
      word, safe(finding.id), safe(heading.empty() ? finding.rule : heading), safe(finding.check),
      safe(finding.rule), safe(place(finding)));
  frame(finding);
  if (!finding.message.empty() && finding.message != heading)
    out_.print("<p>{}</p>\n", safe(finding.message));
  if (!finding.fix.empty()) out_.print("<p class=\"fix\">→ {}</p>\n", safe(finding.fix));
  facts(finding);
  out_.put("</article>\n");
}

void HtmlReport::frame(const Finding& finding) {
  if (finding.frame.empty()) return;
  out_.put("<pre>");
  for (const auto& line : finding.frame) {
    const std::string text = base::printable(line.text);
    out_.print("<span{}><i>{}</i>", is_covered(finding, line) ? " class=\"here\"" : "", line.line);
    const auto mark = marked(finding, line);
    if (mark) {
      const auto begin = byte_of(text, mark->begin);
      const auto end = byte_of(text, mark->end);
      out_.print("{}<b>{}</b>{}", safe(text.substr(0, begin)),
                 safe(text.substr(begin, end - begin)), safe(text.substr(end)));
    } else {
      out_.put(safe(text));
    }
    out_.put("</span>");
  }
  out_.put("</pre>\n");
}

void HtmlReport::facts(const Finding& finding) {
  std::vector<std::string> parts;
  parts.push_back("confidence " + std::string(model::word(finding.confidence)));
  if (!finding.state_reason.empty()) parts.push_back(safe(finding.state_reason));
  if (!finding.symbol.empty()) parts.push_back("in " + safe(finding.symbol));
  if (!finding.decoded_from.empty()) parts.push_back("decoded from " + safe(finding.decoded_from));
  if (!finding.weaknesses.empty()) parts.push_back(safe(base::join(finding.weaknesses, " ")));
  if (!finding.also_reported_by.empty())
    parts.push_back("also reported by " + safe(base::join(finding.also_reported_by, ", ")));
  if (finding.suppression && finding.suppression->is_proposed)
    parts.push_back("the change itself brings “" + safe(finding.suppression->by) +
                    "”: it does not count yet");
  if (finding.first_seen) parts.push_back("first seen " + base::to_date(*finding.first_seen));
  if (!finding.id.empty()) parts.push_back("id " + safe(finding.id));
  for (const auto& reference : finding.references)
    if (is_web_link(reference))
      parts.push_back(fmt::format("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", safe(reference)));
  out_.print("<p class=\"soft\">{}</p>\n", base::join(parts, " · "));
}

void HtmlReport::rows(std::span<const Finding* const> findings) {
  out_.put(
      "<table><thead><tr><th>Severity</th><th>What</th><th>Where</th><th>Standing</th></tr>"
      "</thead><tbody>\n");
  for (const auto* finding : findings)
    out_.print(
        "<tr class=\"item {0}\"><td><span class=\"word\">{0}</span></td><td>{1} "
        "<code>{2}/{3}</code></td><td class=\"place\">{4}</td><td>{5}</td></tr>\n",
        model::word(finding->severity),
        safe(finding->title.empty() ? finding->message : finding->title), safe(finding->check),
        safe(finding->rule), safe(place(*finding)),
        safe(finding->state_reason.empty() ? word_of(finding->state)
                                           : std::string_view(finding->state_reason)));
  out_.put("</tbody></table>\n");
}

void HtmlReport::others() {
  for (const auto state : {FindingState::existing, FindingState::waived, FindingState::suppressed,
                           FindingState::fixed}) {
    if (state == FindingState::existing && summary_.is_first_look) continue;
    std::vector<const Finding*> findings;
    for (const auto& finding : report_.findings)
      if (finding.state == state) findings.push_back(&finding);
    if (findings.empty()) continue;
    out_.print("<details><summary>{} {}</summary>\n", grouped(findings.size()), word_of(state));
    rows(findings);
    out_.put("</details>\n");
  }
}

void HtmlReport::checks() {
  out_.put(
      "<h2>What was checked</h2>\n<table><thead><tr><th>Check</th><th>Outcome</th>"
      "<th>Details</th></tr></thead><tbody>\n");
  for (const auto& run : report_.runs) {
    std::string text = run.reason;
    const auto add = [&text](const std::string& more) {
      if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
    };
    add(amount(run));
    if (!run.tool.empty() && run.tool != "andon") add(run.tool + " " + run.tool_version);
    if (!run.sandbox.empty()) add("in " + run.sandbox);
    if (!run.scope.is_whole) add("only " + run.scope.narrowed_by);
    out_.print("<tr><td>{}</td><td class=\"{}\">{}</td><td>{}", safe(run.check),
               word_of(run.outcome), word_of(run.outcome), safe(text));
    if (!run.problems.empty()) {
      out_.print("<details><summary>{}</summary><ul>\n",
                 base::counted(run.problems.size(), "remark"));
      for (const auto& problem : run.problems)
        out_.print("<li{}>{}{}{}</li>\n", problem.is_harmless ? " class=\"soft\"" : "",
                   safe(problem.path), problem.path.empty() ? "" : ": ", safe(problem.text));
      out_.put("</ul></details>");
    }
    out_.put("</td></tr>\n");
  }
  for (const auto& looked : report_.looked)
    if (!looked.is_looked_at)
      out_.print("<tr><td>{}</td><td class=\"skipped\">not looked at</td><td>{}</td></tr>\n",
                 safe(looked.what), safe(looked.text));
  out_.put("</tbody></table>\n");
}

void HtmlReport::remarks() {
  std::vector<std::string> items;
  for (const auto& waiver : report_.waivers)
    items.push_back("waiver " + waiver.waiver + " " + waiver.standing +
                    (waiver.text.empty() ? "" : ": " + waiver.text));
  if (report_.slope.adopted > 0)
    items.push_back(fmt::format("adopted debt: {} of {} left{}{}", grouped(report_.slope.remaining),
                                grouped(report_.slope.adopted),
                                report_.slope.since.empty() ? "" : " since ", report_.slope.since));
  for (const auto& note : report_.notes) items.push_back(note);
  list("Remarks", items);
}

void HtmlReport::list(std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  if (!title.empty()) out_.print("<h2>{}</h2>\n", title);
  out_.put("<ul>\n");
  for (const auto& item : items) out_.print("<li>{}</li>\n", safe(item));
  out_.put("</ul>\n");
}

base::Result<void> write_html(const model::Report& report, base::ByteSink& sink) {
  return HtmlReport(report, sink).write();
}

}  // namespace

constinit const Format known::html{
    .name = "html", .title = "One HTML page", .extension = ".html", .write = write_html};

}  // namespace andon::formats
