#include "formats/text.h"

#include <cstdint>
#include <unordered_map>

#include "base/text.h"
#include "formats/list.h"
#include "formats/writing/code_frame.h"
#include "formats/writing/painter.h"
#include "formats/writing/summary.h"

namespace andon::formats {

namespace {

constexpr std::size_t shown_on_first_look = 5;
constexpr std::size_t shown_problems = 5;  // of one run
constexpr std::size_t shown_elements = 3;  // of one rule

class TextReport {
 public:
  TextReport(const model::Report& report, const TextOptions& options, base::ByteSink& sink)
      : report_(report), options_(options), painter_(sink, options), summary_(summarise(report)) {
    for (const auto& finding : report.findings) by_id_.try_emplace(finding.id, &finding);
  }

  base::Result<void> write() {
    head();
    checks();
    findings();
    counts();
    standing();
    verdict();
    next();
    return painter_.finish();
  }

 private:
  void title(std::string_view text) {
    painter_.line();
    painter_.line(painter_.inked(Ink::bold, text));
  }

  void head();
  void checks();
  void problems(const model::Run& run);
  void findings();
  void finding(const model::Finding& finding);
  void facts(const model::Finding& finding);
  void counts();
  void standing();
  void verdict();
  void rule(const model::RuleDecision& rule);
  void next();

  const model::Report& report_;
  const TextOptions& options_;
  Painter painter_;
  Summary summary_;
  std::unordered_map<std::string_view, const model::Finding*> by_id_;
};

void TextReport::head() {
  painter_.line(painter_.inked(Ink::bold, one_line(report_.engine)) + " checked " +
                painter_.inked(Ink::bold, release_name(report_.release)));
  std::string sentence = report_.baseline.sentence;
  if (sentence.empty() && summary_.is_first_look)
    sentence = "first look: there is nothing to compare with yet";
  if (sentence.empty()) return;
  if (sentence[0] >= 'a' && sentence[0] <= 'z')
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  painter_.prose("", 0, sentence, Ink::faint);
}

void TextReport::checks() {
  painter_.line();
  std::size_t name_columns = 0;
  for (const auto& run : report_.runs)
    name_columns = std::max(name_columns, base::code_points(one_line(run.check)));
  for (const auto& run : report_.runs) {
    const auto word = words(run.outcome)[static_cast<std::size_t>(run.outcome)];
    const bool is_bad =
        run.outcome == model::Outcome::partial || run.outcome == model::Outcome::failed;
    const Ink ink = run.outcome == model::Outcome::complete ? Ink::green
                    : is_bad                                ? Ink::yellow
                                                            : Ink::faint;
    std::string text = run.reason;
    const std::string did = amount(run);
    if (!did.empty()) text += (text.empty() ? "" : "; ") + did;
    if (!run.scope.is_whole && !run.scope.narrowed_by.empty())
      text += (text.empty() ? "" : "; ") + std::string("only ") + run.scope.narrowed_by;
    const auto name = one_line(run.check);
    const std::string head = "  " + painter_.inked(ink, word) + std::string(10 - word.size(), ' ') +
                             name + std::string(name_columns - base::code_points(name) + 2, ' ');
    painter_.prose(head, 2 + 10 + name_columns + 2, text);
    problems(run);
  }
  std::string not_looked;
  for (const auto& looked : report_.looked) {
    if (looked.is_looked_at) continue;
    not_looked += (not_looked.empty() ? "" : ", ") + looked.what;
    if (!looked.text.empty()) not_looked += " (" + looked.text + ")";
  }
  if (!not_looked.empty()) painter_.prose("  Not looked at: ", 17, not_looked, Ink::faint);
}

void TextReport::problems(const model::Run& run) {
  std::size_t shown = 0;
  std::size_t notes = 0;
  std::size_t left = 0;
  for (const auto& problem : run.problems) {
    if (problem.is_harmless) {
      ++notes;
    } else if (shown == shown_problems) {
      ++left;
    } else {
      ++shown;
      const std::string text =
          problem.path.empty() ? problem.text : problem.path + ": " + problem.text;
      painter_.prose("    " + painter_.inked(Ink::yellow, "!") + " ", 6, text);
    }
  }
  if (left > 0)
    painter_.line("      and " + base::counted(left, "more problem") + " in the JSON report");
  if (notes > 0)
    painter_.line(painter_.inked(Ink::faint,
                                 "      " + base::counted(notes, "note") + " in the JSON report"));
}

void TextReport::findings() {
  // A first look shows the best founded, unless every finding was asked for.
  const bool is_short = summary_.is_first_look && options_.shown_findings != SIZE_MAX;
  const auto limit =
      is_short ? std::min(options_.shown_findings, shown_on_first_look) : options_.shown_findings;
  std::size_t shown = 0;
  for (const auto* found : summary_.attention) {
    if (shown == limit) break;
    painter_.line();
    finding(*found);
    ++shown;
  }
  if (summary_.attention.size() <= shown) return;
  painter_.line();
  painter_.line(fmt::format("... and {} more: andon report --output html=report.html shows all",
                            grouped(summary_.attention.size() - shown)));
}

void TextReport::finding(const model::Finding& finding) {
  const Ink ink = ink_of(finding.severity);
  const auto word = model::word(finding.severity);
  const std::string name = one_line(finding.check) + "/" + one_line(finding.rule);
  const std::string head = painter_.inked(ink, fmt::format("{}[{}]", word, name)) + ": ";
  const auto& heading = finding.title.empty() ? finding.message : finding.title;
  const std::size_t head_columns = word.size() + base::code_points(name) + 4;
  // A long rule name leaves no room: the title then goes below it.
  if (head_columns + 24 > painter_.width()) {
    painter_.line(head);
    painter_.prose("  ", 2, heading, Ink::bold);
  } else {
    painter_.prose(head, head_columns, heading, Ink::bold);
  }
  painter_.line("  " + painter_.inked(Ink::blue, "-->") + " " + one_line(place(finding)));
  put_frame(painter_, finding, ink);
  if (!finding.message.empty() && finding.message != heading)
    painter_.prose("  why: ", 7, finding.message);
  if (!finding.fix.empty())
    painter_.prose("  " + painter_.inked(Ink::green, "fix:") + " ", 7, finding.fix);
  facts(finding);
}

void TextReport::facts(const model::Finding& finding) {
  std::vector<std::string> parts;
  if (finding.state == model::FindingState::returned)
    parts.push_back(finding.state_reason.empty() ? "returned"
                                                 : "returned: " + finding.state_reason);
  if (finding.confidence != model::Confidence::high)
    parts.push_back("confidence " + std::string(model::word(finding.confidence)));
  if (!finding.symbol.empty()) parts.push_back("in " + finding.symbol);
  if (!finding.decoded_from.empty()) parts.push_back("decoded from " + finding.decoded_from);
  if (!finding.weaknesses.empty()) parts.push_back(base::join(finding.weaknesses, " "));
  if (!finding.also_reported_by.empty())
    parts.push_back("also reported by " + base::join(finding.also_reported_by, ", "));
  if (finding.suppression && finding.suppression->is_proposed)
    parts.push_back("the change itself brings \"" + finding.suppression->by +
                    "\": it does not count yet");
  if (finding.first_seen) parts.push_back("first seen " + base::to_date(*finding.first_seen));
  if (!finding.id.empty()) parts.push_back("id " + finding.id);
  if (!parts.empty()) painter_.prose("       ", 7, base::join(parts, "; "), Ink::faint);
}

void TextReport::counts() {
  title("Findings");
  painter_.prose("  ", 2, states(summary_));
  const auto by_severity = severities(summary_.attention_by_severity);
  if (!by_severity.empty())
    painter_.prose(
        "  ", 2,
        (summary_.is_first_look ? "judged on this first look: " : "of the new: ") + by_severity);
  const auto& slope = report_.slope;
  if (slope.adopted > 0)
    painter_.prose(
        "  ", 2,
        fmt::format("adopted debt: {} of {} left{}{}", grouped(slope.remaining),
                    grouped(slope.adopted), slope.since.empty() ? "" : " since ", slope.since));
}

void TextReport::standing() {
  for (const auto& waiver : report_.waivers) {
    if (waiver.standing == "applied") continue;
    painter_.prose("  " + painter_.inked(Ink::yellow, "waiver:") + " ", 10,
                   waiver.waiver + " " +
                       // "w1 expired on 2026-12-21", not "w1 expired: expired on 2026-12-21"
                       (waiver.text.starts_with(waiver.standing) ? waiver.text
                        : waiver.text.empty()                    ? waiver.standing
                                              : waiver.standing + ": " + waiver.text));
  }
  for (const auto& note : report_.notes)
    painter_.prose("  " + painter_.inked(Ink::faint, "note:") + " ", 8, note);
}

void TextReport::verdict() {
  const auto& decision = report_.decision;
  const Ink ink = decision.verdict == model::Verdict::met       ? Ink::green
                  : decision.verdict == model::Verdict::not_met ? Ink::red
                                                                : Ink::yellow;
  painter_.line();
  painter_.put(painter_.inked(ink, verdict_word(decision)) + ": " + verdict_sentence(decision));
  if (!decision.policy.empty())
    painter_.put(painter_.inked(Ink::faint, " (policy " + one_line(decision.policy) + ")"));
  painter_.line();
  for (const auto* open : open_rules(decision)) rule(*open);
  if (!report_.proposed) return;
  painter_.prose("  ", 2,
                 "With what this change brings it would be: " + verdict_word(*report_.proposed) +
                     " (" + verdict_sentence(*report_.proposed) +
                     "). It counts once it is merged:");
  for (const auto& proposal : report_.proposals) painter_.prose("    + ", 6, proposal);
}

void TextReport::rule(const model::RuleDecision& rule) {
  const bool is_blocking = rule.effect == model::Effect::block;
  const bool is_failed = rule.outcome == model::RuleOutcome::fail;
  const std::string word = !is_blocking ? "warning" : is_failed ? "failed" : "undecided";
  const Ink ink = is_blocking && is_failed ? Ink::red : Ink::yellow;
  const auto& text = rule.title.empty() ? rule.rule : rule.title;
  painter_.prose("  " + painter_.inked(ink, word) + std::string(11 - word.size(), ' '), 13,
                 text + (rule.title.empty() ? "" : " [" + rule.rule + "]"));
  std::size_t shown = 0;
  for (const auto& element : rule.elements) {
    if (shown == shown_elements) break;
    ++shown;
    const auto found = by_id_.find(element.element);
    const auto at = found == by_id_.end() ? element.element : place(*found->second);
    painter_.prose("             ", 13,
                   at + (at.empty() || element.message.empty() ? "" : ": ") + element.message);
  }
  if (rule.elements.size() > shown)
    painter_.line(fmt::format("             and {} more", grouped(rule.elements.size() - shown)));
  for (const auto& way : ways_out(rule))
    painter_.prose("             " + painter_.inked(Ink::green, "to unblock:") + " ", 25, way);
}

void TextReport::next() {
  if (report_.next.empty()) return;
  title("Next");
  // Not wrapped: commands are there to be copied.
  for (const auto& step : report_.next)
    painter_.line("  " + painter_.inked(Ink::cyan, one_line(step)));
}

base::Result<void> write_plain_text(const model::Report& report, base::ByteSink& sink) {
  return write_text(report, TextOptions{}, sink);
}

}  // namespace

base::Result<void> write_text(const model::Report& report, const TextOptions& options,
                              base::ByteSink& sink) {
  return TextReport(report, options, sink).write();
}

constinit const Format known::text{.name = "text",
                                   .title = "Report for people, plain text",
                                   .extension = ".txt",
                                   .write = write_plain_text};

}  // namespace andon::formats
