// The walk over a folder of the file system: what is there, and why it is read or not.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "git/git.h"
#include "tree/ignore.h"
#include "tree/tree.h"

namespace andon::tree {

struct WalkRequest {
  std::string root;       // absolute
  std::string component;  // walk below this folder only; "": all
  LetterCase letter_case = LetterCase::matters;
  std::vector<IgnoreFile> outer;  // the user's, info/exclude: weakest first
  const IgnoreFile* andonignore = nullptr;
  bool is_gitignore_honoured = true;
  const std::vector<git::IndexEntry>* index = nullptr;  // sorted by path; null: not a git tree
};

struct Walked {
  std::vector<File> files;             // sorted by path
  std::vector<std::string> untracked;  // files and links that git does not ignore
  std::vector<model::Problem> problems;
};

base::Result<Walked> walk(base::Context& context, const WalkRequest& request);

// Fills kind, is_generated, is_vendored, as far as the name tells.
void describe_by_name(File& file);

}  // namespace andon::tree
