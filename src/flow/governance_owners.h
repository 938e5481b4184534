// Owners, champions and contacts from where teams keep them anyway: CODEOWNERS,
// security-insights.yml, catalog-info.yaml, security.txt. A broken file is a gap, never a failure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/owners.h"
#include "model/organisation_facts.h"

namespace andon::flow {

struct Workspace;

struct OwnersFiles {
  std::string codeowners_file;    // "" when there is none; so for each
  std::string codeowners_folder;  // where its patterns begin: "", or the component's folder
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

// From the side that judges, as it stands at `now`. CODEOWNERS of a component that is a folder of
// its repository may stand at the top of that.
OwnersFiles read_owners(base::Context& context, const Workspace& workspace, base::Instant now);
// The rule that counts for a path as findings have it.
const governance::OwnerRule* owner_rule_of(const OwnersFiles& owners, const std::string& path);

}  // namespace andon::flow
