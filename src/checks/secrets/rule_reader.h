// One rule file, read without following its [extend].
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "checks/checks.h"
#include "checks/secrets/rule_set.h"

namespace andon::checks::secrets {

struct Extend {
  std::string path;
  bool use_default = false;
  std::vector<std::string> disabled_rules;
};

struct ReadFile {
  std::vector<Rule> rules;
  std::vector<Allowlist> allowlists;
  std::vector<std::pair<std::string, Allowlist>> targeted;  // rule id, allowlist
  Extend extend;
  std::vector<std::string> notes;
  std::vector<model::Problem> problems;
};

base::Result<ReadFile> read_rule_file(const RuleFile& file);

}  // namespace andon::checks::secrets
