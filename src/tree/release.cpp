// Which release a tree is (domain.md: release).
#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "tree/parts/state.h"

namespace andon::tree {

using base::Context;
using base::Result;

Result<std::string> tree_without_andon(std::string_view id, std::string_view bytes) {
  std::vector<git::TreeEntry> entries = TRY(git::parse_tree_object(bytes, id.size() / 2));
  if (std::erase_if(entries, [](const auto& entry) { return entry.path == ".andon"; }) == 0)
    return std::string(id);
  const std::string body = git::format_tree_object(entries);
  std::string object = fmt::format("tree {}", body.size());
  object += '\0';
  object += body;
  return id.size() == 64 ? crypto::sha256_hex(object) : crypto::sha1_hex(object);
}

std::string content_digest(const Tree::State& state, std::string_view bytes) {
  if (!state.repository) return crypto::sha256_hex(bytes);
  std::string object = fmt::format("blob {}", bytes.size());
  object += '\0';
  object += bytes;
  return state.release.commit.size() == 64 ? crypto::sha256_hex(object) : crypto::sha1_hex(object);
}

std::string worktree_digest(const Tree::State& state) {
  crypto::Sha256 sum;
  for (std::size_t i = 0; i < state.files.size(); ++i) {
    const File& file = state.files[i];
    if (state.digests[i].empty()) continue;
    sum.update(fmt::format("{:o} {} {}", file.mode, state.digests[i], file.path));
    sum.update(std::string_view("\0", 1));
  }
  return "worktree:sha256:" + sum.hex();
}

Result<void> Tree::settle_release(Context& context) {
  State& state = *state_;
  if (!state.release.tree.empty()) return {};
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < state.files.size(); ++i) {
    const File& file = state.files[i];
    if (!state.digests[i].empty()) continue;
    const bool is_outside = state.is_narrowed && file.reason == outside_reason;
    if (file.is_read || is_outside) wanted.push_back(i);
    if (file.kind != "link") continue;
    const auto target = context.world.files().link_target(state.root + "/" + file.path);
    if (target) state.digests[i] = content_digest(state, *target);
  }
  Coverage coverage = Inside::read_each(context, *this, wanted, Inside::Binaries::visited,
                                        [](std::size_t, std::string_view, std::size_t) {});
  for (const std::size_t index : wanted)
    if (state.digests[index].empty()) state.digests[index] = "unreadable";
  if (context.stop.stop_requested())
    return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::machine,
                      "stopped while reading the tree");
  state.release.tree = worktree_digest(state);
  return {};
}

}  // namespace andon::tree
