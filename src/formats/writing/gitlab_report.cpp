#include "formats/writing/gitlab_report.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "formats/writing/json_out.h"
#include "formats/writing/summary.h"
#include "formats/writing/uri.h"

namespace andon::formats {

namespace {

using base::List;
using base::Map;
using base::Value;
using model::Finding;
using model::Run;

constexpr std::string_view schema_version = "15.0.7";
constexpr std::size_t name_bytes = 255;
constexpr std::size_t solution_bytes = 7000;
constexpr std::size_t description_bytes = 1'048'576;

std::string clean(std::string_view text, std::size_t limit_bytes = description_bytes) {
  return base::shortened(base::printable(text), limit_bytes);
}

// The pattern of the schema has no zone and no fraction; it is UTC.
std::string scan_time(base::Instant instant) { return base::to_text(instant).substr(0, 19); }

// Each finding stands in exactly one of the two reports.
bool is_secret(const Finding& finding) {
  if (finding.check == "secrets") return true;
  return std::ranges::any_of(
      finding.tags, [](const std::string& tag) { return tag == "secret" || tag == "secrets"; });
}

bool is_of(GitlabScan scan, const Finding& finding) {
  return is_secret(finding) == (scan == GitlabScan::secret_detection);
}

bool is_of(GitlabScan scan, const Run& run) {
  return (run.check == "secrets") == (scan == GitlabScan::secret_detection);
}

std::string_view word(GitlabScan scan) {
  return scan == GitlabScan::secret_detection ? "secret_detection" : "sast";
}

std::string_view severity_word(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
      return "Critical";
    case model::Severity::high:
      return "High";
    case model::Severity::medium:
      return "Medium";
    case model::Severity::low:
      return "Low";
    case model::Severity::info:
      break;
  }
  return "Info";
}

Value scan_message(std::string_view level, std::string_view text) {
  Value out;
  out.set("level", level);
  out.set("value", clean(text.empty() ? "no details" : text));
  return out;
}

struct Standing {
  List messages;
  bool is_success = true;
  base::Instant start{};
  base::Instant end{};
};

Standing standing(const model::Report& report, GitlabScan scan) {
  Standing out;
  bool is_any = false;
  for (const auto& run : report.runs) {
    if (!is_of(scan, run)) continue;
    if (run.outcome == model::Outcome::skipped) {
      out.messages.push_back(scan_message("info", run.check + " skipped: " + run.reason));
      continue;
    }
    const base::Instant end{run.started.ms + std::max<std::int64_t>(run.duration_ms, 0)};
    out.start = is_any ? std::min(out.start, run.started) : run.started;
    out.end = is_any ? std::max(out.end, end) : end;
    is_any = true;
    if (run.outcome != model::Outcome::complete) {
      out.is_success = false;
      out.messages.push_back(scan_message(run.outcome == model::Outcome::failed ? "fatal" : "warn",
                                          run.check + ": " + run.reason));
    }
    for (const auto& problem : run.problems)
      out.messages.push_back(
          scan_message(problem.is_harmless ? "info" : "warn",
                       problem.path.empty() ? problem.text : problem.path + ": " + problem.text));
  }
  if (!is_any) {
    // Missing is not clean.
    out.is_success = false;
    out.start = out.end = report.made_at;
    out.messages.push_back(scan_message("warn", "no check of this kind ran"));
  }
  std::size_t left_out = 0;
  for (const auto& finding : report.findings)
    if (is_of(scan, finding) && (finding.state == model::FindingState::waived ||
                                 finding.state == model::FindingState::suppressed))
      ++left_out;
  if (left_out > 0)
    out.messages.push_back(scan_message(
        "info", base::counted(left_out, "finding") + " waived or suppressed: left out here"));
  return out;
}

Value program(const model::Report& report) {
  const auto blank = report.engine.find(' ');
  Value out;
  out.set("id", "andon");
  out.set("name", "andon");
  out.set("version",
          blank == std::string::npos ? "unknown" : clean(report.engine.substr(blank + 1)));
  out.set("vendor", Map{{"name", "andon"}});
  return out;
}

Value identifiers(const Finding& finding) {
  const std::string rule = clean(finding.check + "/" + finding.rule, name_bytes);
  List list;
  list.push_back(Map{{"type", "andon_rule"}, {"name", rule}, {"value", rule}});
  for (const auto& weakness : finding.weaknesses) {
    if (!weakness.starts_with("CWE-") || weakness.size() == 4 ||
        weakness.find_first_not_of("0123456789", 4) != std::string::npos)
      continue;
    const auto number = weakness.substr(4);
    list.push_back(Map{{"type", "cwe"},
                       {"name", weakness},
                       {"value", number},
                       {"url", "https://cwe.mitre.org/data/definitions/" + number + ".html"}});
  }
  return list;
}

Value location(const model::Report& report, GitlabScan scan, const Finding& finding) {
  Value out;
  out.set("file", clean(finding.path));
  if (finding.region.start_line > 0) {
    out.set("start_line", finding.region.start_line);
    out.set("end_line", std::max(finding.region.end_line, finding.region.start_line));
  }
  if (!finding.symbol.empty()) out.set("method", clean(finding.symbol));
  if (scan == GitlabScan::secret_detection) {
    // Seven zeros are what GitLab's own analyzer says of files outside git.
    const auto& commit = report.release.commit;
    out.set("commit", Map{{"sha", commit.empty() ? "0000000" : clean(commit)}});
  }
  return out;
}

Value tracking(const Finding& finding) {
  Value item;
  item.set("file", clean(finding.path));
  item.set("start_line", std::max(finding.region.start_line, 1u));
  item.set("end_line", std::max({finding.region.end_line, finding.region.start_line, 1u}));
  item.set("signatures", List{Map{{"algorithm", "hash"},
                                  {"value", fmt::format("{}:{}", clean(finding.identity.context),
                                                        finding.identity.ordinal)}}});
  return Map{{"type", "source"}, {"items", List{std::move(item)}}};
}

Value vulnerability(const model::Report& report, GitlabScan scan, const Finding& finding) {
  Value out;
  out.set("id", finding.id.empty() ? clean(finding.check + "/" + finding.rule + "/" + finding.path)
                                   : clean(finding.id));
  out.set("name", clean(finding.title.empty() ? finding.rule : finding.title, name_bytes));
  if (!finding.message.empty()) out.set("description", clean(finding.message));
  out.set("severity", severity_word(finding.severity));
  if (!finding.fix.empty()) out.set("solution", clean(finding.fix, solution_bytes));
  out.set("identifiers", identifiers(finding));
  List links;
  for (const auto& reference : finding.references)
    if (is_web_link(reference)) links.push_back(Map{{"url", reference}});
  if (!links.empty()) out.set("links", std::move(links));
  out.set("location", location(report, scan, finding));
  if (!finding.identity.context.empty()) out.set("tracking", tracking(finding));
  return out;
}

}  // namespace

base::Result<void> write_gitlab(const model::Report& report, GitlabScan scan,
                                base::ByteSink& sink) {
  const Standing stands = standing(report, scan);
  JsonOut json(sink);
  json.begin_map();
  json.entry("version", schema_version);
  json.begin_map("scan");
  json.entry("analyzer", program(report));
  json.entry("scanner", program(report));
  json.entry("type", word(scan));
  json.entry("start_time", scan_time(stands.start));
  json.entry("end_time", scan_time(stands.end));
  json.entry("status", stands.is_success ? "success" : "failure");
  if (!stands.messages.empty()) json.entry("messages", stands.messages);
  json.end_map();
  json.begin_list("vulnerabilities");
  for (const auto& finding : report.findings)
    if (is_open(finding.state) && is_of(scan, finding))
      json.value(vulnerability(report, scan, finding));
  json.end_list();
  json.end_map();
  return json.finish();
}

}  // namespace andon::formats
