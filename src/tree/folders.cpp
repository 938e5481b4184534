#include "tree/parts/folders.h"

#include <algorithm>

#include "base/text.h"
#include "tree/parts/state.h"

namespace andon::tree {

using base::Context;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

namespace {

// Old trees hold modes that git no longer writes, and reads as one of these.
unsigned as_git_lists(unsigned mode) {
  switch (mode & 0170000) {
    case 0100000:
      return (mode & 0100) != 0 ? 0100755 : 0100644;
    case git::mode_link:
    case git::mode_folder:
      return mode & 0170000;
    default:
      return git::mode_submodule;
  }
}

}  // namespace

Result<const Folders::Entries*> Folders::read(Context& context, const std::string& object,
                                              std::string_view folder) {
  const auto known = read_.find(object);
  if (known != read_.end()) return &known->second;
  auto found = TRY(repository_.objects(context, {object}));
  if (!found.front() || found.front()->header.type != "tree")
    return fail(ErrorKind::unavailable, ErrorOrigin::input, "{}: git has no such object",
                base::path_text(folder.empty() ? object : folder));
  Entries entries = TRY(git::parse_tree_object(found.front()->bytes, object.size() / 2),
                        "reading the folder {}", base::path_text(folder));
  for (git::TreeEntry& entry : entries) entry.mode = as_git_lists(entry.mode);
  return &read_.emplace(object, std::move(entries)).first->second;
}

// The mutex is held.
Result<std::optional<git::TreeEntry>> Folders::find(Context& context, std::string_view path) {
  if (!is_within(path, top_)) return std::optional<git::TreeEntry>();
  git::TreeEntry at{top_, object_, git::mode_folder, 0};
  std::string_view rest = path.substr(std::min(path.size(), top_.size() + (top_.empty() ? 0 : 1)));
  while (!rest.empty()) {
    if (at.mode != git::mode_folder) return std::optional<git::TreeEntry>();
    const std::string_view folder = path.substr(0, path.size() - rest.size());
    const Entries& entries = *TRY(read(context, at.object, folder));
    const std::size_t slash = rest.find('/');
    const auto entry = std::ranges::find(entries, rest.substr(0, slash), &git::TreeEntry::path);
    if (entry == entries.end()) return std::optional<git::TreeEntry>();
    at = *entry;
    if (slash == std::string_view::npos) return std::optional<git::TreeEntry>(std::move(at));
    rest.remove_prefix(slash + 1);
    if (rest.empty()) return std::optional<git::TreeEntry>();  // "a/" is no name of a file
  }
  return std::optional<git::TreeEntry>(std::move(at));
}

Result<std::optional<git::TreeEntry>> Folders::entry(Context& context, std::string_view path) {
  const std::scoped_lock guard(mutex_);
  return find(context, path);
}

Result<Folders::Entries> Folders::entries(Context& context, std::string_view folder) {
  const std::scoped_lock guard(mutex_);
  const std::optional<git::TreeEntry> at = TRY(find(context, folder));
  if (!at || at->mode != git::mode_folder) return Entries();
  return *TRY(read(context, at->object, folder));
}

}  // namespace andon::tree
