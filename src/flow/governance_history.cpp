#include "flow/governance_history.h"

#include <algorithm>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/governance_source.h"
#include "git/git.h"

namespace andon::flow {
namespace {

using governance::GitObject;
using governance::GitObjects;

std::string file_of(const std::string& folder, const std::string& commit) {
  return folder + "/" + commit + ".history";
}

// Objects as they are asked for; each once.
class Asking {
 public:
  explicit Asking(git::ObjectReader reader) : reader_(std::move(reader)) {}

  const GitObject* find(std::string_view id) {
    if (const auto known = objects.find(id); known != objects.end()) return &known->second;
    if (bytes_ > base::limits::governance_history_bytes) return nullptr;
    std::string buffer;
    const auto header = reader_.read(id, base::limits::commit_object_bytes, buffer);
    if (!header) return nullptr;
    bytes_ += buffer.size();
    return &objects.emplace(id, GitObject{header->type, std::move(buffer)}).first->second;
  }

  GitObjects objects;

 private:
  git::ObjectReader reader_;
  std::size_t bytes_ = 0;
};

}  // namespace

bool is_signed_kind(std::string_view path) {
  if (!path.ends_with(".yaml") || std::ranges::count(path, '/') != 1) return false;
  return path.starts_with("waivers/") || path.starts_with("plans/") || path.starts_with("answers/");
}

base::Result<GitObjects> collect_history(base::Context& context, const git::Repository& repository,
                                         const std::string& commit,
                                         const std::vector<governance::SourceFile>& files) {
  if (std::ranges::none_of(files, [](const auto& file) { return is_signed_kind(file.path); }))
    return GitObjects();
  Asking asking(TRY(repository.object_reader(context)));
  governance::CommitHistory history([&](std::string_view id) { return asking.find(id); }, commit);
  bool is_signed = false;
  for (const auto& file : files)
    if (is_signed_kind(file.path))
      is_signed |= !history.givers(base::path_bytes(file.path), file.text).commits.empty();
  return is_signed ? std::move(asking.objects) : GitObjects();
}

base::Result<void> keep_history(base::Context& context, const std::string& folder,
                                const std::string& commit, const GitObjects& objects) {
  return context.world.files().write_atomically(
      file_of(folder, commit), base::zstd_compress(governance::pack_objects(objects)));
}

bool holds_history(base::Context& context, const std::string& root, const std::string& commit) {
  const auto objects = read_history(context, root, commit);
  return objects && (objects->empty() || objects->contains(commit));
}

std::optional<GitObjects> read_history(base::Context& context, const std::string& root,
                                       const std::string& commit) {
  constexpr std::size_t limit_bytes = 2 * base::limits::governance_history_bytes;
  std::optional<GitObjects> out;
  for (const auto& folder : kept_source_folders(context, root)) {
    const auto name = file_of(folder, commit);
    const auto packed = context.world.files().read(name, limit_bytes);
    if (!packed) continue;
    const auto bytes = base::zstd_decompress(*packed, limit_bytes);
    if (!bytes) continue;
    auto objects = governance::unpack_objects(*bytes, name);
    if (!objects) continue;
    // Named by their digests: a copy can lack some, and can hold no wrong ones.
    if (out)
      out->merge(*objects);
    else
      out = std::move(*objects);
  }
  return out;
}

}  // namespace andon::flow
