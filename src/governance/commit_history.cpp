#include "governance/commit_history.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace andon::governance {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

constexpr std::string_view pack_head = "andon git objects v1\n";
constexpr std::size_t id_digits = 40;

bool is_id(std::string_view text) {
  return text.size() == id_digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::unexpected<base::Error> wrong(std::string_view why) {
  return base::fail(ErrorKind::invalid, ErrorOrigin::input, "{}", why);
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

// A line of the object with its newline.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
  rest.remove_prefix(line.size());
  return line;
}

// The id in "tree <id>\n"; nothing when the line is another.
std::optional<std::string> id_in(std::string_view line, std::string_view word) {
  if (!line.starts_with(word) || !line.ends_with('\n')) return std::nullopt;
  line.remove_prefix(word.size());
  line.remove_suffix(1);
  return is_id(line) ? std::optional(std::string(line)) : std::nullopt;
}

// The entry of one name in a tree object: "<mode> <name>\0<20 bytes>", and so on.
struct Entry {
  bool is_folder = false, is_file = false;
  std::string id;
};
std::optional<Entry> entry_in(std::string_view tree, std::string_view name) {
  constexpr std::size_t id_bytes = id_digits / 2;
  while (!tree.empty()) {
    const auto space = tree.find(' '), end = tree.find('\0');
    if (space == std::string_view::npos || end == std::string_view::npos || space > end ||
        tree.size() - end - 1 < id_bytes)
      return std::nullopt;
    const auto mode = tree.substr(0, space), its_name = tree.substr(space + 1, end - space - 1);
    const auto id = tree.substr(end + 1, id_bytes);
    tree.remove_prefix(end + 1 + id_bytes);
    if (its_name != name) continue;
    return Entry{mode == "40000", mode == "100644" || mode == "100755" || mode == "100664",
                 hex_of(id)};
  }
  return std::nullopt;
}

}  // namespace

std::string git_object_id(std::string_view type, std::string_view bytes) {
  auto whole = fmt::format("{} {}", type, bytes.size());
  whole += '\0';
  whole += bytes;
  return crypto::sha1_hex(whole);
}

std::string pack_objects(const GitObjects& objects) {
  std::string out(pack_head);
  for (const auto& [id, object] : objects)
    out += fmt::format("{} {}\n{}\n", object.type, object.bytes.size(), object.bytes);
  return out;
}

Result<GitObjects> unpack_objects(std::string_view bytes, const std::string& name) {
  const auto broken = [&] {
    return base::fail(ErrorKind::invalid, ErrorOrigin::input, "{}: these are no git objects", name);
  };
  if (!bytes.starts_with(pack_head)) return broken();
  bytes.remove_prefix(pack_head.size());
  GitObjects out;
  while (!bytes.empty()) {
    const auto line = take_line(bytes);
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !line.ends_with('\n')) return broken();
    GitObject object{std::string(line.substr(0, space)), {}};
    const auto digits = line.substr(space + 1, line.size() - space - 2);
    std::size_t size = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return broken();
    if (size >= bytes.size() || bytes[size] != '\n') return broken();
    object.bytes = bytes.substr(0, size);
    bytes.remove_prefix(size + 1);
    auto id = git_object_id(object.type, object.bytes);
    out.emplace(std::move(id), std::move(object));
  }
  return out;
}

Result<CommitParts> parse_commit_object(std::string_view bytes) {
  if (bytes.size() > base::limits::commit_object_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "a commit has at most {} bytes",
                      base::limits::commit_object_bytes);
  CommitParts out;
  auto rest = bytes;
  const auto first = take_line(rest);
  const auto tree = id_in(first, "tree ");
  if (!tree) return wrong("it does not begin with its tree");
  out.tree = *tree;
  out.payload = first;
  while (rest.starts_with("parent ")) {
    const auto line = take_line(rest);
    auto parent = id_in(line, "parent ");
    if (!parent) return wrong("a parent of it is no commit's id");
    out.parents.push_back(std::move(*parent));
    out.payload += line;
  }
  // The header ends with an empty line; a line that begins with a space goes on with the one above.
  bool is_signature = false, is_signed = false;
  while (!rest.empty() && !rest.starts_with('\n')) {
    const auto line = take_line(rest);
    if (line.contains('\0')) return wrong("its header holds a null byte");
    if (line.starts_with("parent ") || line.starts_with("tree "))
      return wrong("its header names a tree or a parent out of place");
    if (line.starts_with("gpgsig")) {
      // gpgsig-sha256 signs the same commit in another form; git would leave out what it does not
      // know, and here is nothing to guess.
      if (!line.starts_with("gpgsig ")) return wrong("its header holds another kind of signature");
      if (is_signed) return wrong("its header holds two signatures");
      is_signature = is_signed = true;
      out.signature = line.substr(std::string_view("gpgsig ").size());
    } else if (line.starts_with(' ')) {
      if (is_signature)
        out.signature += line.substr(1);
      else
        out.payload += line;
    } else {
      is_signature = false;
      out.payload += line;
    }
  }
  // "Not signed" is said by an empty signature, and nobody wrote such a commit.
  if (is_signed && out.signature.empty()) return wrong("its signature is empty");
  out.payload += rest;
  return out;
}

// What was looked at once: commits, and which blob stands at a path below a tree.
struct CommitHistory::Known {
  Lookup lookup;
  std::string commit;
  std::unordered_map<std::string, std::optional<CommitParts>> commits;
  std::unordered_map<std::string, std::optional<std::string>> blobs;  // by tree and path
  std::string missing;

  const CommitParts* parts(const std::string& id) {
    const auto [at, is_new] = commits.try_emplace(id);
    if (is_new) at->second = read(id);
    if (at->second) return &*at->second;
    // One that is not read is not signed either; where it came from must be known all the same.
    missing = fmt::format("commit {} is not at hand, or no commit", id.substr(0, 12));
    return nullptr;
  }

  std::optional<CommitParts> read(const std::string& id) const {
    const auto* object = lookup(id);
    if (!object || object->type != "commit") return std::nullopt;
    auto parts = parse_commit_object(object->bytes);
    return parts ? std::optional(std::move(*parts)) : std::nullopt;
  }

  // The id of the file's blob in that tree; "" where it has none; nothing when a tree is missing.
  // Commits share most of their trees, so that each is searched once a path.
  std::optional<std::string> blob(const std::string& tree, std::string_view path) {
    const auto [at, is_new] = blobs.try_emplace(tree + std::string(path));
    if (is_new) {
      auto found = find_blob(tree, path);
      return blobs[tree + std::string(path)] = std::move(found);
    }
    return at->second;
  }

  std::optional<std::string> find_blob(const std::string& tree, std::string_view path) {
    const auto* object = lookup(tree);
    if (!object || object->type != "tree") {
      missing = fmt::format("tree {} is not at hand", tree.substr(0, 12));
      return std::nullopt;
    }
    const auto slash = path.find('/');
    const auto entry = entry_in(object->bytes, path.substr(0, slash));
    if (!entry) return std::string();
    if (slash == std::string_view::npos) return entry->is_file ? entry->id : std::string();
    return entry->is_folder ? blob(entry->id, path.substr(slash + 1)) : std::string();
  }
};

CommitHistory::CommitHistory(Lookup lookup, std::string commit)
    : known_(std::make_unique<Known>(Known{std::move(lookup), std::move(commit), {}, {}, {}})) {}
CommitHistory::~CommitHistory() = default;

namespace {

// One file in one history.
template <class Known>
class FileWalk {
 public:
  FileWalk(Known& known, std::string_view path, std::string wanted)
      : known_(known), path_(path), wanted_(std::move(wanted)) {}

  // Commits that have the file as it is, and whose parents do not; down from the locked one,
  // through commits that have it. False when something is missing.
  bool find_candidates(std::vector<std::string>& out) {
    std::vector<std::string> open{known_.commit};
    std::set<std::string> seen{known_.commit};
    while (!open.empty()) {
      const auto id = std::move(open.back());
      open.pop_back();
      const auto* parts = known_.parts(id);
      if (!parts || seen.size() > base::limits::governance_commits) return false;
      bool has_any = false;
      for (const auto& parent : parts->parents) {
        const auto has = has_it(parent);
        if (!has) return false;
        has_any = has_any || *has;
        if (*has && seen.insert(parent).second) open.push_back(parent);
      }
      if (!has_any) out.push_back(id);
    }
    return true;
  }

  // Nothing when that commit, or a tree of it, is missing.
  std::optional<bool> has_it(const std::string& commit) {
    const auto* parts = known_.parts(commit);
    if (!parts) return std::nullopt;
    const auto blob = known_.blob(parts->tree, path_);
    if (!blob) return std::nullopt;
    return *blob == wanted_;
  }

  // Every commit between `first` and the locked one has the file as it is. All that leads to the
  // locked one is looked at but for what led to `first`, so that a line of history that is not at
  // hand cannot hide a change.
  bool stands_since(const std::string& first) {
    std::vector<std::string> open{known_.commit};
    std::unordered_map<std::string, std::vector<std::string>> children;
    std::set<std::string> seen{known_.commit};
    while (!open.empty()) {
      const auto id = std::move(open.back());
      open.pop_back();
      if (id == first) continue;
      const auto* parts = known_.parts(id);
      if (!parts || seen.size() > base::limits::governance_commits) return false;
      for (const auto& parent : parts->parents) {
        children[parent].push_back(id);
        if (seen.insert(parent).second) open.push_back(parent);
      }
    }
    open = {first};
    seen = {first};
    while (!open.empty()) {
      const auto id = std::move(open.back());
      open.pop_back();
      if (!has_it(id).value_or(false)) return false;
      for (const auto& child : children[id])
        if (seen.insert(child).second) open.push_back(child);
    }
    return true;
  }

 private:
  Known& known_;
  std::string_view path_;
  std::string wanted_;
};

}  // namespace

Givers CommitHistory::givers(std::string_view path, std::string_view bytes) {
  Givers out;
  auto& known = *known_;
  known.blobs.clear();
  known.missing.clear();
  FileWalk walk(known, path, git_object_id("blob", bytes));
  const auto trouble = [&] {
    out.problem = known.missing.empty()
                      ? fmt::format("more than {} commits", base::limits::governance_commits)
                      : known.missing;
  };
  std::vector<std::string> candidates;
  const auto stands = walk.has_it(known.commit);
  if (!stands || (*stands && !walk.find_candidates(candidates))) {
    trouble();
    return out;
  }
  for (const auto& id : candidates) {
    const auto* parts = known.parts(id);
    if (parts->signature.empty()) continue;
    if (walk.stands_since(id))
      out.commits.push_back({id, parts->payload, parts->signature});
    else if (!known.missing.empty())
      trouble();
  }
  return out;
}

}  // namespace andon::governance
