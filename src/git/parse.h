// What git prints, read by pure functions on bytes. Hostile bytes give an error or fewer entries,
// never more than was there.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace andon::git {

inline constexpr unsigned mode_link = 0120000;
inline constexpr unsigned mode_submodule = 0160000;
inline constexpr unsigned mode_folder = 0040000;

struct ConfigEntry {
  std::string key, value;
};

struct IndexEntry {
  std::string path;
  std::string object;
  unsigned mode = 0;
  unsigned stage = 0;              // not 0: in conflict
  bool is_taken_on_trust = false;  // assume-unchanged or skip-worktree: status does not look at it
};

struct TreeEntry {
  std::string path;
  std::string object;
  unsigned mode = 0;
  std::uint64_t size_bytes = 0;
};

struct StatusEntry {
  char index = '.', work_tree = '.';  // as `git status --porcelain=v2`; 'U' both when in conflict
  std::string path, old_path;
};

struct Status {
  std::string commit;  // "" before the first commit
  std::string branch;  // "" when detached
  std::vector<StatusEntry> entries;
};

struct Change {
  char status = 'M';  // A D M R T U
  unsigned old_mode = 0, mode = 0;
  std::string old_object, object;  // "" when git has not computed it
  std::string path, old_path;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lines;  // [first, last] of the new version
};

struct Difference {
  std::vector<Change> changes;
};

struct ObjectHeader {
  std::string id, type;
  std::uint64_t size_bytes = 0;
};

struct Object {
  ObjectHeader header;
  std::string bytes;
};

struct Commit {
  std::string id, tree;
  std::vector<std::string> parents;
  std::string author_name, author_email;
  std::int64_t author_time_s = 0, committer_time_s = 0;
  std::string message;
};

base::Result<std::vector<ConfigEntry>> parse_configuration(std::string_view bytes);  // --list -z
base::Result<std::vector<IndexEntry>> parse_index(std::string_view bytes);     // ls-files -s -v -z
base::Result<std::vector<TreeEntry>> parse_tree_list(std::string_view bytes);  // ls-tree -r -l -z
base::Result<Status> parse_status(std::string_view bytes);  // status --porcelain=v2 --branch -z
// diff --raw -p -U0 -z --abbrev=40
base::Result<Difference> parse_difference(std::string_view bytes);
// check-attr -z: path, attribute, value; the paths with a value other than "unspecified" and
// "unset".
base::Result<std::vector<std::string>> parse_attributes(std::string_view bytes);
// "<id> <type> <size>"; not_found for "<name> missing".
base::Result<ObjectHeader> parse_object_header(std::string_view line);
base::Result<Commit> parse_commit(std::string_view id, std::string_view bytes);
// A raw tree object; id_bytes is 20, or 32 in SHA-256 repositories. Paths are one name each.
base::Result<std::vector<TreeEntry>> parse_tree_object(std::string_view bytes,
                                                       std::size_t id_bytes);
// The other way: entries must be in git's order (parse_tree_object keeps it).
std::string format_tree_object(const std::vector<TreeEntry>& entries);
// A C-quoted name as git prints it, or the bytes as they are when not quoted.
std::string unquoted(std::string_view name);
// "https", "ssh", "git", "file" ...; empty for what names a helper program ("ext::sh -c ...").
std::string protocol_of(std::string_view url);

}  // namespace andon::git
