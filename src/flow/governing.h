// What judges, read from one tree: andon.yaml, waivers, adopted debt, ignore files, rule files. Of
// the baseline when there is one (law 9), of the tree itself on a first look.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "checks/checks.h"
#include "governance/settings.h"
#include "model/waiver.h"
#include "tree/tree.h"

namespace andon::flow {

struct Governing {
  governance::Settings settings;
  std::string settings_text;
  std::vector<model::Waiver> waivers;
  std::vector<model::Adoption> adoptions;
  std::string gitleaks_ignore;  // text of .gitleaksignore
  bool has_gitleaks_ignore = false;
  std::optional<std::string> andonignore;
  std::vector<checks::RuleFile> secret_rules;
  std::vector<checks::RuleFile> tool_rules;  // rule files of tools, name and text
  std::vector<std::string> notes;            // waivers that do not count, and why
};

// `folder`: of the component within the tree, "" at its top. A
// broken file is an error with its place.
base::Result<Governing> read_governing(base::Context& context, const tree::Tree& tree,
                                       const std::string& folder);

// One author in git, or no git: a one-person project (domain.md 1, "waiver").
base::Result<bool> has_one_author(base::Context& context, const tree::Tree& tree);

// What `mine` holds that `judging` does not: sentences for Report::proposals.
std::vector<std::string> proposals(const Governing& judging, const Governing& mine);

}  // namespace andon::flow
