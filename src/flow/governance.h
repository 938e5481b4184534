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
struct GovernanceShown {
  std::string schema = "andon/governance/v1";
  std::string source;    // as andon.yaml names it; "" none, the shipped default serves
  std::string named_by;  // "andon.yaml:3"
  std::string trouble;   // why it cannot judge
  model::Organisation organisation;
  std::vector<std::string> proposed;  // what a change brings, which counts after the merge
  std::string policy;                 // the shipped one that serves without a source
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("source", self.source, "as andon.yaml names it; empty: the shipped default serves");
    visit("named_by", self.named_by, "file and line that name it");
    visit("trouble", self.trouble, "why it cannot judge");
    visit("organisation", self.organisation, "what it says of the component");
    visit("proposed", self.proposed, "what a change brings, which counts after the merge");
    visit("policy", self.policy, "the shipped policy that serves without a source");
  }
};
base::Result<GovernanceShown> show_governance(base::Context& context, const std::string& path);
std::vector<std::string> told(const GovernanceShown& shown);
std::string governance_json(const GovernanceShown& shown);

// A component joins: the keys of its andon.yaml, its lock and the kept copy.
struct JoinRequest {
  std::string source, ref;
};
base::Result<std::vector<std::string>> join_governance(base::Context& context,
                                                       const std::string& path,
                                                       const JoinRequest& request);

}  // namespace andon::flow
