// Andon's own folder is no part of a release and is not listed; what judges is read from it here.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "tree/parts/listing.h"
#include "tree/parts/state.h"

namespace andon::tree {
namespace {

using base::Result;

std::string own_folder(const Tree::State& state, std::string_view name) {
  const auto& component = state.source.component;
  return fmt::format("{}{}.andon{}{}", component, component.empty() ? "" : "/",
                     name.empty() ? "" : "/", name);
}

Result<std::vector<OwnFile>> from_disk(base::Context& context, const Tree::State& state,
                                       const std::string& folder) {
  std::vector<OwnFile> out;
  auto entries = context.world.files().list(state.root + "/" + folder);
  if (!entries && entries.error().kind == base::ErrorKind::not_found) return out;
  if (!entries) return std::unexpected(std::move(entries).error());
  for (const auto& entry : *entries) {
    if (entry.kind != base::FileKind::file) continue;
    OwnFile file{folder + "/" + entry.name, {}};
    TRY(context.world.files().read_beneath(state.root, file.path, base::limits::configuration_bytes,
                                           file.bytes),
        "reading {}", base::path_text(file.path));
    out.push_back(std::move(file));
  }
  return out;
}

// Of all that stands below .andon/, asked for together.
Result<std::vector<OwnFile>> from_objects(base::Context& context, const Tree::State& state) {
  std::vector<OwnFile> out;
  std::vector<std::string> names;
  for (const auto& [path, object] : state.own_blobs) names.push_back(object);
  if (names.empty()) return out;
  auto objects = TRY(state.repository->objects(context, names));
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (!objects[i])
      return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::input,
                        "{}: git has no such object", base::path_text(state.own_blobs[i].first));
    out.push_back({state.own_blobs[i].first, std::move(objects[i]->bytes)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

}  // namespace

Result<std::vector<OwnFile>> Tree::own_files(base::Context& context, std::string_view name) const {
  State& state = *state_;
  const auto folder = own_folder(state, name);
  if (state.source.kind == Source::Kind::work_tree) return from_disk(context, state, folder);
  const std::scoped_lock guard(*state.own_files_guard);
  if (!state.own_files) {
    if (state.folders) TRY(find_own_blobs(context, state));
    state.own_files = TRY(from_objects(context, state));
  }
  std::vector<OwnFile> out;
  for (const auto& file : *state.own_files)
    if (file.path.rfind('/') == folder.size() && file.path.starts_with(folder)) out.push_back(file);
  return out;
}

}  // namespace andon::tree
