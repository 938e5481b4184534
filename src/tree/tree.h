// tree: the source tree from a work tree, the index, a treeish or files: walk, ignore rules, file
// kinds, bounded reading, one read for all built-in checks, anchoring of findings. Nothing above it
// knows which source it is. It never follows a link out of the tree, never runs a hook, never
// writes.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "model/release.h"
#include "model/run.h"

namespace andon::git {
class Repository;
}

namespace andon::tree {

struct Source {
  enum class Kind { work_tree, index, treeish };
  Kind kind = Kind::work_tree;
  std::string path = ".";  // a folder (or one file) of the work tree; any place inside a repository
  std::string treeish = {};            // kind treeish
  std::vector<std::string> only = {};  // files or folders below root() to narrow to; empty: all
  // Folder below root() that is the component: nothing else is listed, and the release is that of
  // its subtree. Empty: the whole repository, or the folder given.
  std::string component = {};
  // .andonignore of the baseline judges (law 9); nothing: the tree's own is used.
  std::optional<std::string> andonignore = {};
  enum class Listing { at_once, when_asked };  // when_asked: files() of a treeish waits for list()
  Listing listing = Listing::at_once;
  // Of `path`, where it is known: what git told it is not asked again. open() alone looks at it.
  const git::Repository* repository = nullptr;
};

struct File {
  std::string path;         // bytes, relative to root(), '/' between parts
  std::string kind;         // "c", "python", "yaml", "text", "binary" ... (inspect tree)
  bool is_read = false;     // meant to be read
  bool is_partial = false;  // not read although it should be: makes a run partial
  bool is_tracked = false;
  bool is_generated = false;
  bool is_vendored = false;
  std::string reason;  // why not read: "ignored by .gitignore:3", "larger than 64 MiB" ...
  std::uint64_t size_bytes = 0;
  unsigned mode = 0;  // 0100644, 0100755, 0120000 as git has them
  std::string blob;   // git blob id when known without reading; "" else
};

// What git says of the place; empty strings when there is no repository.
struct GitFacts {
  std::string top_level;                               // absolute
  std::string commit, branch, remote, default_branch;  // default_branch: origin/HEAD's target
  bool is_dirty = false;
  bool is_shallow = false;
};

// A file of andon's own folder, .andon/ of the component.
struct OwnFile {
  std::string path;
  std::string bytes;
};

struct Coverage {
  std::uint64_t files_read = 0;
  std::uint64_t bytes_read = 0;
  std::vector<std::size_t> binary;       // of `wanted`, by content: not visited; in rising order
  std::vector<model::Problem> problems;  // vanished, denied, I/O error, changed while read ...
};

class Tree {
 public:
  struct State;  // known to this folder alone
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  const std::string& root() const;         // absolute: git top level, else the folder given
  const std::vector<File>& files() const;  // sorted by path; the ignored ones included
  bool is_listed() const;                  // else files() may not be asked for yet
  base::Result<void> list(base::Context& context);  // while no other thread looks at the tree
  const std::optional<GitFacts>& git() const;
  const git::Repository* repository() const;  // null where git() is
  // component is left empty: flow knows it. Of a dirty or non-git tree the id is known only after
  // settle_release().
  const model::Release& release() const;
  bool is_narrowed() const;
  const std::vector<model::Problem>& problems() const;  // of the walk: unreadable folders ...

  // Leaves only these files and folders to be read, of the rest it says so: for `--since`.
  void narrow_to(const std::vector<std::string>& paths);

  // Each file of `wanted` (indexes into files()) is read once, on the pool, in any order; `visit`
  // gets its bytes, valid during the call, and the number of the thread. UTF-16 with a byte-order
  // mark comes as UTF-8; binary files (kind.h) are not visited.
  using Visit = std::function<void(std::size_t index, std::string_view bytes, std::size_t thread)>;
  Coverage read_each(base::Context& context, const std::vector<std::size_t>& wanted,
                     const Visit& visit) const;
  // One file by path, whole; not_found when the tree has none.
  base::Result<std::string> read(base::Context& context, std::string_view path) const;
  bool holds(std::string_view path) const;  // of a listed tree
  base::Result<bool> holds(base::Context& context, std::string_view path) const;  // of any
  // The files right below .andon/<name>/ of the component ("waivers", "adopted"; "": .andon/
  // itself), by path. They are no part of the release, so files() does not list them.
  base::Result<std::vector<OwnFile>> own_files(base::Context& context, std::string_view name) const;
  // Ends the digest of a dirty or non-git tree: reads what no read_each has read before.
  base::Result<void> settle_release(base::Context& context);
  // For tools: a folder with this tree's content; the work tree itself, else a private copy, made
  // anew by each call, that the caller removes.
  base::Result<std::string> folder(base::Context& context) const;

 private:
  friend base::Result<Tree> open(base::Context& context, const Source& source);
  friend struct Inside;
  explicit Tree(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Lists; reads no content but ignore files, heads of files whose kind needs it, and git's answers.
base::Result<Tree> open(base::Context& context, const Source& source);

// Changed since `ref`: files (added, modified, deleted, renamed) and the lines added or modified.
struct ChangedFile {
  std::string path, old_path;                                  // old_path: when renamed
  char status = 'M';                                           // A M D R
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lines;  // [first, last] in the new version
};
base::Result<std::vector<ChangedFile>> changed_since(base::Context& context, const Tree& tree,
                                                     const std::string& ref);
// The merge-base of HEAD and `ref`; not_found with the command that mends it on a shallow clone.
base::Result<std::string> merge_base(base::Context& context, const Tree& tree,
                                     const std::string& ref);

// One JSON line for each file of the tree, {"path","read","kind","reason"}, in order: what
// `andon inspect tree` prints. Reads the heads, so that kinds and "binary" are those of the
// content.
void inspect(base::Context& context, const Tree& tree,
             const std::function<void(std::string_view line)>& print);

// Fills identity, id, region or byte span (whichever is missing), frame, symbol of each finding of
// `runs`, reading each file once. Everything shown is masked by the masks of ALL findings of the
// file (law 5). A place that is not in the tree becomes a problem of its run.
void anchor(base::Context& context, const Tree& tree, std::vector<model::Run>& runs);

}  // namespace andon::tree
