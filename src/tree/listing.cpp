#include "tree/parts/listing.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "tree/parts/walk.h"

namespace andon::tree {
namespace {

using base::Context;
using base::ErrorKind;
using base::Result;

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

bool is_regular(unsigned mode) { return (mode & 0170000) == 0100000; }

// Andon's own folder and those in it that judge (Tree::own_files).
std::vector<std::string> own_folders(const Tree::State& state) {
  const std::string own = joined(state.source.component, ".andon");
  return {own, own + "/waivers", own + "/adopted"};
}

// The index or a treeish: everything in it is tracked.
void add(Tree::State& state, std::string path, unsigned mode, std::string object,
         std::uint64_t size) {
  if (is_outside_release(state, path)) {
    const auto folders = own_folders(state);
    if (is_regular(mode) &&
        std::ranges::find(folders, path.substr(0, path.rfind('/'))) != folders.end())
      state.own_blobs.emplace_back(std::move(path), std::move(object));
    return;
  }
  File file;
  file.path = std::move(path);
  file.mode = mode;
  file.blob = std::move(object);
  file.size_bytes = size;
  file.is_tracked = true;
  describe_by_name(file);
  if (mode == git::mode_submodule) {
    file.kind = "folder";
    file.reason = "a submodule: another component";
  } else if (mode == git::mode_link) {
    file.kind = "link";
    file.reason = "a link, not followed";
  } else if (size > base::limits::tree_file_bytes) {
    file.reason = fmt::format("larger than {} MiB", base::limits::tree_file_bytes >> 20);
  }
  file.is_read = file.reason.empty();
  state.files.push_back(std::move(file));
}

void leave_out_ignored(Tree::State& state, const IgnoreFile& andonignore) {
  for (File& file : state.files) {
    if (!file.is_read) continue;
    // A folder that is left out leaves out what is below it.
    for (std::size_t slash = file.path.find('/');; slash = file.path.find('/', slash + 1)) {
      const auto kind = slash == std::string::npos ? EntryKind::file : EntryKind::folder;
      const IgnorePattern* pattern = match_ignore_file(
          andonignore, std::string_view(file.path).substr(0, slash), kind, LetterCase::matters);
      if (pattern != nullptr && !pattern->is_negated) {
        file.is_read = false;
        file.reason = IgnoreAnswer{&andonignore, pattern}.reason();
        break;
      }
      if (slash == std::string::npos) break;
    }
  }
}

void finish(Tree::State& state, const std::optional<IgnoreFile>& andonignore) {
  std::sort(state.files.begin(), state.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  if (andonignore) leave_out_ignored(state, *andonignore);
}

}  // namespace

bool is_outside_release(const Tree::State& state, std::string_view path) {
  return !is_within(path, state.source.component) ||
         is_within(path, joined(state.source.component, ".andon"));
}

Result<std::optional<IgnoreFile>> find_andonignore(Context& context, Tree::State& state) {
  using Found = std::optional<IgnoreFile>;
  std::size_t left_out = 0;
  const std::string path = joined(state.source.component, ".andonignore");
  std::string bytes;
  if (state.source.andonignore) {
    bytes = *state.source.andonignore;
  } else if (state.source.kind == Source::Kind::work_tree) {
    const auto read = context.world.files().read_beneath(state.root, path,
                                                         base::limits::ignore_file_bytes, bytes);
    if (!read && read.error().kind == ErrorKind::not_found) return Found();
    if (!read) {
      const auto reason = reason_of(read.error(), joined(state.root, path));
      state.problems.push_back({base::path_text(path), reason, false});
      return Found();
    }
  } else {
    const std::string side =
        state.source.kind == Source::Kind::index ? std::string() : state.source.treeish;
    auto found = TRY(state.repository->objects(context, {fmt::format("{}:{}", side, path)}));
    if (!found.front()) return Found();
    bytes = std::move(found.front()->bytes);
  }
  return Found(parse_ignore_file(path, state.source.component, bytes, base::limits::ignore_patterns,
                                 left_out));
}

Result<void> list_index(Context& context, Tree::State& state,
                        const std::vector<git::IndexEntry>& index) {
  const auto andonignore = TRY(find_andonignore(context, state));
  for (const git::IndexEntry& entry : index) {
    if (!state.files.empty() && state.files.back().path == entry.path) continue;
    add(state, entry.path, entry.mode, entry.object, 0);
    if (entry.stage == 0 || state.files.empty() || state.files.back().path != entry.path) continue;
    File& file = state.files.back();
    file.is_read = false;
    file.is_partial = true;
    file.reason = "in conflict: it has more than one version in the index";
    state.problems.push_back({base::path_text(file.path), file.reason, false});
  }
  finish(state, andonignore);
  return {};
}

Result<void> list_treeish(Context& context, Tree::State& state) {
  const auto andonignore = TRY(find_andonignore(context, state));
  auto entries = TRY(state.repository->list_tree(context, state.source.treeish));
  state.own_blobs.clear();
  for (git::TreeEntry& entry : entries)
    add(state, std::move(entry.path), entry.mode, std::move(entry.object), entry.size_bytes);
  finish(state, andonignore);
  return {};
}

Result<void> find_own_blobs(Context& context, Tree::State& state) {
  state.own_blobs.clear();
  for (const std::string& folder : own_folders(state))
    for (git::TreeEntry& entry : TRY(state.folders->entries(context, folder)))
      if (is_regular(entry.mode))
        state.own_blobs.emplace_back(joined(folder, entry.path), std::move(entry.object));
  return {};
}

Result<std::optional<git::TreeEntry>> unlisted_entry(Context& context, const Tree::State& state,
                                                     std::string_view path) {
  using Entry = std::optional<git::TreeEntry>;
  if (is_outside_release(state, path)) return Entry();
  auto entry = TRY(state.folders->entry(context, path));
  return entry && entry->mode != git::mode_folder ? std::move(entry) : Entry();
}

Result<void> Tree::list(Context& context) {
  State& state = *state_;
  if (is_listed()) return {};
  TRY(list_treeish(context, state), "listing {}", base::printable(state.source.treeish));
  state.digests.resize(state.files.size());
  state.folders.reset();
  return {};
}

bool Tree::is_listed() const { return state_->folders == nullptr; }

const std::vector<File>& Tree::files() const {
  ASSERT(is_listed());
  return state_->files;
}

bool Tree::holds(std::string_view path) const {
  ASSERT(is_listed());
  return index_of(state_->files, path).has_value();
}

Result<bool> Tree::holds(Context& context, std::string_view path) const {
  if (is_listed()) return holds(path);
  return TRY(unlisted_entry(context, *state_, path)).has_value();
}

}  // namespace andon::tree
