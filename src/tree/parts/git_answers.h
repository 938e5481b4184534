// What git is asked when a tree is opened, and the ignore files that stand outside of the tree.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "git/git.h"
#include "model/run.h"
#include "tree/ignore.h"

namespace andon::tree {

struct GitAnswers {
  git::Configuration configuration;
  std::vector<git::IndexEntry> index;
  git::Status status;
  std::string tree, tree_bytes;  // of HEAD, or of the component in it; empty when there is none
};

// Of the work tree and the index, or of `treeish` when it is not empty.
base::Result<GitAnswers> ask_git(base::Context& context, git::Repository& repository,
                                 const std::string& component, const std::string& treeish);

// The user's and info/exclude, weakest first.
std::vector<IgnoreFile> outer_ignore_files(base::Context& context,
                                           const git::Configuration& configuration,
                                           const std::optional<git::Repository>& repository,
                                           std::vector<model::Problem>& problems);

}  // namespace andon::tree
