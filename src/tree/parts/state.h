// What a Tree holds. Digests are filled by reading, each place by one thread.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "git/git.h"
#include "tree/parts/folders.h"
#include "tree/tree.h"

namespace andon::tree {

struct Tree::State {
  Source source;
  std::string root;
  std::vector<File> files;
  std::vector<std::string> untracked;
  std::optional<GitFacts> git;
  std::optional<git::Repository> repository;
  std::unique_ptr<Folders> folders;  // of a tree that is not listed
  model::Release release;
  bool is_narrowed = false;
  std::vector<model::Problem> problems;
  // Of a treeish or the index: regular files of .andon/ and their objects, and once one was asked
  // for, the bytes of all of them: asked for together. Guarded, since a tree may be read by several
  // threads.
  std::unique_ptr<std::mutex> own_files_guard = std::make_unique<std::mutex>();
  std::vector<std::pair<std::string, std::string>> own_blobs;
  std::optional<std::vector<OwnFile>> own_files;
  std::vector<std::string> digests;  // of contents, hex; "" not known; as long as files
};

// The way in for the parts of this folder.
struct Inside {
  static Tree::State& state(Tree& tree) { return *tree.state_; }
  static const Tree::State& state(const Tree& tree) { return *tree.state_; }

  enum class Binaries { left_out, visited };
  static Coverage read_each(base::Context& context, const Tree& tree,
                            const std::vector<std::size_t>& wanted, Binaries binaries,
                            const Tree::Visit& visit);
};

// Of a file that a narrower run does not look at.
inline constexpr std::string_view outside_reason = "outside of what was asked for";

// What an error says, less the absolute path it begins with: reports name places within the tree.
std::string reason_of(const base::Error& error, std::string_view on_disk);
std::optional<std::size_t> index_of(const std::vector<File>& files, std::string_view path);
// The digest of a file's content: git's blob id in a git tree, else sha256.
std::string content_digest(const Tree::State& state, std::string_view bytes);
// Is `path` the folder or below it? "" holds everything.
bool is_within(std::string_view path, std::string_view folder);
// "./a//b/" as "a/b"; nothing when it leads out of the root.
std::optional<std::string> normal_path(std::string_view path);

// The id of a tree without the entry `.andon`, computed from the bytes of the tree object.
base::Result<std::string> tree_without_andon(std::string_view id, std::string_view bytes);
// The digest of what the walk reads; every digest is known. Of the index: from its blobs.
std::string worktree_digest(const Tree::State& state);

// UTF-16 with a byte-order mark as UTF-8 in `out`; false when it is none.
bool from_utf16(std::string_view bytes, std::string& out);

}  // namespace andon::tree
