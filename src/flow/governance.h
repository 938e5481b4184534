// The verbs of the governance source: make one, look at it, compare two, try its packs, lock it.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/compare.h"
#include "model/organisation_facts.h"

namespace andon::flow {

// Writes a small source into the folder, which lint is content with; files that are there stay.
struct GovernanceMade {
  std::vector<std::string> written;
  std::vector<std::string> kept;  // were there already
};
base::Result<GovernanceMade> make_governance(base::Context& context, const std::string& folder);

// Everything that is wrong (broken files) or missing (gaps) in the source of a folder.
struct GovernanceLint {
  std::vector<std::string> lines;  // "file:line: error: text [kind]", sorted by file
  std::size_t errors = 0, warnings = 0;
};
base::Result<GovernanceLint> lint_governance(base::Context& context, const std::string& folder);

// Two states: folders, or refs of the repository that `in` is a folder of.
base::Result<std::vector<governance::Change>> compare_governance(base::Context& context,
                                                                 const std::string& in,
                                                                 const std::string& before,
                                                                 const std::string& after);

// The tests of every pack of the source in a folder.
struct PackTests {
  std::vector<std::string> lines;
  std::size_t passed = 0, failed = 0;
};
base::Result<PackTests> test_governance(base::Context& context, const std::string& folder);

// Locks the newest state of what andon.yaml names, and keeps it; or brings what is locked.
enum class Update { newest, locked };
struct GovernanceUpdated {
  model::GovernanceLock lock;
  std::vector<governance::Change> changes;  // against what was locked before, when that is kept
  std::vector<std::string> lines;           // for people
};
base::Result<GovernanceUpdated> update_governance(base::Context& context, const std::string& path,
                                                  Update update);

// Which source counts here, since when, what it says of the component.
base::Result<std::vector<std::string>> show_governance(base::Context& context,
                                                       const std::string& path);

// A component joins: the keys of its andon.yaml, its lock and the kept copy.
struct JoinRequest {
  std::string source, ref;
};
base::Result<std::vector<std::string>> join_governance(base::Context& context,
                                                       const std::string& path,
                                                       const JoinRequest& request);

}  // namespace andon::flow
