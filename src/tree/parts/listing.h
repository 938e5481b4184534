// What git lists: the files of the index or of a treeish, and which of them are left out.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "git/git.h"
#include "tree/ignore.h"
#include "tree/parts/state.h"

namespace andon::tree {

// Not of the component, or of andon's own folder.
bool is_outside_release(const Tree::State& state, std::string_view path);

// .andonignore, of the baseline where it was given (Source::andonignore).
base::Result<std::optional<IgnoreFile>> find_andonignore(base::Context& context,
                                                         Tree::State& state);

base::Result<void> list_index(base::Context& context, Tree::State& state,
                              const std::vector<git::IndexEntry>& index);
base::Result<void> list_treeish(base::Context& context, Tree::State& state);

// Of a tree that is not listed: what list_treeish() would have noted of andon's own folder.
base::Result<void> find_own_blobs(base::Context& context, Tree::State& state);
// The object of the file or submodule at `path`; nothing where files() would list none.
base::Result<std::optional<git::TreeEntry>> unlisted_entry(base::Context& context,
                                                           const Tree::State& state,
                                                           std::string_view path);

}  // namespace andon::tree
