// Where the files of a governance source come from: a folder, a git repository, or the copy that
// is kept offline under the digest that is locked. Only fetch_source() speaks to anybody, and only
// to the URL that is configured.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/commit_history.h"
#include "governance/source.h"

namespace andon::tree {
class Tree;
}

namespace andon::flow {

// The governance source that counts for a tree: its lock and all that it holds.
struct LockedGovernance {
  model::GovernanceLock lock;
  governance::Source source;
  std::vector<governance::SourceFile> files;  // as they stand; packs and trust.yaml among them
};

// The files of a folder that belong to a source; links are refused.
base::Result<std::vector<governance::SourceFile>> read_source_folder(base::Context& context,
                                                                     const std::string& folder);
// The files at a commit of the repository that `folder` is in, below that folder.
base::Result<std::vector<governance::SourceFile>> read_source_at(base::Context& context,
                                                                 const std::string& folder,
                                                                 const std::string& treeish);

struct SourceAddress {
  std::string source;  // URL or folder; a relative one is relative to `root`
  std::string ref;     // branch or tag; "" = main
  std::string commit;  // "" = the newest of the ref
};
struct FetchedSource {
  model::GovernanceLock lock;  // without the time
  std::vector<governance::SourceFile> files;
  governance::GitObjects history;  // what shows its signed commits (flow/governance_history.h)
};
base::Result<FetchedSource> fetch_source(base::Context& context, const std::string& root,
                                         const SourceAddress& address);

// Where it is kept: the component's state folder first, then the user's cache.
std::vector<std::string> kept_source_folders(base::Context& context, const std::string& root);
// Keeps the files under their digest, in the component's state folder and in the user's cache.
base::Result<void> keep_source(base::Context& context, const std::string& root,
                               const FetchedSource& fetched);

// The lock in .andon/ of the tree; nothing when it has none.
base::Result<std::optional<model::GovernanceLock>> read_lock(base::Context& context,
                                                             const tree::Tree& tree);
// The content that is locked, from what is kept on this machine or, of a plain folder, from there
// when it still is the same. unavailable, with the command that mends it, when it is not at hand.
base::Result<LockedGovernance> open_locked(base::Context& context, const std::string& root,
                                           const model::GovernanceLock& lock);

}  // namespace andon::flow
