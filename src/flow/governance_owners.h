// Owners, champions and contacts from where teams keep them anyway: CODEOWNERS,
// security-insights.yml, catalog-info.yaml, security.txt. A broken file is a gap, never a failure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/owners.h"
#include "model/organisation_facts.h"
#include "tree/tree.h"

namespace andon::flow {

struct OwnersFiles {
  std::string codeowners_file;  // "" when there is none; so for each
  std::vector<governance::OwnerRule> codeowners;
  std::string insights_file;
  governance::SecurityContacts insights;
  std::string catalog_file;
  std::vector<governance::CatalogEntity> catalog;
  std::string security_file;
  governance::SecurityText security;
  std::string policy_file;       // SECURITY.md
  std::vector<model::Gap> gaps;  // files that are broken or have expired
};

// `folder`: of the component within the tree.
OwnersFiles read_owners(base::Context& context, const tree::Tree& tree, const std::string& folder);

}  // namespace andon::flow
