// The rules of the secrets check as plain data, whatever file they came from.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/run.h"
#include "model/severity.h"

namespace andon::checks::secrets {

enum class Condition { any, all };          // gitleaks' "OR" and "AND"
enum class Target { secret, match, line };  // what an allowlist's regexes are asked of

struct Allowlist {
  Condition condition = Condition::any;
  Target target = Target::secret;
  bool has_commits = false;                 // never applies: history is not scanned
  std::vector<std::string> paths, regexes;  // RE2
  std::vector<std::string> stopwords;       // lower case
  std::string place;                        // "file:line"
  bool operator==(const Allowlist&) const = default;
};

struct Required {
  std::string rule;
  std::optional<std::int64_t> within_lines, within_columns;
  bool operator==(const Required&) const = default;
};

struct Rule {
  std::string id, description, regex, path;  // regex or path may be empty, not both
  double entropy = 0;                        // 0: not asked
  std::int64_t secret_group = 0;
  std::vector<std::string> keywords, tags;  // keywords: lower case
  std::vector<Allowlist> allowlists;
  std::vector<Required> required;
  bool is_reported = true;  // not skipReport
  model::Severity severity = model::Severity::high;
  model::Confidence confidence = model::Confidence::medium;
  std::vector<std::string> weaknesses, references;
  std::string fix;
  std::vector<std::string> matches, misses;  // examples; the pair U+27E8 U+27E9 is taken out
  std::string file;
  std::uint32_t line = 0;
  bool operator==(const Rule&) const = default;
};

struct RuleSet {
  std::vector<Rule> rules;
  std::vector<Allowlist> allowlists;     // of every rule
  std::vector<std::string> notes;        // what was left out and loses nothing
  std::vector<model::Problem> problems;  // rules refused
  const Rule* find(std::string_view id) const;
};

}  // namespace andon::checks::secrets
