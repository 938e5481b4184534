// What exists here: rules, tools, settings.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "checks/checks.h"
#include "governance/settings.h"

namespace andon::flow {

struct Catalogue {
  std::vector<checks::RuleFacts> rules;
  std::vector<std::string> notes;
};

// The rules that a check of `path` would use; with `rule_files` of the command line.
base::Result<Catalogue> catalogue(base::Context& context, const std::string& path,
                                  const std::vector<std::string>& rule_files);

struct ToolRow {
  std::string name, title, program, version;  // program empty: not installed
};
std::vector<ToolRow> tool_rows(base::Context& context);

struct ConfigurationRow {
  std::string key, value, origin;
};
// andon.yaml at or above `path` read strictly, with the policy's
// parameters; each value and its origin.
base::Result<std::vector<ConfigurationRow>> check_configuration(base::Context& context,
                                                                const std::string& path);

}  // namespace andon::flow
