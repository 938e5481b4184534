#include <map>

#include "base/text.h"
#include "base/time.h"
#include "formats/list.h"
#include "formats/writing/escape.h"
#include "formats/writing/output.h"
#include "formats/writing/painter.h"
#include "formats/writing/summary.h"

namespace andon::formats {

namespace {

using model::Finding;
using model::Outcome;

// A finding fails where the verdict would ask for it: new, returned, or any on a first look.
bool fails(const Finding& finding, bool is_first_look) {
  return finding.state == model::FindingState::new_ ||
         finding.state == model::FindingState::returned ||
         (is_first_look && finding.state == model::FindingState::existing);
}

class JunitWriter {
 public:
  JunitWriter(const model::Report& report, base::ByteSink& sink)
      : report_(report), out_(sink), is_first_look_(report.baseline.kind == "first_look") {
    for (const auto& finding : report.findings)
      if (finding.state != model::FindingState::fixed) by_check_[finding.check].push_back(&finding);
  }

  base::Result<void> write() {
    out_.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out_.put("<testsuites name=\"andon\">\n");
    for (const auto& run : report_.runs) {
      suite(run);
      by_check_.erase(run.check);
    }
    for (const auto& [check, findings] : by_check_) {
      model::Run unnamed;
      unnamed.check = check;
      suite(unnamed, findings);
    }
    verdict();
    out_.put("</testsuites>\n");
    return out_.finish();
  }

 private:
  void suite(const model::Run& run) {
    const auto found = by_check_.find(run.check);
    suite(run, found == by_check_.end() ? std::vector<const Finding*>{} : found->second);
  }

  void suite(const model::Run& run, const std::vector<const Finding*>& findings) {
    std::size_t failures = 0;
    std::size_t skipped = run.outcome == Outcome::skipped ? 1 : 0;
    for (const auto* finding : findings) ++(fails(*finding, is_first_look_) ? failures : skipped);
    const bool is_error = run.outcome == Outcome::partial || run.outcome == Outcome::failed;
    const auto time = fmt::format("{:.3f}", static_cast<double>(run.duration_ms) / 1000);
    out_.print(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\""
        " time=\"{}\"",
        escaped_markup(run.check), findings.size() + 1, failures, is_error ? 1 : 0, skipped, time);
    if (run.started.ms > 0) out_.print(" timestamp=\"{}\"", base::to_text(run.started));
    out_.put(">\n");
    // The check itself is a case: what did not run must not look green.
    out_.print("    <testcase classname=\"{}\" name=\"the check is complete\" time=\"{}\"",
               escaped_markup(run.check), time);
    if (run.outcome == Outcome::complete) {
      out_.put("/>\n");
    } else {
      const auto reason = escaped_markup(
          run.reason.empty()
              ? std::string(words(run.outcome)[static_cast<std::size_t>(run.outcome)])
              : run.reason);
      if (run.outcome == Outcome::skipped)
        out_.print("><skipped message=\"{}\"/></testcase>\n", reason);
      else
        out_.print("><error type=\"{}\" message=\"{}\"/></testcase>\n",
                   words(run.outcome)[static_cast<std::size_t>(run.outcome)], reason);
    }
    for (const auto* finding : findings) one(*finding);
    out_.put("  </testsuite>\n");
  }

  void one(const Finding& finding) {
    const auto heading = finding.title.empty() ? finding.rule : finding.title;
    out_.print("    <testcase classname=\"{}.{}\" name=\"{} at {}\" file=\"{}\"",
               escaped_markup(finding.check), escaped_markup(finding.rule),
               escaped_markup(one_line(heading)), escaped_markup(place(finding)),
               escaped_markup(finding.path));
    if (finding.region.start_line > 0) out_.print(" line=\"{}\"", finding.region.start_line);
    out_.put(">");
    if (!fails(finding, is_first_look_)) {
      const auto word = words(finding.state)[static_cast<std::size_t>(finding.state)];
      out_.print("<skipped message=\"{}{}{}\"/></testcase>\n", word,
                 finding.state_reason.empty() ? "" : ": ", escaped_markup(finding.state_reason));
      return;
    }
    out_.print("<failure type=\"{}\" message=\"{}\">", model::word(finding.severity),
               escaped_markup(one_line(finding.message.empty() ? heading : finding.message)));
    out_.put(escaped_markup(place(finding)) + "\n");
    for (const auto& line : finding.frame)
      out_.put(escaped_markup(fmt::format("{:>6} | {}", line.line, line.text)) + "\n");
    if (!finding.fix.empty()) out_.put("fix: " + escaped_markup(finding.fix) + "\n");
    out_.print("id: {}</failure></testcase>\n", escaped_markup(finding.id));
  }

  void verdict() {
    const auto& rules = report_.decision.rules;
    std::size_t failures = 0;
    for (const auto& rule : rules) failures += blocks(rule) ? 1 : 0;
    out_.print(
        "  <testsuite name=\"verdict\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
        "skipped=\"0\" time=\"0.000\">\n",
        rules.size(), failures);
    for (const auto& rule : rules) {
      out_.print("    <testcase classname=\"verdict\" name=\"{}\"",
                 escaped_markup(rule.title.empty() ? rule.rule : rule.title));
      if (!blocks(rule)) {
        out_.put("/>\n");
        continue;
      }
      out_.print("><failure type=\"{}\" message=\"{}\">",
                 words(rule.outcome)[static_cast<std::size_t>(rule.outcome)],
                 escaped_markup(rule.rule));
      for (const auto& way : ways_out(rule)) out_.put("to unblock: " + escaped_markup(way) + "\n");
      out_.put("</failure></testcase>\n");
    }
    out_.put("  </testsuite>\n");
  }

  static bool blocks(const model::RuleDecision& rule) {
    return rule.effect == model::Effect::block && rule.outcome != model::RuleOutcome::pass;
  }

  const model::Report& report_;
  Output out_;
  bool is_first_look_;
  std::map<std::string, std::vector<const Finding*>> by_check_;
};

base::Result<void> write_junit(const model::Report& report, base::ByteSink& sink) {
  return JunitWriter(report, sink).write();
}

}  // namespace

constinit const Format known::junit{
    .name = "junit", .title = "JUnit XML", .extension = ".xml", .write = write_junit};

}  // namespace andon::formats
