// Who signed the commits of a governance source: SSH signatures verified in process, those of GPG
// by gpgv with the keys of trust.yaml and no others. Whether a signer may is governance's to say.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/commit_history.h"
#include "governance/trust.h"

namespace andon::flow {

struct LockedGovernance;

struct CommitSigner {
  std::string commit;       // id
  std::string fingerprint;  // of a key of trust.yaml, as it has it
};
struct FileSigners {
  std::vector<CommitSigner> signers;
  std::vector<std::string> problems;  // signatures that are not good, or could not be verified
};

class CommitSignatures {
 public:
  // `tree_root`: no program that stands there is run.
  CommitSignatures(base::Context& context, const governance::Trust& trust, std::string tree_root);
  // Of the commits that gave the file its bytes (governance/commit_history.h).
  FileSigners of(const LockedGovernance& source, const std::string& root, const std::string& path);

 private:
  base::Result<std::string> signer_of(const governance::SignedCommit& commit);
  base::Result<std::string> ask_gpgv(const governance::SignedCommit& commit);

  base::Context& context_;
  const governance::Trust& trust_;
  std::string tree_root_;
  std::optional<std::optional<governance::GitObjects>> objects_;  // once asked for
  std::optional<governance::CommitHistory> history_;
  std::map<std::string, base::Result<std::string>> known_;  // by commit
};

}  // namespace andon::flow
