// bandit's JSON (bandit -f json). Its metrics name every file that it looked at, its errors those
// that it could not.
#include "base/text.h"
#include "formats/list.h"
#include "formats/reading/json_elements.h"
#include "formats/reading/named.h"
#include "formats/reading/problems.h"
#include "formats/reading/snippet.h"
#include "model/report_path.h"
#include "model/weakness.h"

namespace andon::formats {

namespace {

using base::Value;

std::uint32_t line_number(std::int64_t number) {
  return number > 0 && std::in_range<std::uint32_t>(number) ? static_cast<std::uint32_t>(number)
                                                            : 0;
}

// Columns are counted from 0 by bandit, -1 where it does not know.
std::uint32_t column(const Value& offset) {
  return offset.is_integer() ? line_number(offset.integer_or(-1) + 1) : 0;
}

model::Region region_of(const Value& result) {
  model::Region region;
  region.start_line = line_number(result["line_number"].integer_or(0));
  region.start_column = column(result["col_offset"]);
  region.end_line = region.start_line;
  if (const auto* range = result["line_range"].list(); range && !range->empty())
    region.end_line = std::max(region.start_line, line_number(range->back().integer_or(0)));
  region.end_column = column(result["end_col_offset"]);
  return region;
}

std::string title_of(std::string_view test_name) {
  std::string title(test_name);
  std::ranges::replace(title, '_', ' ');
  return title;
}

model::Finding finding_of(const Value& result) {
  model::Finding finding;
  finding.rule = result["test_id"].text_or();
  finding.title = title_of(result["test_name"].text_or(finding.rule));
  finding.message = result["issue_text"].text_or(finding.title);
  finding.severity =
      model::severity_of(result["issue_severity"].text_or()).value_or(model::Severity::medium);
  finding.confidence = model::confidence_of(result["issue_confidence"].text_or())
                           .value_or(model::Confidence::medium);
  if (auto weakness = model::weakness_of_number(result["issue_cwe"]["id"].integer_or(0)))
    finding.weaknesses.push_back(std::move(*weakness));
  finding.path = model::report_path(result["filename"].text_or());
  finding.region = region_of(result);
  finding.frame = numbered_frame(result["code"].text_or());
  if (const auto more = result["more_info"].text_or(); !more.empty())
    finding.references.emplace_back(more);
  return finding;
}

class BanditReader final : public JsonElements {
 public:
  BanditReader(ReadingSink& sink, std::string_view name)
      : sink_(sink), problems_(sink), name_(name) {}

  bool has_results() const { return has_results_; }
  void finish() {
    sink_.tool("bandit", "");
    problems_.finish();
  }

 protected:
  Want want(std::string_view path) override {
    if (path == "/results" || path == "/errors") return Want::enter;
    if (path == "/metrics") return Want::keys;
    if (path == "/results/*" || path == "/errors/*") return Want::build;
    return Want::skip;
  }
  bool is_left_out(std::string_view) const override { return false; }
  base::Result<void> entered(std::string_view path, Container container) override {
    if (path == "/results" && container == Container::list) has_results_ = true;
    return {};
  }
  base::Result<void> left(std::string_view) override { return {}; }
  // The metrics have an entry for each file, and one for the sum of all.
  void key_of(std::string_view, std::string_view key) override {
    if (key != "_totals") sink_.analysed(model::report_path(key));
  }

  base::Result<void> built(std::string_view path, Value value, bool) override {
    if (path == "/results/*") return result(value);
    if (path == "/errors/*")
      problems_.tell({.path = model::report_path(value["filename"].text_or()),
                      .text = std::string(value["reason"].text_or("could not be read"))});
    return {};
  }

 private:
  base::Result<void> result(const Value& value) {
    if (!value.is_map()) {
      problems_.tell({.path = {}, .text = "a result of the report is no object"});
      return {};
    }
    if (++results_ > base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "{}: more than {} results", name_, base::limits::report_findings);
    auto finding = finding_of(value);
    name_what_is_missing(finding);
    return sink_.finding(std::move(finding));
  }

  ReadingSink& sink_;
  Problems problems_;
  std::string name_;
  std::size_t results_ = 0;
  bool has_results_ = false;
};

bool recognises_bandit(std::string_view head, std::string_view) {
  const auto has = [&](std::string_view text) { return head.find(text) != head.npos; };
  return has("\"generated_at\"") && has("\"metrics\"") && has("\"errors\"");
}

base::Result<void> read_bandit(base::ByteSource& source, ReadingSink& sink, std::string_view name) {
  BanditReader reader(sink, name);
  auto read = base::json::parse_stream(source, reader, name);
  if (read && !reader.has_results())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: not a report of bandit: it has no list \"results\"", name);
  reader.finish();
  return read;
}

}  // namespace

constinit const Format known::bandit{.name = "bandit",
                                     .title = "bandit's JSON",
                                     .extension = ".json",
                                     .recognises = recognises_bandit,
                                     .read = read_bandit};

}  // namespace andon::formats
