// The index as git keeps it on disk (gitformat-index(5), versions 2 to 4), read without starting
// git. What this reader does not know for certain it does not read: git is asked then.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "git/git.h"

namespace andon::git {

struct IndexFile {
  std::vector<IndexEntry> entries;  // as `git ls-files --stage -v` lists them
  // Folder ("" is the top) and the tree object of what the index holds there; only where git has
  // computed it and it still holds.
  std::map<std::string, std::string, std::less<>> trees;
};

// Nothing when the bytes are damaged, or hold a part that changes what the rest means (a split or a
// sparse index). Object names are 20 bytes: not for SHA-256 repositories.
std::optional<IndexFile> parse_index_file(std::string_view bytes);

// Of the repository's own index; nothing when another one is in use, as in a hook.
std::optional<IndexFile> read_index_file(base::Context& context, const Repository& repository,
                                         const Configuration& configuration);

}  // namespace andon::git
