// What a SARIF run says about its tool: the components, their rules, and which rule a result means.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/value.h"
#include "model/severity.h"

namespace andon::formats {

using SarifMessages = std::vector<std::pair<std::string, std::string>>;  // id, text

struct SarifRule {
  std::string id;
  std::string title;
  std::string fix;
  std::string level;            // of its default configuration, "" when not given
  std::optional<double> score;  // its `security-severity`
  std::optional<model::Confidence> confidence;
  std::vector<std::string> weaknesses;
  std::vector<std::string> references;
  std::vector<std::string> tags;
  SarifMessages messages;
};

SarifRule sarif_rule(const base::Value& descriptor);

// How a result names its rule (SARIF 2.1.0, 3.27.5 to 3.27.7 and 3.52).
struct SarifRuleReference {
  std::string id;
  std::string guid;
  std::int64_t index = -1;
  std::int64_t component_index = -1;  // of tool.extensions; -1 with no name or guid is the driver
  std::string component_name;
  std::string component_guid;
};

SarifRuleReference sarif_rule_reference(const base::Value& result);

struct SarifComponent {
  std::string name;
  std::string guid;
  std::string version;
  std::string semantic_version;
  SarifMessages messages;
  std::vector<SarifRule> rules;
  std::unordered_map<std::string, std::size_t> by_id;
  std::unordered_map<std::string, std::size_t> by_guid;

  void add_rule(const base::Value& descriptor);
};

struct SarifTool {
  SarifComponent driver;
  std::vector<SarifComponent> extensions;

  struct Found {
    const SarifRule* rule = nullptr;
    const SarifComponent* component = nullptr;
  };
  Found find(const SarifRuleReference& reference) const;
  std::string_view version() const;
};

// Helpers of the SARIF readers: a property that is a text or a list of texts, and
// `security-severity`, which is a text or a number.
std::vector<std::string> sarif_texts(const base::Value& value);
std::optional<double> sarif_score(const base::Value& properties);
SarifMessages sarif_messages(const base::Value& strings);
// CWE ids in `tags`, `cwe` and the like of a property bag, and in references to a taxonomy.
std::vector<std::string> sarif_weaknesses(const base::Value& properties);
std::vector<std::string> sarif_taxa(const base::Value& references);
std::optional<model::Confidence> sarif_confidence(const base::Value& properties);

}  // namespace andon::formats
