#include "formats/reading/sarif_run.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "model/report_path.h"

namespace andon::formats {

namespace {

// How many base folders may stand on one another; more is a circle.
constexpr int base_folder_depth = 16;

}  // namespace

base::Result<void> SarifRun::add_result(SarifResult result) {
  if (result.is_absent) ++absent_;
  if (!is_finding(result)) {
    ++passed_;
    return {};
  }
  const bool is_whole =
      !is_held && is_tool_whole &&
      std::ranges::all_of(result.places, [&](const auto& place) { return is_ready(place); });
  if (is_whole) return tell(std::move(result));
  waiting_.push_back(std::move(result));
  return {};
}

void SarifRun::add_artifact(const base::Value& artifact) {
  Artifact read;
  read.place = sarif_location(artifact["location"]);
  for (const auto& role : sarif_texts(artifact["roles"]))
    if (role == "analysisTarget") read.is_analysed = true;
  artifacts_.push_back(std::move(read));
}

void SarifRun::add_logical_location(const base::Value& location) {
  logical_names_.emplace_back(location["fullyQualifiedName"].text_or(location["name"].text_or()));
}

void SarifRun::set_base_folders(base::Value folders) { base_folders_ = std::move(folders); }

void SarifRun::set_field_of_invocation(std::string_view field, const base::Value& value) {
  if (field == "executionSuccessful") is_execution_failed_ = !value.boolean_or(true);
  if (field == "exitCodeDescription" || field == "exitSignalName" ||
      field == "processStartFailureMessage")
    exit_text_ = value.text_or();
  if (field == "exitCode" && exit_text_.empty())
    exit_text_ = fmt::format("exit code {}", value.integer_or(0));
}

void SarifRun::end_invocation() {
  if (is_execution_failed_)
    failures_.push_back(exit_text_.empty() ? "the report says that the tool did not succeed"
                                           : fmt::format("the report says that the tool did not "
                                                         "succeed: {}",
                                                         exit_text_));
  is_execution_failed_ = false;
  exit_text_.clear();
}

void SarifRun::add_notification(const base::Value& notification, bool is_cut) {
  Notification read;
  const auto& message = notification["message"];
  read.text = sarif_message_text(message["text"].text_or(message["markdown"].text_or()),
                                 sarif_texts(message["arguments"]));
  if (read.text.empty()) read.text = notification["exception"]["message"].text_or();
  if (read.text.empty()) read.text = notification["descriptor"]["id"].text_or("a notification");
  if (is_cut) read.text += " ...";
  const auto* locations = notification["locations"].list();
  const bool is_placed = locations && !locations->empty();
  if (is_placed)
    read.place = sarif_location(locations->front()["physicalLocation"]["artifactLocation"]);
  // "error" tells of what could not be done (3.58.6). A warning about a file is how producers say
  // that they could not read it whole (semgrep: a syntax error, a timeout): missing is not clean.
  const auto level = notification["level"].text_or("warning");
  read.is_harmless = level != "error" && !(level == "warning" && is_placed);
  if (notifications_.size() < base::limits::report_problems)
    notifications_.push_back(std::move(read));
  else
    problems_.tell({.path = {}, .text = std::move(read.text), .is_harmless = read.is_harmless});
}

// Rules, artifacts and base folders may stand after the results; what needs them waits.
bool SarifRun::is_ready(const SarifPlace& place) const {
  const auto& file = place.file;
  if (file.logical_index >= 0 && place.symbol.empty()) return false;
  if (!file.base_id.empty() && base_folders_.is_null()) return false;
  return file.artifact_index < 0 || (!file.uri.empty() && file.base_id.empty());
}

base::Result<void> SarifRun::tell(SarifResult result) {
  const auto places = std::move(result.places);
  const auto finding = sarif_finding(std::move(result), tool);
  for (const auto& place : places) {
    auto placed = finding;
    placed.path = path_of(place.file);
    placed.region = place.region;
    placed.frame = place.frame;
    placed.symbol = place.symbol;
    const auto logical = place.file.logical_index;
    if (placed.symbol.empty() && logical >= 0 && std::cmp_less(logical, logical_names_.size()))
      placed.symbol = logical_names_[static_cast<std::size_t>(logical)];
    TRY(sink_.finding(std::move(placed)));
  }
  return {};
}

std::string SarifRun::folder_of(const std::string& base_id) const {
  std::string folder;
  std::string id = base_id;
  for (int depth = 0; !id.empty() && depth < base_folder_depth; ++depth) {
    const auto& entry = base_folders_[id];
    folder = model::resolved_path(model::report_uri(base::trim(entry["uri"].text_or())), folder);
    id = entry["uriBaseId"].text_or();
  }
  return folder;
}

std::string SarifRun::path_of(const SarifLocation& place) const {
  const auto* from = &place;
  if (place.uri.empty() && place.artifact_index >= 0 &&
      static_cast<std::uint64_t>(place.artifact_index) < artifacts_.size())
    from = &artifacts_[static_cast<std::size_t>(place.artifact_index)].place;
  const auto path = model::report_uri(from->uri);
  if (from->base_id.empty() || path.empty()) return path;
  return model::resolved_path(folder_of(from->base_id), path);
}

base::Result<void> SarifRun::finish(bool is_cut) {
  sink_.tool(tool.driver.name, tool.version());
  for (auto& result : waiting_) TRY(tell(std::move(result)));
  waiting_.clear();
  for (const auto& artifact : artifacts_)
    if (artifact.is_analysed) sink_.analysed(path_of(artifact.place));
  for (auto& notification : notifications_)
    problems_.tell({.path = path_of(notification.place),
                    .text = std::move(notification.text),
                    .is_harmless = notification.is_harmless});
  if (absent_ > 0)
    problems_.tell(
        {.path = {},
         .text = base::counted(absent_, "result") + " of the report's own baseline, gone since",
         .is_harmless = true});
  for (const auto& failure : failures_) sink_.unsuccessful(failure);
  if (is_elsewhere_)
    sink_.unsuccessful("its results stand in other files, which the report only refers to");
  // 3.14.23: no list at all means that the tool did not get as far as looking.
  else if (!has_results && !is_cut)
    sink_.unsuccessful("a run of the report has no list of results");
  return {};
}

}  // namespace andon::formats
