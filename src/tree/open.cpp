// Opening a tree: a few short calls of git, two at a time, and one walk.
#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "tree/kind.h"
#include "tree/parts/git_answers.h"
#include "tree/parts/listing.h"
#include "tree/parts/state.h"
#include "tree/parts/walk.h"

namespace andon::tree {
namespace {

using base::Context;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::FileKind;
using base::Result;

// Text attributes that make bytes on disk differ from the blob's; cheap to look for, dear to ask
// for.
bool may_convert(std::string_view attributes) {
  for (const std::string_view word : {"filter", "ident", "eol", "working-tree-encoding"})
    if (attributes.find(word) != std::string_view::npos) return true;
  return false;
}

class Opening {
 public:
  Opening(Context& context, const Source& source) : context_(context) { state_.source = source; }
  Result<void> run();
  std::unique_ptr<Tree::State> take() { return std::make_unique<Tree::State>(std::move(state_)); }

 private:
  Result<void> open_place();
  Result<void> open_work_tree();
  Result<void> open_listed();
  void open_one_file(const std::string& path);
  void fill_git_facts();
  Result<void> mark_known_blobs();
  Result<void> drop_converted();
  Result<void> check_trusted();
  void decide_release();
  Result<void> compute_clean_release();
  void find_shebangs();
  bool is_outside_release(std::string_view path) const {
    return tree::is_outside_release(state_, path);
  }

  Context& context_;
  Tree::State state_;
  GitAnswers answers_;
  std::string single_file_;  // not a git tree, and the path is one file
};

Result<void> Opening::open_place() {
  const std::string path = TRY(context_.world.files().absolute(state_.source.path));
  const base::FileStatus status = TRY(context_.world.files().target_status(path));
  const bool is_folder = status.kind == FileKind::folder;
  const std::string folder =
      is_folder ? path : path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
  if (const auto* given = std::exchange(state_.source.repository, nullptr))
    state_.repository = *given;
  else
    state_.repository = TRY(git::Repository::discover(context_, folder));
  const bool needs_git = state_.source.kind != Source::Kind::work_tree;
  if (state_.repository && state_.repository->top_level().empty() && !needs_git)
    state_.repository.reset();  // inside a bare repository, or a .git folder: plain files
  if (!state_.repository) {
    if (needs_git)
      return fail(ErrorKind::invalid, ErrorOrigin::usage, "{}: not in a git repository",
                  base::path_text(path));
    state_.root = folder;
    if (!is_folder) single_file_ = path.substr(path.rfind('/') + 1);
    return {};
  }
  state_.root = state_.repository->top_level();
  if (state_.root.empty()) {
    state_.root = state_.repository->git_folder();
    return {};
  }
  // A place below the top level that is not the component narrows.
  if (path.size() > state_.root.size() + 1) {
    std::string below = path.substr(state_.root == "/" ? 1 : state_.root.size() + 1);
    if (below != state_.source.component) state_.source.only.push_back(std::move(below));
  }
  return {};
}

void Opening::fill_git_facts() {
  GitFacts facts;
  facts.top_level = state_.repository->top_level();
  facts.commit = answers_.status.commit;
  facts.branch = answers_.status.branch;
  facts.remote = answers_.configuration.value("remote.origin.url");
  if (facts.remote.empty()) {
    for (const git::ConfigEntry& entry : answers_.configuration.entries())
      if (entry.key.starts_with("remote.") && entry.key.ends_with(".url"))
        facts.remote = entry.value;
  }
  facts.default_branch = state_.repository->default_branch(context_);
  facts.is_shallow = state_.repository->is_shallow(context_);
  state_.git = std::move(facts);
}

void Opening::open_one_file(const std::string& name) {
  File file;
  file.path = name;
  describe_by_name(file);
  if (const auto status = context_.world.files().target_status(state_.root + "/" + name)) {
    file.size_bytes = status->size_bytes;
    file.mode = status->is_executable ? 0100755 : 0100644;
    file.is_read = status->kind == FileKind::file;
    if (!file.is_read) file.reason = "not a regular file";
  }
  if (file.is_read && file.size_bytes > base::limits::tree_file_bytes) {
    file.is_read = false;
    file.reason = fmt::format("larger than {} MiB", base::limits::tree_file_bytes >> 20);
  }
  state_.files.push_back(std::move(file));
}

Result<void> Opening::open_work_tree() {
  if (!single_file_.empty()) {
    open_one_file(single_file_);
    return {};
  }
  WalkRequest request;
  request.root = state_.root;
  request.component = state_.source.component;
  if (state_.repository) {
    answers_ = TRY(ask_git(context_, *state_.repository, state_.source.component, {}));
    request.index = &answers_.index;
    if (answers_.configuration.is_true("core.ignorecase"))
      request.letter_case = LetterCase::is_folded;
    fill_git_facts();
  } else if (auto configuration = git::user_configuration(context_)) {
    answers_.configuration = std::move(*configuration);
  }
  const std::optional<IgnoreFile> andonignore = TRY(find_andonignore(context_, state_));
  if (andonignore) request.andonignore = &*andonignore;
  request.outer =
      outer_ignore_files(context_, answers_.configuration, state_.repository, state_.problems);
  Walked walked = TRY(walk(context_, request), "walking {}", base::path_text(state_.root));
  // Unpacked sources may carry an ignore file meant for another repository (Debian's kernel ends
  // its own with "/*"). Nothing read would look like nothing found.
  const auto is_read = [](const File& file) { return file.is_read; };
  const auto is_ignored = [](const File& file) { return file.reason.starts_with("ignored by "); };
  if (!state_.repository && std::ranges::none_of(walked.files, is_read) &&
      std::ranges::any_of(walked.files, is_ignored)) {
    request.is_gitignore_honoured = false;
    walked = TRY(walk(context_, request), "walking {}", base::path_text(state_.root));
    walked.problems.push_back(
        {"",
         "the .gitignore files would leave nothing to read, and this is no git tree: not honoured",
         true});
  }
  state_.files = std::move(walked.files);
  state_.untracked = std::move(walked.untracked);
  std::move(walked.problems.begin(), walked.problems.end(), std::back_inserter(state_.problems));
  return {};
}

Result<void> Opening::open_listed() {
  const bool is_treeish = state_.source.kind == Source::Kind::treeish;
  if (is_treeish) {
    const std::string commit = TRY(state_.repository->resolve(context_, state_.source.treeish));
    state_.source.treeish = commit;
    state_.release.commit = commit;
  }
  answers_ = TRY(ask_git(context_, *state_.repository, state_.source.component,
                         is_treeish ? state_.source.treeish : std::string()));
  if (is_treeish) answers_.status.commit = state_.source.treeish;
  fill_git_facts();
  if (!is_treeish) return list_index(context_, state_, answers_.index);
  // Where git does not know the component's folder, its list says whether there is none or git
  // lacks an object.
  const bool is_listed_later = state_.source.listing == Source::Listing::when_asked &&
                               state_.source.only.empty() && !answers_.tree.empty();
  if (!is_listed_later) return list_treeish(context_, state_);
  state_.folders =
      std::make_unique<Folders>(*state_.repository, state_.source.component, answers_.tree);
  return {};
}

Result<void> Opening::mark_known_blobs() {
  std::unordered_set<std::string_view> differing;
  for (const git::StatusEntry& entry : answers_.status.entries) differing.insert(entry.path);
  auto entry = answers_.index.begin();
  for (File& file : state_.files) {
    if (!file.is_tracked) continue;
    while (entry != answers_.index.end() && entry->path < file.path) ++entry;
    if (entry == answers_.index.end()) break;
    if (entry->path == file.path && entry->stage == 0 && !entry->is_taken_on_trust &&
        file.mode == entry->mode && !differing.contains(file.path))
      file.blob = entry->object;
  }
  return drop_converted();
}

Result<void> Opening::drop_converted() {
  const git::Configuration& configuration = answers_.configuration;
  const bool converts_all = configuration.is_true("core.autocrlf") ||
                            configuration.value("core.autocrlf") == "input" ||
                            configuration.value("core.eol") == "crlf";
  bool converts_some = false;
  std::string bytes;
  for (const File& file : state_.files) {
    if (!file.path.ends_with(".gitattributes") || converts_some) continue;
    const auto read = context_.world.files().read_beneath(state_.root, file.path,
                                                          base::limits::ignore_file_bytes, bytes);
    converts_some = !read || may_convert(bytes);
  }
  const auto attributes = context_.world.files().read(
      state_.repository->common_folder() + "/info/attributes", base::limits::ignore_file_bytes);
  if (attributes && may_convert(*attributes)) converts_some = true;
  if (!converts_all && !converts_some) return {};
  std::vector<std::string> paths;
  for (const File& file : state_.files)
    if (!file.blob.empty() && file.is_read) paths.push_back(file.path);
  if (!converts_all) paths = TRY(state_.repository->converted(context_, paths));
  for (const std::string& path : paths)
    if (const auto index = index_of(state_.files, path)) state_.files[*index].blob.clear();
  return {};
}

// Files that status was told not to look at: looked at here, since they could hold anything.
Result<void> Opening::check_trusted() {
  std::string bytes;
  for (const git::IndexEntry& entry : answers_.index) {
    if (!entry.is_taken_on_trust || is_outside_release(entry.path)) continue;
    const auto index = index_of(state_.files, entry.path);
    if (!index || state_.files[*index].kind == "link") continue;
    File& file = state_.files[*index];
    const auto read = context_.world.files().read_beneath(state_.root, file.path,
                                                          base::limits::tree_file_bytes, bytes);
    if (read && content_digest(state_, bytes) == entry.object)
      file.blob = entry.object;
    else
      state_.git->is_dirty = true;
  }
  return {};
}

void Opening::decide_release() {
  state_.digests.resize(state_.files.size());
  if (!state_.git) return;
  state_.git->commit = answers_.status.commit;
  state_.release.commit = state_.git->commit;
  state_.release.branch = state_.git->branch;
  const bool is_index = state_.source.kind == Source::Kind::index;
  for (const git::StatusEntry& entry : answers_.status.entries) {
    const bool differs = entry.index != '.' || (!is_index && entry.work_tree != '.');
    const bool counts = !is_outside_release(entry.path) ||
                        (!entry.old_path.empty() && !is_outside_release(entry.old_path));
    if (differs && counts) state_.git->is_dirty = true;
  }
  if (!is_index && !state_.untracked.empty()) state_.git->is_dirty = true;
  if (answers_.tree.empty()) state_.git->is_dirty = true;  // before the first commit
}

Result<void> Opening::compute_clean_release() {
  const bool is_dirty = state_.git && state_.git->is_dirty;
  state_.release.is_dirty = is_dirty;
  if (state_.git && !is_dirty) {
    state_.release.tree = TRY(tree_without_andon(answers_.tree, answers_.tree_bytes));
    return {};
  }
  for (std::size_t i = 0; i < state_.files.size(); ++i)
    if (state_.files[i].is_read || state_.files[i].kind == "link")
      state_.digests[i] = state_.files[i].blob;
  // Every blob of an index is known.
  if (state_.source.kind == Source::Kind::index) state_.release.tree = worktree_digest(state_);
  return {};
}

// A program without a suffix says in its first line what it is.
void Opening::find_shebangs() {
  if (state_.source.kind != Source::Kind::work_tree) return;
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < state_.files.size(); ++i) {
    const File& file = state_.files[i];
    const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
    if (file.is_read && file.kind == "text" && file.size_bytes > 2 &&
        (file.mode == 0100755 || name.find('.') == std::string_view::npos) &&
        kind_by_name(file.path).empty())
      unknown.push_back(i);
  }
  context_.pool.for_each(unknown.size(), context_.stop, [&](std::size_t at, std::size_t) {
    File& file = state_.files[unknown[at]];
    const auto source = context_.world.files().open(state_.root + "/" + file.path);
    if (!source) return;
    std::array<char, 256> head;
    const auto count = (*source)->read(head);
    if (!count) return;
    const std::string_view kind = kind_by_head(std::string_view(head.data(), *count));
    if (!kind.empty()) file.kind = kind;
  });
}

Result<void> Opening::run() {
  if (!state_.source.component.empty()) {
    const auto component = normal_path(state_.source.component);
    if (!component)
      return fail(ErrorKind::invalid, ErrorOrigin::configuration,
                  "{}: a component outside of the tree", base::path_text(state_.source.component));
    state_.source.component = *component;
  }
  TRY(open_place());
  if (state_.source.kind == Source::Kind::work_tree) {
    TRY(open_work_tree());
  } else {
    TRY(open_listed());
  }
  decide_release();
  if (state_.source.kind == Source::Kind::work_tree && state_.git) {
    TRY(mark_known_blobs());
    TRY(check_trusted());
  }
  TRY(compute_clean_release());
  find_shebangs();
  return {};
}

}  // namespace

bool is_within(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

std::optional<std::string> normal_path(std::string_view path) {
  std::vector<std::string> parts;
  if (path.starts_with('/')) return {};
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
      continue;
    }
    if (parts.empty()) return {};
    parts.pop_back();
  }
  return base::join(parts, "/");
}

Result<Tree> open(Context& context, const Source& source) {
  Opening opening(context, source);
  TRY(opening.run());
  Tree tree(opening.take());
  const std::vector<std::string> only = Inside::state(tree).source.only;
  if (!only.empty()) tree.narrow_to(only);
  return tree;
}

}  // namespace andon::tree
