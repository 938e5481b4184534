// git: the git program, hardened: where a repository is, its facts, index, status, objects,
// history, and the few writes that records need. Nothing of a repository is ever executed: no hook,
// fsmonitor, pager, external diff, textconv or filter runs, and no call but fetch and push may
// speak to anybody. Paths are bytes relative to the top level. A Repository knows where it is; its
// copies, which several threads may use, share what need not be asked twice and one `git cat-file
// --batch` for objects and names, begun when first needed, ended with the last of them. Parsers are
// in parse.h.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "git/parse.h"

namespace andon::git {

// What `git config --list` says, all scopes, later ones winning.
class Configuration {
 public:
  explicit Configuration(std::vector<ConfigEntry> entries = {}) : entries_(std::move(entries)) {}
  // The last value; empty when unset. Key as git prints it: section and name in lower case.
  std::string_view value(std::string_view key) const;
  bool is_true(std::string_view key) const;
  const std::vector<ConfigEntry>& entries() const { return entries_; }

 private:
  std::vector<ConfigEntry> entries_;
};

struct Signature {
  std::string name, email;
  std::int64_t time_s = 0;
};

// `git cat-file --batch`: one program, many objects.
class ObjectReader {
 public:
  explicit ObjectReader(std::unique_ptr<base::Conversation> conversation)
      : conversation_(std::move(conversation)) {}
  // The object's bytes in `buffer` (its memory reused); not_found, or too_large (bytes are
  // skipped).
  base::Result<ObjectHeader> read(std::string_view name, std::size_t limit_bytes,
                                  std::string& buffer);

 private:
  std::unique_ptr<base::Conversation> conversation_;
};

class Session;

class Repository {
 public:
  // The repository that `folder` (absolute) is in; nothing when it is in none. Starts a program
  // only when GIT_DIR is set, as in a hook.
  static base::Result<std::optional<Repository>> discover(base::Context& context,
                                                          const std::string& folder);

  const std::string& top_level() const { return top_level_; }  // absolute; "" when bare
  const std::string& git_folder() const { return git_folder_; }
  const std::string& common_folder() const { return common_folder_; }  // shared by its worktrees
  bool is_shallow(base::Context& context) const;
  // origin/HEAD's target without "refs/remotes/origin/"; empty when not known.
  std::string default_branch(base::Context& context) const;

  // Read first: later calls of this copy switch off the filters that it names. Git is asked once.
  base::Result<Configuration> read_configuration(base::Context& context);
  bool has_filters() const { return !filters_.empty(); }
  // No configuration file that git would read names a filter or includes another file, so that
  // status() need not wait for read_configuration().
  bool is_free_of_filters(base::Context& context) const;
  base::Result<std::vector<IndexEntry>> index(base::Context& context) const;
  // Tracked files only; a submodule counts when its commit differs.
  base::Result<Status> status(base::Context& context) const;
  base::Result<std::vector<TreeEntry>> list_tree(base::Context& context,
                                                 std::string_view treeish) const;
  // Of `paths`, those whose files git converts on the way out or in (filter, ident, eol, encoding),
  // so that their bytes on disk are not those of the blob.
  base::Result<std::vector<std::string>> converted(base::Context& context,
                                                   const std::vector<std::string>& paths) const;
  // Nothing where one is missing or its short name ambiguous; invalid where a name holds a newline
  // or a NUL. ":path" is of the index as it was when one was first asked for.
  base::Result<std::vector<std::optional<Object>>> objects(
      base::Context& context, const std::vector<std::string>& names) const;
  base::Result<ObjectReader> object_reader(base::Context& context) const;  // a program of its own
  base::Result<Commit> commit(base::Context& context, std::string_view commitish) const;
  // The full id of a commit; not_found when there is none of that name.
  base::Result<std::string> resolve(base::Context& context, std::string_view commitish) const;
  // not_found with the command that mends it when the clone is shallow.
  base::Result<std::string> merge_base(base::Context& context, std::string_view one,
                                       std::string_view other) const;

  // From `since` to the work tree, to the index, or to `treeish`.
  enum class Side { work_tree, index, treeish };
  base::Result<Difference> difference(base::Context& context, std::string_view since, Side side,
                                      std::string_view treeish = {}) const;

  // Files of the index, or of a treeish, written under `folder` (which exists and is empty).
  base::Result<void> write_files(base::Context& context, Side side, std::string_view treeish,
                                 const std::string& folder) const;

  // Writing objects and refs.
  base::Result<std::string> write_blob(base::Context& context, std::string_view bytes) const;
  base::Result<std::vector<std::string>> write_blobs(base::Context& context,
                                                     const std::vector<std::string>& paths) const;
  base::Result<std::string> write_tree(base::Context& context,
                                       const std::vector<TreeEntry>& entries) const;
  base::Result<std::string> write_commit(base::Context& context, std::string_view tree,
                                         const std::vector<std::string>& parents,
                                         std::string_view message, const Signature& who) const;
  // The object a ref points at, empty when there is no such ref.
  base::Result<std::string> read_ref(base::Context& context, std::string_view ref) const;
  // conflict when the ref is not at `expected` (empty: must not exist).
  base::Result<void> update_ref(base::Context& context, std::string_view ref,
                                std::string_view object, std::string_view expected) const;

  // Speaking to a remote (a name or a URL), with the protocol of its URL and no other.
  // True when the remote has `remote_ref`; it is then at `local_ref`, whatever that was before.
  base::Result<bool> fetch(base::Context& context, std::string_view remote,
                           std::string_view remote_ref, std::string_view local_ref) const;
  // conflict when the remote's ref is not at `expected` (empty: must not exist).
  base::Result<void> push(base::Context& context, std::string_view remote, std::string_view object,
                          std::string_view remote_ref, std::string_view expected) const;

  // One hardened call; output only when it answered 0, else an error with git's own words.
  base::Result<std::string> run(base::Context& context, std::vector<std::string> arguments,
                                std::string input = {}) const;

 private:
  Repository();
  struct Call;
  base::Command command(base::Context& context, Call call) const;
  base::Result<base::Ended> start(base::Context& context, Call call) const;
  base::Result<std::string> remote_protocol(base::Context& context, std::string_view remote) const;
  base::Result<Object> commit_object(base::Context& context, std::string_view commitish) const;

  std::string top_level_, git_folder_, common_folder_;
  std::vector<std::string> filters_;  // names of filter drivers, to be switched off
  std::shared_ptr<Session> session_;
};

// git's configuration outside of any repository (the user's and the system's).
base::Result<Configuration> user_configuration(base::Context& context);

}  // namespace andon::git
