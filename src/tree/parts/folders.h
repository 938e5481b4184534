// A treeish that is not listed: what stands at a path is found by reading the folders that lead to
// it, each once. Safe from several threads.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "git/git.h"

namespace andon::tree {

class Folders {
 public:
  using Entries = std::vector<git::TreeEntry>;  // each path is one name

  // `top`: the folder ("": all of the tree) whose tree object is `object`; above it nothing is
  // known.
  Folders(git::Repository repository, std::string top, std::string object)
      : repository_(std::move(repository)), top_(std::move(top)), object_(std::move(object)) {}

  // Nothing where nothing stands. An object that git lacks is an error, never an absence.
  base::Result<std::optional<git::TreeEntry>> entry(base::Context& context, std::string_view path);
  // What stands right in a folder; nothing where there is none.
  base::Result<Entries> entries(base::Context& context, std::string_view folder);

 private:
  base::Result<const Entries*> read(base::Context& context, const std::string& object,
                                    std::string_view folder);
  base::Result<std::optional<git::TreeEntry>> find(base::Context& context, std::string_view path);

  const git::Repository repository_;
  const std::string top_, object_;
  std::mutex mutex_;
  std::map<std::string, Entries, std::less<>> read_;  // by object
};

}  // namespace andon::tree
