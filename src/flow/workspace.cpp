#include "flow/workspace.h"

#include "base/text.h"
#include "flow/approval.h"
#include "flow/governance_source.h"
#include "git/git.h"
#include "governance/waivers.h"

namespace andon::flow {
namespace {

struct Place {
  std::string component;  // below the git top level; "" at its top or without git
  std::string inside;     // PATH below the top level
  std::string folder;     // absolute: the tree to open
  std::optional<git::Repository> repository;  // whose top level `folder` is
};

// The component is the folder of the nearest andon.yaml at PATH
// or above it, up to the git top level.
base::Result<Place> find_place(base::Context& context, const std::string& path) {
  auto& files = context.world.files();
  const auto status = TRY(files.target_status(path), "looking at {}", path);
  const auto absolute = TRY(files.absolute(path));
  const auto parent = [](const std::string& of) { return of.substr(0, of.rfind('/')); };
  const auto start = status.kind == base::FileKind::folder ? absolute : parent(absolute);
  auto repository = TRY(git::Repository::discover(context, start));
  Place place;
  if (repository && !repository->top_level().empty()) {
    place.folder = repository->top_level();
    place.repository = std::move(*repository);
  }
  for (auto folder = start;; folder = parent(folder)) {
    if (files.status(folder + "/andon.yaml")) {
      if (place.folder.empty()) place.folder = folder;
      if (folder.size() > place.folder.size())
        place.component = folder.substr(place.folder.size() + 1);
      break;
    }
    if (folder.empty() || folder == place.folder) break;
  }
  if (place.folder.empty()) place.folder = start;
  if (absolute.size() > place.folder.size())
    place.inside = absolute.substr(place.folder.size() + (place.folder == "/" ? 0 : 1));
  return place;
}

// The adopted debt counts as a baseline only where there is some; and what judges on the target
// branch is HEAD's, not the work tree's.
base::Result<void> settle_target_branch(base::Context& context, Workspace& workspace,
                                        const tree::Source& source) {
  // Without a folder of andon's and with nothing changed, HEAD can say no more than the tree does.
  const bool is_head = workspace.chosen.treeish == workspace.tree.git()->commit;
  const bool may_differ = !is_head || workspace.tree.git()->is_dirty ||
                          context.world.files().status(workspace.root() + "/.andon/adopted") ||
                          context.world.files().status(workspace.root() + "/.andon/trust.yaml") ||
                          context.world.files().status(workspace.root() + "/.andon/waivers") ||
                          context.world.files().status(workspace.root() + "/.andon/andon.lock");
  if (!may_differ) {
    workspace.chosen = {};
    workspace.is_own_judge = true;
    workspace.judging = workspace.mine;
    return {};
  }
  tree::Source head = source;
  head.kind = tree::Source::Kind::treeish;
  head.listing = tree::Source::Listing::when_asked;
  head.treeish = workspace.chosen.treeish;
  auto tree = TRY(tree::open(context, head), "opening {}", workspace.chosen.baseline.name);
  auto judging = TRY(read_governing(context, tree, workspace.folder, &workspace.mine));
  if (judging.adoptions.empty() && !is_head) {
    workspace.chosen = {};
    workspace.judging = std::move(judging);
    return {};
  }
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

// Waivers of the governance source count for all branches of the components that they name.
void add_governance_waivers(const Workspace& workspace, Governing& governing) {
  if (governing.governance.empty()) return;
  const auto component = component_id(workspace);
  const auto& tree = workspace.tree.release().tree;
  const bool has_one_person = governance::has_one_person(governing.governance.front().source);
  for (auto waiver : governing.governance.front().source.waivers) {
    // Apart from those of the component, whose file may have the same name.
    waiver.id = "governance/" + waiver.id;
    waiver.file = "governance:" + waiver.file;
    if (!governance::concerns(waiver, component, tree)) continue;
    if (waiver.label == "self" && !has_one_person)
      governing.notes.push_back(
          fmt::format("waiver {} does not count: {} approved their own", waiver.id, waiver.owner));
    else
      governing.waivers.push_back(std::move(waiver));
  }
}

}  // namespace

base::Result<std::string> component_root(base::Context& context, const std::string& path) {
  const auto place = TRY(find_place(context, path));
  return place.component.empty() ? place.folder : place.folder + "/" + place.component;
}

base::Result<Workspace> open_workspace(base::Context& context, const WorkspaceRequest& request) {
  const auto place = TRY(find_place(context, request.path));
  tree::Source source;
  source.path = place.folder;
  source.component = place.component;
  source.repository = place.repository ? &*place.repository : nullptr;
  source.kind = request.is_staged ? tree::Source::Kind::index : tree::Source::Kind::work_tree;
  auto tree = TRY(tree::open(context, source), "opening {}", request.path);
  Workspace workspace{std::move(tree), place.component, {}, {}, {}, {}, false, {}, {}, {}};
  if (place.inside != place.component) workspace.narrowed = place.inside;
  source.repository = workspace.tree.repository();  // what git said of its filters holds for all
  workspace.ci = read_ci(context);
  workspace.mine = TRY(read_governing(context, workspace.tree, workspace.folder));

  BaselineRequest wanted{
      request.baseline, request.since, request.is_staged, {}, request.is_release};
  wanted.target_branch = workspace.mine.settings.target_branch.value;
  workspace.chosen = TRY(choose_baseline(context, workspace.tree, workspace.ci, wanted));
  workspace.judged_by = workspace.chosen.baseline.name;
  const auto& kind = workspace.chosen.baseline.kind;
  if (kind == "adopted") {
    TRY(settle_target_branch(context, workspace, source));
  } else if (!workspace.chosen.treeish.empty()) {
    source.kind = tree::Source::Kind::treeish;
    source.listing = tree::Source::Listing::when_asked;
    source.treeish = workspace.chosen.treeish;
    auto base =
        TRY(tree::open(context, source), "opening the baseline {}", workspace.chosen.baseline.name);
    workspace.judging = TRY(read_governing(context, base, workspace.folder, &workspace.mine),
                            "reading the baseline {}", workspace.chosen.baseline.name);
    workspace.chosen.baseline.tree = base.release().tree;
    workspace.base.emplace(std::move(base));
  } else {
    workspace.is_own_judge = true;
    workspace.judging = workspace.mine;
  }
  if (workspace.is_own_judge) workspace.judged_by = "this tree itself";
  add_governance_waivers(workspace, workspace.judging);
  add_governance_waivers(workspace, workspace.mine);
  workspace.waivers_read = workspace.judging.waivers;
  settle_approvals(context, workspace, context.world.clock().now());
  // What is ignored is for the baseline to say (law 9).
  if (workspace.judging.andonignore != workspace.mine.andonignore) {
    source.kind = request.is_staged ? tree::Source::Kind::index : tree::Source::Kind::work_tree;
    source.treeish.clear();
    source.andonignore = workspace.judging.andonignore.value_or("");
    workspace.tree = TRY(tree::open(context, source), "opening {}", request.path);
  }
  return workspace;
}

void judge_at(base::Context& context, Workspace& workspace, base::Instant at,
              const LockedGovernance* source) {
  workspace.judging.waivers = workspace.waivers_read;
  for (auto* side : {&workspace.judging, &workspace.mine}) {
    if (source == nullptr || side->governance.empty()) continue;
    std::erase_if(side->waivers, [](const model::Waiver& waiver) {
      return waiver.file.starts_with("governance:");
    });
    take_source(*side, *source);
    add_governance_waivers(workspace, *side);
  }
  workspace.waivers_read = workspace.judging.waivers;
  settle_approvals(context, workspace, at);
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
