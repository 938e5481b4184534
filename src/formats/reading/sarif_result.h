// One result of a SARIF run, read out of its JSON but not yet joined with what may stand later in
// the file: rules, artifacts, base folders.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "formats/reading/sarif_tool.h"
#include "model/finding.h"

namespace andon::formats {

struct SarifLocation {
  std::string uri;
  std::string base_id;
  std::int64_t artifact_index = -1;
  std::int64_t logical_index = -1;
};

SarifLocation sarif_location(const base::Value& artifact_location);

struct SarifPlace {
  SarifLocation file;
  model::Region region;
  std::string symbol;
  std::vector<model::FrameLine> frame;
  bool is_same(const SarifPlace& other) const;
};

struct SarifResult {
  SarifRuleReference rule;
  // Several locations are one problem to the standard (3.27.12), but producers list the places of a
  // rule so, and a finding is one problem at one place: each makes a finding. Never empty.
  std::vector<SarifPlace> places;
  std::string message;  // as it stands, or "" when it has an id
  std::string message_id;
  std::vector<std::string> message_arguments;
  std::string kind;  // "" means "fail" (3.27.9)
  std::string level;
  std::optional<double> score;
  std::optional<model::Confidence> confidence;
  std::vector<std::string> weaknesses;
  std::vector<std::string> references;
  std::vector<std::string> tags;
  std::string fix;
  std::optional<model::Suppression> suppression;
  bool is_absent = false;  // baselineState: it was there, it is gone
};

SarifResult sarif_result(const base::Value& value);
// A result that says that something holds, or does not apply, is no finding.
bool is_finding(const SarifResult& result);

// Without place: that needs the run's artifacts and base folders.
model::Finding sarif_finding(SarifResult result, const SarifTool& tool);

// Placeholders "{0}" filled, "[text](0)" to a place of the result made "text" (3.11.5, 3.11.6).
std::string sarif_message_text(std::string_view text, const std::vector<std::string>& arguments);

}  // namespace andon::formats
