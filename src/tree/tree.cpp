#include "tree/tree.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "tree/kind.h"
#include "tree/parts/state.h"

namespace andon::tree {

using base::Context;
using base::Result;

Tree::Tree(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

const std::string& Tree::root() const { return state_->root; }
const std::optional<GitFacts>& Tree::git() const { return state_->git; }
const model::Release& Tree::release() const { return state_->release; }
bool Tree::is_narrowed() const { return state_->is_narrowed; }
const git::Repository* Tree::repository() const {
  return state_->repository ? &*state_->repository : nullptr;
}
const std::vector<model::Problem>& Tree::problems() const { return state_->problems; }

std::optional<std::size_t> index_of(const std::vector<File>& files, std::string_view path) {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const File& file, std::string_view key) { return file.path < key; });
  if (found == files.end() || found->path != path) return {};
  return static_cast<std::size_t>(found - files.begin());
}

std::string reason_of(const base::Error& error, std::string_view on_disk) {
  auto text = error.text();
  const auto prefix = fmt::format("{}: ", on_disk);
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

void Tree::narrow_to(const std::vector<std::string>& paths) {
  ASSERT(is_listed());
  State& state = *state_;
  state.is_narrowed = true;
  std::vector<std::string> wanted;
  for (const std::string& path : paths) {
    const auto normal = normal_path(path);
    if (normal && normal->empty()) {
      state.is_narrowed = false;  // the root itself
      return;
    }
    if (normal) wanted.push_back(*normal);
  }
  std::sort(wanted.begin(), wanted.end());
  const auto is_wanted = [&](const std::string& path) {
    for (std::size_t slash = path.find('/');; slash = path.find('/', slash + 1)) {
      if (std::binary_search(wanted.begin(), wanted.end(), path.substr(0, slash))) return true;
      if (slash == std::string::npos) return false;
    }
  };
  for (File& file : state.files) {
    if (is_wanted(file.path) || !(file.is_read || file.is_partial)) continue;
    file.is_read = false;
    file.is_partial = false;
    file.reason = outside_reason;
  }
}

Result<std::vector<ChangedFile>> changed_since(Context& context, const Tree& tree,
                                               const std::string& ref) {
  const Tree::State& state = Inside::state(tree);
  if (!state.repository)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "{}: not a git tree, so nothing says what changed since {}",
                      base::path_text(state.root), base::printable(ref));
  using Side = git::Repository::Side;
  const Side side = state.source.kind == Source::Kind::work_tree ? Side::work_tree
                    : state.source.kind == Source::Kind::index   ? Side::index
                                                                 : Side::treeish;
  git::Difference difference =
      TRY(state.repository->difference(context, ref, side, state.source.treeish));
  std::vector<ChangedFile> changed;
  for (git::Change& change : difference.changes) {
    if (!is_within(change.path, state.source.component)) continue;
    ChangedFile file;
    file.path = std::move(change.path);
    file.old_path = std::move(change.old_path);
    file.status =
        change.status == 'A' || change.status == 'D' || change.status == 'R' ? change.status : 'M';
    file.lines = std::move(change.lines);
    changed.push_back(std::move(file));
  }
  // git diff does not speak of untracked files: they are new, all lines of them.
  for (const std::string& path : state.untracked)
    changed.push_back({path, {}, 'A', {{1, UINT32_MAX}}});
  std::sort(changed.begin(), changed.end(),
            [](const ChangedFile& a, const ChangedFile& b) { return a.path < b.path; });
  return changed;
}

Result<std::string> merge_base(Context& context, const Tree& tree, const std::string& ref) {
  const Tree::State& state = Inside::state(tree);
  if (!state.repository)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "{}: not a git tree, so there is no merge-base with {}",
                      base::path_text(state.root), base::printable(ref));
  const std::string head =
      state.source.kind == Source::Kind::treeish ? state.source.treeish : std::string("HEAD");
  return state.repository->merge_base(context, head, ref);
}

void inspect(Context& context, const Tree& tree,
             const std::function<void(std::string_view line)>& print) {
  const std::vector<File>& files = tree.files();
  struct Seen {
    std::string kind;
    bool is_generated = false;
  };
  std::vector<Seen> seen(files.size());
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].is_read) wanted.push_back(i);
  const Coverage coverage =
      tree.read_each(context, wanted, [&](std::size_t index, std::string_view bytes, std::size_t) {
        const bool is_named = !kind_by_name(files[index].path).empty();
        const std::string_view by_head = is_named ? std::string_view() : kind_by_head(bytes);
        seen[index].kind = by_head.empty() ? files[index].kind : std::string(by_head);
        seen[index].is_generated = is_generated_content(files[index].path, bytes);
      });
  for (std::size_t i = 0; i < files.size(); ++i) {
    const File& file = files[i];
    const bool is_visited = !seen[i].kind.empty();
    const bool is_binary = std::binary_search(coverage.binary.begin(), coverage.binary.end(), i);
    std::string reason = file.reason;
    if (is_binary) reason = "binary";
    if (file.is_read && !is_visited && !is_binary) {
      const std::string path = base::path_text(file.path);
      for (const model::Problem& problem : coverage.problems)
        if (problem.path == path) reason = problem.text;
    }
    base::Value line;
    line.set("path", base::path_text(file.path));
    line.set("read", is_visited);
    line.set("kind", is_binary ? "binary" : is_visited ? seen[i].kind : file.kind);
    line.set("reason", reason);
    if (file.is_generated || seen[i].is_generated) line.set("generated", true);
    if (file.is_vendored) line.set("vendored", true);
    print(base::json::write_line(line));
  }
}

}  // namespace andon::tree
