#include "base/json.h"

#include <optional>
#include <vector>

#include "base/text.h"
#include "formats/list.h"
#include "formats/writing/json_out.h"

namespace andon::formats {

namespace {

constexpr std::string_view schema_name = "andon/report/v1";

// Builds one Value at a time: an element of `findings` or `runs`, or a whole field of the report.
class ReportHandler final : public base::json::Handler {
 public:
  ReportHandler(ReadingSink& sink, std::string_view name) : sink_(sink), name_(name) {}

  base::Result<void> begin_map() override {
    if (depth_ != 0) return open(base::Map{});
    ++depth_;
    return {};
  }
  base::Result<void> end_map() override { return close(); }
  base::Result<void> begin_list() override {
    if (depth_ == 1 && (field_ == "findings" || field_ == "runs") && open_.empty()) {
      ++depth_;
      return {};
    }
    if (depth_ == 0) return wrong("a list, not a report");
    return open(base::List{});
  }
  base::Result<void> end_list() override { return close(); }
  base::Result<void> key(std::string_view name) override {
    if (open_.empty())
      field_ = name;
    else
      keys_.back() = name;
    return {};
  }
  base::Result<void> string(std::string_view text) override { return scalar(text); }
  base::Result<void> integer(std::int64_t number) override { return scalar(number); }
  base::Result<void> number(double number) override { return scalar(number); }
  base::Result<void> boolean(bool value) override { return scalar(value); }
  base::Result<void> null() override { return scalar(nullptr); }

  bool is_report() const { return is_schema_seen_; }

 private:
  std::unexpected<base::Error> wrong(std::string_view what) const {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: {}", name_, what);
  }

  base::Result<void> open(base::Value container) {
    open_.push_back(std::move(container));
    keys_.emplace_back();
    return {};
  }

  base::Result<void> close() {
    if (open_.empty()) {
      --depth_;
      return {};
    }
    base::Value value = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return put(std::move(value));
  }

  base::Result<void> scalar(base::Value value) {
    if (depth_ == 0) return wrong("one value, not a report");
    return put(std::move(value));
  }

  base::Result<void> put(base::Value value) {
    if (open_.empty()) return depth_ == 2 ? element(std::move(value)) : field(value);
    auto& parent = open_.back();
    if (auto* map = parent.map())
      map->emplace_back(keys_.back(), std::move(value));
    else
      parent.list()->push_back(std::move(value));
    return {};
  }

  base::Result<void> field(const base::Value& value) {
    if (field_ != "schema") return {};
    if (value.text_or() != schema_name)
      return base::fail(base::ErrorKind::unsupported, base::ErrorOrigin::input,
                        "{}: a report of schema \"{}\"; this andon reads \"{}\"", name_,
                        base::shortened(base::printable(value.text_or()), 60), schema_name);
    is_schema_seen_ = true;
    return {};
  }

  // An element that does not fit is told as a problem; those around it are kept.
  base::Result<void> element(base::Value value) {
    if (!is_schema_seen_) return wrong("no \"schema\" before its findings: not a report of andon");
    if (field_ == "findings") {
      auto finding = model::finding_from(value);
      if (finding) return sink_.finding(std::move(*finding));
      sink_.problem({.path = {}, .text = finding.error().text()});
      return {};
    }
    auto run = model::run_from(value);
    if (!run) {
      sink_.problem({.path = {}, .text = run.error().text()});
      return {};
    }
    sink_.tool(run->tool, run->tool_version);
    for (const auto& path : run->scope.paths) sink_.analysed(path);
    for (auto& problem : run->problems) sink_.problem(std::move(problem));
    if (run->outcome == model::Outcome::partial || run->outcome == model::Outcome::failed)
      sink_.unsuccessful(fmt::format("{}: {}", run->check, run->reason));
    return {};
  }

  ReadingSink& sink_;
  std::string_view name_;
  int depth_ = 0;      // 1: in the report, 2: in its findings or runs
  std::string field_;  // of the report
  std::vector<base::Value> open_;
  std::vector<std::string> keys_;
  bool is_schema_seen_ = false;
};

bool recognises_json(std::string_view head, std::string_view) {
  return head.find("\"andon/report/") != std::string_view::npos;
}

base::Result<void> read_json(base::ByteSource& source, ReadingSink& sink, std::string_view name) {
  ReportHandler handler(sink, name);
  TRY(base::json::parse_stream(source, handler, name));
  if (handler.is_report()) return {};
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                    "{}: no \"schema\": not a report of andon", name);
}

// All but the findings, which are written one by one where they belong: after the runs.
model::Report without_findings(const model::Report& report) {
  model::Report rest;
  rest.schema = report.schema;
  rest.engine = report.engine;
  rest.made_at = report.made_at;
  rest.release = report.release;
  rest.baseline = report.baseline;
  rest.runs = report.runs;
  rest.looked = report.looked;
  rest.waivers = report.waivers;
  rest.slope = report.slope;
  rest.decision = report.decision;
  rest.proposed = report.proposed;
  rest.proposals = report.proposals;
  rest.notes = report.notes;
  rest.next = report.next;
  return rest;
}

bool is_before_findings(std::string_view key) {
  for (auto before : {"schema", "engine", "made_at", "release", "baseline", "runs"})
    if (key == before) return true;
  return false;
}

base::Result<void> write_json(const model::Report& report, base::ByteSink& sink) {
  JsonOut json(sink);
  json.begin_map();
  bool is_done = report.findings.empty();
  const base::Value rest = model::to_value(without_findings(report));
  for (const auto& [key, value] : *rest.map()) {
    if (!is_done && !is_before_findings(key)) {
      json.begin_list("findings");
      for (const auto& finding : report.findings) json.value(model::to_value(finding));
      json.end_list();
      is_done = true;
    }
    json.entry(key, value);
  }
  json.end_map();
  return json.finish();
}

}  // namespace

constinit const Format known::json{.name = "json",
                                   .title = "andon's own JSON",
                                   .extension = ".json",
                                   .recognises = recognises_json,
                                   .read = read_json,
                                   .write = write_json};

}  // namespace andon::formats
