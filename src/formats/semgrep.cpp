// semgrep's own JSON (semgrep --json), which names the files that it scanned.
#include "base/text.h"
#include "formats/list.h"
#include "formats/reading/json_elements.h"
#include "formats/reading/named.h"
#include "formats/reading/problems.h"
#include "formats/reading/sarif_tool.h"
#include "formats/reading/snippet.h"
#include "model/report_path.h"

namespace andon::formats {

namespace {

using base::Value;

std::uint32_t number_of(const Value& value) {
  const auto number = value.integer_or(0);
  return number > 0 && std::in_range<std::uint32_t>(number) ? static_cast<std::uint32_t>(number)
                                                            : 0;
}

// The last part of "python.lang.security.insecure-hash" in words.
std::string title_of(std::string_view rule) {
  std::string title(rule.substr(rule.rfind('.') + 1));
  std::ranges::replace(title, '-', ' ');
  return title;
}

model::Finding finding_of(const Value& result) {
  const auto& extra = result["extra"];
  const auto& metadata = extra["metadata"];
  model::Finding finding;
  finding.rule = result["check_id"].text_or();
  finding.title = title_of(finding.rule);
  finding.message = extra["message"].text_or(finding.title);
  finding.severity =
      model::severity_of(extra["severity"].text_or()).value_or(model::Severity::info);
  finding.confidence =
      model::confidence_of(metadata["confidence"].text_or()).value_or(model::Confidence::medium);
  finding.weaknesses = sarif_weaknesses(metadata);
  finding.references = sarif_texts(metadata["references"]);
  finding.path = model::report_path(result["path"].text_or());
  auto& region = finding.region;
  region.start_line = number_of(result["start"]["line"]);
  region.start_column = number_of(result["start"]["col"]);
  region.end_line = std::max(number_of(result["end"]["line"]), region.start_line);
  region.end_column = number_of(result["end"]["col"]);
  // Without an account semgrep writes these words in place of the lines.
  if (const auto lines = extra["lines"].text_or(); lines != "requires login")
    finding.frame = frame_from(finding.region.start_line, lines);
  if (extra["is_ignored"].boolean_or(false))
    finding.suppression = model::Suppression{.by = "nosemgrep", .reason = {}};
  return finding;
}

class SemgrepReader final : public JsonElements {
 public:
  SemgrepReader(ReadingSink& sink, std::string_view name)
      : sink_(sink), problems_(sink), name_(name) {}

  bool has_results() const { return has_results_; }
  void finish() {
    sink_.tool("semgrep", version_);
    problems_.finish();
  }

 protected:
  Want want(std::string_view path) override {
    for (auto entered : {"/results", "/errors", "/paths", "/paths/scanned"})
      if (path == entered) return Want::enter;
    for (auto wanted : {"/results/*", "/errors/*", "/paths/scanned/*", "/version"})
      if (path == wanted) return Want::build;
    return Want::skip;
  }
  bool is_left_out(std::string_view key) const override {
    return key == "metavars" || key == "dataflow_trace";
  }
  base::Result<void> entered(std::string_view path, Container container) override {
    if (path == "/results" && container == Container::list) has_results_ = true;
    return {};
  }
  base::Result<void> left(std::string_view) override { return {}; }

  base::Result<void> built(std::string_view path, Value value, bool) override {
    if (path == "/results/*") return result(value);
    if (path == "/version") version_ = value.text_or();
    if (path == "/paths/scanned/*") sink_.analysed(model::report_path(value.text_or()));
    if (path == "/errors/*") error(value);
    return {};
  }

 private:
  base::Result<void> result(const Value& value) {
    if (value["check_id"].text_or().empty()) {
      problems_.tell({.path = {}, .text = "a result of the report has no \"check_id\""});
      return {};
    }
    if (++results_ > base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "{}: more than {} results", name_, base::limits::report_findings);
    auto finding = finding_of(value);
    name_what_is_missing(finding);
    return sink_.finding(std::move(finding));
  }

  // Whatever its level says ("warn" for a timeout, too), something was not looked at.
  void error(const Value& value) {
    const auto text = value["message"].text_or(value["long_msg"].text_or("an error"));
    problems_.tell({.path = model::report_path(value["path"].text_or()),
                    .text = std::string(text),
                    .is_harmless = value["level"].text_or() == "info"});
  }

  ReadingSink& sink_;
  Problems problems_;
  std::string name_;
  std::string version_;
  std::size_t results_ = 0;
  bool has_results_ = false;
};

bool recognises_semgrep(std::string_view head, std::string_view) {
  const auto has = [&](std::string_view text) { return head.find(text) != head.npos; };
  if (!has("\"results\"") || has("\"runs\"")) return false;
  return (has("\"check_id\"") && has("\"extra\"")) || (has("\"errors\"") && has("\"scanned\""));
}

base::Result<void> read_semgrep(base::ByteSource& source, ReadingSink& sink,
                                std::string_view name) {
  SemgrepReader reader(sink, name);
  auto read = base::json::parse_stream(source, reader, name);
  if (read && !reader.has_results())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: not a report of semgrep: it has no list \"results\"", name);
  reader.finish();
  return read;
}

}  // namespace

constinit const Format known::semgrep{.name = "semgrep",
                                      .title = "semgrep's JSON",
                                      .extension = ".json",
                                      .recognises = recognises_semgrep,
                                      .read = read_semgrep};

}  // namespace andon::formats
