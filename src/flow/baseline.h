// Which baseline applies (domain.md 1, "baseline"): the first that does of: what the command line
// names; the merge-base that CI's variables name; on the target branch the adopted debt in HEAD; on
// a developer's machine the merge-base with origin/HEAD. None: first look.
#pragma once
#include <optional>
#include <string>

#include "flow/ci.h"
#include "model/report.h"
#include "tree/tree.h"

namespace andon::flow {

struct BaselineRequest {
  std::string named;          // --baseline: a ref, or a report's file
  std::string since;          // --since: a ref; narrows too
  bool is_staged = false;     // compared with HEAD unless something is named
  std::string target_branch;  // of andon.yaml; "" unknown
  // What is released, not what is being changed: a commit that the target branch holds is judged by
  // the branch's tip, so that what was withdrawn since does not count again on an old checkout.
  bool is_release = false;
};

struct ChosenBaseline {
  model::Baseline baseline;  // kind first_look when none applies; "adopted" is only a candidate yet
  std::string treeish;       // where findings and governance are read; "" for a first look
  std::optional<model::Report> report;  // kind report
};

// Named but not computable, or CI variables that contradict git: an
// error of kind `unavailable`, origin input (exit 4), whose text ends
// in the command that mends it. A ref that does not exist: usage.
base::Result<ChosenBaseline> choose_baseline(base::Context& context, const tree::Tree& tree,
                                             const CiFacts& ci, const BaselineRequest& request);

}  // namespace andon::flow
