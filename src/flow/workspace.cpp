#include "flow/workspace.h"

#include "base/text.h"

namespace andon::flow {
namespace {

// The folder of the nearest andon.yaml at PATH or above it, within the tree.
std::string component_folder(const tree::Tree& tree, std::string path) {
  while (true) {
    if (tree.holds(path.empty() ? "andon.yaml" : path + "/andon.yaml")) return path;
    if (path.empty()) return path;
    const auto slash = path.rfind('/');
    path.resize(slash == std::string::npos ? 0 : slash);
  }
}

base::Result<std::string> path_in_tree(base::Context& context, const tree::Tree& tree,
                                       const std::string& path) {
  auto absolute = TRY(context.world.files().absolute(path));
  if (absolute == tree.root()) return std::string();
  if (absolute.starts_with(tree.root() + "/")) return absolute.substr(tree.root().size() + 1);
  return std::string();
}

// The adopted debt counts as a baseline only where there is some; and what judges on the target
// branch is HEAD's, not the work tree's.
base::Result<void> settle_target_branch(base::Context& context, Workspace& workspace,
                                        const tree::Source& source) {
  bool has_governance_of_its_own = workspace.tree.git()->is_dirty;
  for (const auto& file : workspace.tree.files())
    has_governance_of_its_own = has_governance_of_its_own || file.path.find(".andon/") == 0 ||
                                file.path.find("/.andon/") != std::string::npos;
  if (!has_governance_of_its_own) {
    workspace.chosen = {};
    workspace.is_own_judge = true;
    workspace.judging = workspace.mine;
    return {};
  }
  tree::Source head = source;
  head.kind = tree::Source::Kind::treeish;
  head.treeish = workspace.chosen.treeish;
  auto tree = TRY(tree::open(context, head), "opening HEAD");
  auto judging = TRY(read_governing(context, tree, workspace.folder));
  if (judging.adoptions.empty()) {
    // First look: the tree's own are used, and the verdict says so.
    workspace.chosen = {};
    workspace.is_own_judge = true;
    workspace.judging = workspace.mine;
    return {};
  }
  workspace.judging = std::move(judging);
  workspace.base.emplace(std::move(tree));
  return {};
}

}  // namespace

base::Result<Workspace> open_workspace(base::Context& context, const WorkspaceRequest& request) {
  TRY(context.world.files().target_status(request.path), "looking at {}", request.path);
  tree::Source source;
  source.path = request.path;
  source.kind = request.is_staged ? tree::Source::Kind::index : tree::Source::Kind::work_tree;
  auto tree = TRY(tree::open(context, source), "opening {}", request.path);
  const auto inside = TRY(path_in_tree(context, tree, request.path));
  Workspace workspace{std::move(tree), {}, {}, {}, {}, {}, false, {}, {}};
  workspace.folder = component_folder(workspace.tree, inside);
  if (inside != workspace.folder) workspace.narrowed = inside;
  workspace.ci = read_ci(context);
  workspace.mine = TRY(read_governing(context, workspace.tree, workspace.folder));

  BaselineRequest wanted{request.baseline, request.since, request.is_staged, {}};
  wanted.target_branch = workspace.mine.settings.target_branch.value;
  workspace.chosen = TRY(choose_baseline(context, workspace.tree, workspace.ci, wanted));
  const auto& kind = workspace.chosen.baseline.kind;
  if (kind == "adopted") {
    TRY(settle_target_branch(context, workspace, source));
  } else if (!workspace.chosen.treeish.empty()) {
    source.kind = tree::Source::Kind::treeish;
    source.treeish = workspace.chosen.treeish;
    auto base = TRY(tree::open(context, source), "opening the baseline {}",
                    workspace.chosen.baseline.name);
    workspace.judging = TRY(read_governing(context, base, workspace.folder),
                            "reading the baseline {}", workspace.chosen.baseline.name);
    workspace.chosen.baseline.tree = base.release().tree;
    workspace.base.emplace(std::move(base));
  } else {
    workspace.is_own_judge = true;
    workspace.judging = workspace.mine;
  }
  return workspace;
}

std::string component_id(const Workspace& workspace) {
  const auto& stated = workspace.judging.settings.component.value;
  if (!stated.empty()) return stated;
  std::string id;
  if (workspace.tree.git()) id = workspace.tree.git()->remote;
  if (const auto scheme = id.find("://"); scheme != std::string::npos) id.erase(0, scheme + 3);
  const auto slash = id.find('/');
  if (const auto at = id.rfind('@', slash); at != std::string::npos) id.erase(0, at + 1);
  for (auto& c : id)
    if (c == ':') c = '/';
  if (id.ends_with(".git")) id.resize(id.size() - 4);
  while (id.ends_with('/')) id.pop_back();
  if (id.empty()) {
    const auto& root = workspace.tree.root();
    id = root.substr(root.rfind('/') + 1);
  }
  if (!workspace.folder.empty()) id += "/" + workspace.folder;
  return base::path_text(id);
}

}  // namespace andon::flow
