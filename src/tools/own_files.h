// The files by which a tool lets the tree judge itself, as the side that judges has them (law 9).
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "base/process.h"
#include "base/result.h"
#include "tools/tool.h"
#include "tree/tree.h"

namespace andon::tools {

struct OwnFilesInForce {
  // What must be shown otherwise than the tree has it; paths relative to the tree's root. Their
  // contents stand in the folder that was given.
  std::vector<base::Sandbox::Cover> covers;
  std::string text;  // of the one to hand over
  std::string all;   // paths and texts of all that count, for the digest of the settings
  std::vector<model::Problem> notes;
};

// `judging` null: the tree's own count. `folder` takes copies of the files of the judging side.
base::Result<OwnFilesInForce> own_files(base::Context& context, const Tool& tool,
                                        const tree::Tree& tree, const tree::Tree* judging,
                                        const std::string& folder);

}  // namespace andon::tools
