// Release: one exact state of a component.
#pragma once
#include <string>

namespace andon::model {

struct Release {
  std::string component;  // stated in andon.yaml, else from the remote without user information
  std::string tree;    // git tree id without .andon/, or "worktree:sha256:..." when dirty or no git
  std::string commit;  // HEAD, "" without git
  std::string branch;  // "" when detached or without git
  bool is_dirty = false;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("component", self.component, "the component's id");
    visit("tree", self.tree, "git tree id without .andon/, or worktree:sha256:...");
    visit("commit", self.commit, "commit it was read at");
    visit("branch", self.branch, "branch, if any");
    visit("is_dirty", self.is_dirty, "differs from HEAD");
  }
  friend bool operator==(const Release&, const Release&) = default;
};

}  // namespace andon::model
