#include "base/text.h"
#include "formats/list.h"
#include "formats/writing/json_out.h"
#include "formats/writing/summary.h"

namespace andon::formats {

namespace {

// GitLab "Code Quality": info, minor, major, critical, blocker.
std::string_view quality_severity(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
      return "blocker";
    case model::Severity::high:
      return "critical";
    case model::Severity::medium:
      return "major";
    case model::Severity::low:
      return "minor";
    case model::Severity::info:
      break;
  }
  return "info";
}

base::Result<void> write_code_climate(const model::Report& report, base::ByteSink& sink) {
  JsonOut json(sink);
  json.begin_list();
  for (const auto& finding : report.findings) {
    if (!is_open(finding.state)) continue;
    const auto& text = finding.message.empty() ? finding.title : finding.message;
    json.begin_map();
    json.entry("type", "issue");
    json.entry("check_name", base::printable(finding.check + "/" + finding.rule));
    json.entry("description", base::printable(text.empty() ? finding.rule : text));
    json.entry("categories", base::List{"Security"});
    json.entry("severity", quality_severity(finding.severity));
    json.entry("fingerprint", base::printable(finding.id));
    json.begin_map("location");
    json.entry("path", base::printable(finding.path));
    json.begin_map("lines");
    // Readers want a line; a finding of the whole file stands at its first.
    const auto begin = std::max(finding.region.start_line, 1u);
    json.entry("begin", begin);
    json.entry("end", std::max(finding.region.end_line, begin));
    json.end_map();
    json.end_map();
    json.end_map();
  }
  json.end_list();
  return json.finish();
}

}  // namespace

constinit const Format known::code_climate{.name = "code_climate",
                                           .title = "Code Climate issues (GitLab code quality)",
                                           .extension = ".json",
                                           .write = write_code_climate};

}  // namespace andon::formats
