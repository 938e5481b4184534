#include <unordered_map>

#include "base/text.h"
#include "base/time.h"
#include "formats/list.h"
#include "formats/writing/escape.h"
#include "formats/writing/output.h"
#include "formats/writing/summary.h"

namespace andon::formats {

namespace {

// GitHub refuses comments over 65,536 characters; the rest of this is for what the poster adds.
constexpr std::size_t comment_bytes = 60'000;
constexpr std::size_t tail_bytes =
    400;  // what must still fit after the last part: note, closing tags
constexpr std::size_t shown_elements = 5;
constexpr std::size_t field_bytes = 300;
constexpr std::string_view marker = "<!-- andon -->";

std::string shown(std::string_view text) {
  return escaped_markdown(base::shortened(base::printable(text), field_bytes));
}

std::string code(std::string_view text) {
  return markdown_code(base::shortened(base::printable(text), field_bytes));
}

class MarkdownReport {
 public:
  MarkdownReport(const model::Report& report, base::ByteSink& sink)
      : report_(report), out_(sink), summary_(summarise(report)) {
    for (const auto& finding : report.findings) by_id_.try_emplace(finding.id, &finding);
  }

  base::Result<void> write() {
    head();
    findings();
    open_rules_part();
    proposal();
    next();
    details();
    if (is_cut_) out_.put("\nThis comment is shortened; the JSON or HTML report has everything.\n");
    return out_.finish();
  }

 private:
  // Puts the part when it still fits; says so at the end when not.
  bool fits(std::string_view part) {
    if (out_.written_bytes() + part.size() + tail_bytes > comment_bytes) {
      is_cut_ = true;
      return false;
    }
    out_.put(part);
    return true;
  }

  void head();
  void findings();
  void open_rules_part();
  void proposal();
  void next();
  void details();
  std::string checks_table() const;
  std::string remarks() const;

  const model::Report& report_;
  Output out_;
  Summary summary_;
  std::unordered_map<std::string_view, const model::Finding*> by_id_;
  bool is_cut_ = false;
};

void MarkdownReport::head() {
  const auto& decision = report_.decision;
  const std::string_view sign = decision.verdict == model::Verdict::met       ? "✅"
                                : decision.verdict == model::Verdict::not_met ? "❌"
                                                                              : "⚠️";
  out_.print("{}\n### {} {}\n\n", marker, sign, shown(verdict_word(decision)));
  fits(fmt::format("{}. {}.\n", shown(verdict_sentence(decision)), shown(states(summary_))));
  fits(fmt::format("\n{}{}{}.\n", shown(release_name(report_.release)),
                   report_.baseline.sentence.empty() ? "" : ", ",
                   shown(report_.baseline.sentence)));
}

void MarkdownReport::findings() {
  if (summary_.attention.empty()) return;
  fits(fmt::format("\n#### {}\n\n| Severity | What | Where |\n| --- | --- | --- |\n",
                   summary_.is_first_look ? "Findings, the best-founded first" : "New findings"));
  std::size_t rows = 0;
  // Half of the room: what would unblock it and what was not done must not fall off the end.
  for (const auto* finding : summary_.attention) {
    const auto& text = finding->message.empty() ? finding->title : finding->message;
    const auto row = fmt::format("| {} | {}<br>{} | {} |\n", model::word(finding->severity),
                                 shown(text.empty() ? finding->rule : text),
                                 code(finding->check + "/" + finding->rule), code(place(*finding)));
    if (out_.written_bytes() + row.size() > comment_bytes / 2) break;
    out_.put(row);
    ++rows;
  }
  if (rows < summary_.attention.size())
    fits(fmt::format("\n... and {} more ({} in all).\n", grouped(summary_.attention.size() - rows),
                     severities(summary_.attention_by_severity)));
}

void MarkdownReport::open_rules_part() {
  const auto rules = open_rules(report_.decision);
  if (rules.empty()) return;
  fits("\n#### What would unblock it\n\n");
  for (const auto* rule : rules) {
    const bool is_warning = rule->effect != model::Effect::block;
    std::string part = fmt::format(
        "- **{}** ({}): {}\n", shown(rule->title.empty() ? rule->rule : rule->title),
        code(rule->rule),
        is_warning ? "warning" : words(rule->outcome)[static_cast<std::size_t>(rule->outcome)]);
    std::size_t count = 0;
    for (const auto& element : rule->elements) {
      if (count++ == shown_elements) break;
      const auto found = by_id_.find(element.element);
      const auto at = found == by_id_.end() ? element.element : place(*found->second);
      part += fmt::format("  - {}{}{}\n", at.empty() ? "" : code(at), at.empty() ? "" : " ",
                          shown(element.message));
    }
    if (rule->elements.size() > shown_elements)
      part += fmt::format("  - and {} more\n", grouped(rule->elements.size() - shown_elements));
    for (const auto& way : ways_out(*rule)) part += fmt::format("  - → {}\n", shown(way));
    fits(part);
  }
}

void MarkdownReport::proposal() {
  if (!report_.proposed) return;
  std::string part = fmt::format(
      "\n#### What this change brings\n\nIt counts once it is merged; it would give: **{}** "
      "({}).\n\n",
      shown(verdict_word(*report_.proposed)), shown(verdict_sentence(*report_.proposed)));
  for (const auto& each : report_.proposals) part += fmt::format("- {}\n", shown(each));
  fits(part);
}

void MarkdownReport::next() {
  if (report_.next.empty()) return;
  std::string part = "\n#### Next\n\n";
  for (const auto& step : report_.next) part += fmt::format("- {}\n", code(step));
  fits(part);
}

std::string MarkdownReport::checks_table() const {
  std::string part = "| Check | Outcome | |\n| --- | --- | --- |\n";
  for (const auto& run : report_.runs) {
    std::string text = run.reason;
    const auto did = amount(run);
    if (!did.empty()) text += (text.empty() ? "" : "; ") + did;
    if (!run.scope.is_whole) text += (text.empty() ? "only " : "; only ") + run.scope.narrowed_by;
    part += fmt::format("| {} | {} | {} |\n", shown(run.check),
                        words(run.outcome)[static_cast<std::size_t>(run.outcome)], shown(text));
  }
  return part;
}

void MarkdownReport::details() {
  const std::string begin = "\n<details><summary>What was checked, and what was not</summary>\n\n" +
                            checks_table() + "\n";
  const std::string end =
      fmt::format("\n{}, policy {}, {}\n\n</details>\n", shown(report_.engine),
                  shown(report_.decision.policy), base::to_text(report_.made_at));
  // Where all of it does not fit, the table alone does better than nothing.
  if (!fits(begin + remarks() + end)) fits(begin + end);
}

std::string MarkdownReport::remarks() const {
  std::string part;
  for (const auto& looked : report_.looked)
    if (!looked.is_looked_at)
      part += fmt::format("- not looked at: {}{}{}\n", shown(looked.what),
                          looked.text.empty() ? "" : ": ", shown(looked.text));
  for (const auto& run : report_.runs) {
    std::size_t count = 0;
    for (const auto& problem : run.problems) {
      if (problem.is_harmless || count++ >= shown_elements) continue;
      part += fmt::format("- {}: {}{}{}\n", shown(run.check),
                          problem.path.empty() ? "" : code(problem.path),
                          problem.path.empty() ? "" : " ", shown(problem.text));
    }
    if (count > shown_elements)
      part += fmt::format("- {}: and {} more\n", shown(run.check),
                          base::counted(count - shown_elements, "problem"));
  }
  for (const auto& waiver : report_.waivers)
    part += fmt::format("- waiver {} {}{}{}\n", code(waiver.waiver), shown(waiver.standing),
                        waiver.text.empty() ? "" : ": ", shown(waiver.text));
  if (report_.slope.adopted > 0)
    part += fmt::format("- adopted debt: {} of {} left\n", grouped(report_.slope.remaining),
                        grouped(report_.slope.adopted));
  for (const auto& note : report_.notes) part += fmt::format("- {}\n", shown(note));
  return part;
}

base::Result<void> write_markdown(const model::Report& report, base::ByteSink& sink) {
  return MarkdownReport(report, sink).write();
}

}  // namespace

constinit const Format known::markdown{.name = "markdown",
                                       .title = "Markdown for a merge request",
                                       .extension = ".md",
                                       .write = write_markdown};

}  // namespace andon::formats
