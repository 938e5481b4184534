// Where a verb works: the tree at PATH, the component it belongs to, and what judges it.
#pragma once
#include <functional>
#include <string>

#include "flow/baseline.h"
#include "flow/governing.h"
#include "tree/tree.h"

namespace andon::flow {

struct Workspace {
  tree::Tree tree;
  std::string folder;    // of the component within the tree; "" at its top
  std::string narrowed;  // PATH within the tree when it is less than the component
  CiFacts ci;
  ChosenBaseline chosen;
  // The baseline's tree; empty on a first look. Not listed (tree::Tree::list) before somebody needs
  // more of it than what judges.
  std::optional<tree::Tree> base;
  bool is_own_judge = false;  // first look: the tree's own governance is used
  std::string judged_by;      // "this tree itself", "HEAD", "origin/main" ...: of `judging`
  Governing judging;          // of the baseline, or the tree's own on a first look
  Governing mine;             // of the tree at hand
  // Of the side that judges, before approvals were settled.
  std::vector<model::Waiver> waivers_read = {};

  std::string root() const {  // absolute folder of the component
    return folder.empty() ? tree.root() : tree.root() + "/" + folder;
  }
};

struct WorkspaceRequest {
  std::string path = ".";
  std::string baseline = {};
  std::string since = {};
  bool is_staged = false;
  bool is_release = false;  // BaselineRequest::is_release
};

base::Result<Workspace> open_workspace(base::Context& context, const WorkspaceRequest& request);

// What judges as it would at `at`: keys of trust.yaml end by themselves, and with them the
// approvals that they prove. `source`: in the place of the governance source that is locked; null:
// that one.
void judge_at(base::Context& context, Workspace& workspace, base::Instant at,
              const LockedGovernance* source = nullptr);

// The absolute folder of the component that `path` is in, without reading anything of it.
base::Result<std::string> component_root(base::Context& context, const std::string& path);

// The component's id: of andon.yaml, else made from the remote without user information, else the
// folder's name.
std::string component_id(const Workspace& workspace);

}  // namespace andon::flow
