#include "formats/reading/sarif_read.h"

#include <memory>

#include "base/text.h"
#include "formats/reading/json_elements.h"
#include "formats/reading/sarif_run.h"

namespace andon::formats {

namespace {

constexpr std::string_view run_path = "/runs/*";

template <std::size_t Count>
bool is_one_of(std::string_view text, const std::array<std::string_view, Count>& words) {
  return std::ranges::find(words, text) != words.end();
}

// Below a run: what is walked through, and what is read as a whole.
constexpr std::array<std::string_view, 14> entered_below_run{
    "",
    "/tool",
    "/tool/driver",
    "/tool/driver/rules",
    "/tool/extensions",
    "/tool/extensions/*",
    "/tool/extensions/*/rules",
    "/results",
    "/artifacts",
    "/logicalLocations",
    "/invocations",
    "/invocations/*",
    "/invocations/*/toolExecutionNotifications",
    "/invocations/*/toolConfigurationNotifications"};
constexpr std::array<std::string_view, 9> built_below_run{
    "/tool/driver/rules/*",
    "/tool/extensions/*/rules/*",
    "/results/*",
    "/artifacts/*",
    "/logicalLocations/*",
    "/originalUriBaseIds",
    "/externalPropertyFileReferences",
    "/invocations/*/toolExecutionNotifications/*",
    "/invocations/*/toolConfigurationNotifications/*"};
constexpr std::array<std::string_view, 5> built_of_component{
    "/name", "/guid", "/version", "/semanticVersion", "/globalMessageStrings"};
constexpr std::array<std::string_view, 5> built_of_invocation{
    "/executionSuccessful", "/exitCode", "/exitCodeDescription", "/exitSignalName",
    "/processStartFailureMessage"};
// Inside results and rules: large, and not ours to judge by.
constexpr std::array<std::string_view, 13> left_out{
    "codeFlows",   "graphs",      "graphTraversals",    "stacks",   "webRequest",
    "webResponse", "attachments", "relatedLocations",   "contents", "artifactChanges",
    "hashes",      "stack",       "threadFlowLocations"};

class SarifReader final : public JsonElements {
 public:
  SarifReader(ReadingSink& sink, std::string_view name)
      : sink_(sink), problems_(sink), name_(name) {}

  // After the stream, whole or cut.
  base::Result<void> finish(bool is_cut) {
    if (!is_cut && !is_known_version_) TRY(check_schema());
    if (run_) TRY(end_run(true));
    for (auto& run : held_) TRY(run->finish(false));
    problems_.finish();
    return {};
  }
  bool has_runs() const { return has_runs_; }

 protected:
  Want want(std::string_view path) override {
    if (path == "/version" || path == "/$schema") return Want::build;
    if (path == "/runs") return Want::enter;
    if (!path.starts_with(run_path)) return Want::skip;
    const auto below = path.substr(run_path.size());
    if (is_one_of(below, entered_below_run)) return Want::enter;
    if (is_one_of(below, built_below_run)) return Want::build;
    for (const std::string_view component : {"/tool/driver", "/tool/extensions/*"})
      if (below.starts_with(component) &&
          is_one_of(below.substr(component.size()), built_of_component))
        return Want::build;
    constexpr std::string_view invocation = "/invocations/*";
    if (below.starts_with(invocation) &&
        is_one_of(below.substr(invocation.size()), built_of_invocation))
      return Want::build;
    return Want::skip;
  }

  bool is_left_out(std::string_view key) const override { return is_one_of(key, left_out); }

  base::Result<void> entered(std::string_view path, Container container) override {
    const bool is_list = container == Container::list;
    if (path == "/runs") has_runs_ = is_list;
    if (path == run_path) {
      run_ = std::make_unique<SarifRun>(sink_, problems_);
      run_->is_held = !is_known_version_;
    } else if (path == "/runs/*/results") {
      run_->has_results = is_list;
    } else if (path == "/runs/*/tool/extensions/*") {
      run_->tool.extensions.emplace_back();
    }
    return {};
  }

  base::Result<void> left(std::string_view path) override {
    if (path == run_path) return end_run(false);
    if (path == "/runs/*/tool") run_->is_tool_whole = true;
    if (path == "/runs/*/invocations/*") run_->end_invocation();
    return {};
  }

  base::Result<void> built(std::string_view path, base::Value value, bool is_cut) override {
    if (path == "/version") return version(value.text_or());
    if (path == "/$schema") {
      schema_ = value.text_or();
      return {};
    }
    if (!run_) return {};
    const auto below = path.substr(run_path.size());
    if (below == "/results/*") return result(value, is_cut);
    if (below == "/artifacts/*")
      run_->add_artifact(value);
    else if (below == "/logicalLocations/*")
      run_->add_logical_location(value);
    else if (below == "/originalUriBaseIds")
      run_->set_base_folders(std::move(value));
    else if (below == "/externalPropertyFileReferences" && value["results"].is_list())
      run_->set_results_elsewhere();
    else if (below.starts_with("/tool/"))
      component(below, value);
    else if (below.ends_with("Notifications/*"))
      run_->add_notification(value, is_cut);
    else if (below.starts_with("/invocations/*/"))
      run_->set_field_of_invocation(below.substr(below.rfind('/') + 1), value);
    return {};
  }

 private:
  base::Result<void> version(std::string_view text) {
    // Producers of the year before the standard wrote "2.1.0-rtm.5" and the like.
    if (!text.starts_with("2.1.0"))
      return base::fail(
          base::ErrorKind::unsupported, base::ErrorOrigin::input,
          "{}: SARIF version {}; andon reads 2.1.0", name_,
          text.empty() ? "without a name" : base::shortened(base::printable(text), 40));
    is_known_version_ = true;
    if (run_) run_->is_held = false;
    return {};
  }

  // A file without "version" is taken at its schema's word.
  base::Result<void> check_schema() {
    if (schema_.find("2.1.0") != schema_.npos && schema_.find("sarif") != schema_.npos) return {};
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: not SARIF: it has no \"version\"", name_);
  }

  base::Result<void> result(const base::Value& value, bool is_cut) {
    if (!value.is_map()) {
      problems_.tell({.path = {}, .text = "a result of the report is no object"});
      return {};
    }
    if (is_cut)
      problems_.tell({.path = {},
                      .text = "a result of the report holds too much; part of it was not read",
                      .is_harmless = true});
    auto result = sarif_result(value);
    findings_ += result.places.size();
    if (findings_ > base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "{}: more than {} findings", name_, base::limits::report_findings);
    return run_->add_result(std::move(result));
  }

  // Of the driver or the last extension.
  void component(std::string_view below, const base::Value& value) {
    constexpr std::string_view driver = "/tool/driver/";
    constexpr std::string_view extension = "/tool/extensions/*/";
    const bool is_driver = below.starts_with(driver);
    if (!is_driver && !below.starts_with(extension)) return;
    auto& which = is_driver ? run_->tool.driver : run_->tool.extensions.back();
    const auto field = below.substr(is_driver ? driver.size() : extension.size());
    if (field == "rules/*") which.add_rule(value);
    if (field == "name") which.name = value.text_or();
    if (field == "guid") which.guid = value.text_or();
    if (field == "version") which.version = value.text_or();
    if (field == "semanticVersion") which.semantic_version = value.text_or();
    if (field == "globalMessageStrings") which.messages = sarif_messages(value);
  }

  base::Result<void> end_run(bool is_cut) {
    auto run = std::move(run_);
    if (is_known_version_ || is_cut) return run->finish(is_cut);
    held_.push_back(std::move(run));
    return {};
  }

  ReadingSink& sink_;
  Problems problems_;
  std::string name_;
  std::string schema_;
  std::unique_ptr<SarifRun> run_;
  std::vector<std::unique_ptr<SarifRun>> held_;  // whole runs that stand before "version"
  std::size_t findings_ = 0;
  bool is_known_version_ = false;
  bool has_runs_ = false;
};

}  // namespace

bool recognises_sarif(std::string_view head, std::string_view file_name) {
  if (file_name.ends_with(".sarif") || file_name.ends_with(".sarif.json")) return true;
  const auto has = [&](std::string_view text) { return head.find(text) != head.npos; };
  if (has("\"$schema\"") && has("sarif")) return true;
  return has("\"runs\"") && (has("\"version\"") || has("\"driver\"") || has("\"results\""));
}

base::Result<void> read_sarif(base::ByteSource& source, ReadingSink& sink, std::string_view name) {
  SarifReader reader(sink, name);
  auto read = base::json::parse_stream(source, reader, name);
  if (read && !reader.has_runs())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: not SARIF: it has no list \"runs\"", name);
  if (!read && read.error().kind == base::ErrorKind::unsupported) return read;
  // What was whole before the cut is kept.
  TRY(reader.finish(!read.has_value()));
  return read;
}

}  // namespace andon::formats
