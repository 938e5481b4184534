#include "git/parse.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "base/text.h"

namespace andon::git {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

std::unexpected<base::Error> misread(std::string_view what, std::string_view record) {
  return fail(ErrorKind::invalid, ErrorOrigin::machine,
              "git answered with {} that is not one: \"{}\"", what,
              base::shortened(base::printable(record), 120));
}

// Cuts off and returns what stands before `separator`; all of it when there is none.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view head = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return head;
}

template <class Number>
bool read_number(std::string_view text, Number& number, int radix = 10) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, radix);
  return error == std::errc() && stop == end && !text.empty();
}

bool is_object_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_null_id(std::string_view id) { return id.find_first_not_of('0') == std::string_view::npos; }

// "@@ -12,3 +14,2 @@ ..."
struct Hunk {
  std::uint64_t old_count = 1, first = 0, count = 1;
};

std::optional<Hunk> parse_hunk(std::string_view line) {
  Hunk hunk;
  if (!line.starts_with("@@ -")) return {};
  line.remove_prefix(4);
  std::string_view old_part = take(line, ' ');
  std::string_view new_part = take(line, ' ');
  if (!new_part.starts_with('+') || !line.starts_with("@@")) return {};
  new_part.remove_prefix(1);
  std::uint64_t old_first = 0;
  if (!read_number(take(old_part, ','), old_first)) return {};
  if (!old_part.empty() && !read_number(old_part, hunk.old_count)) return {};
  if (!read_number(take(new_part, ','), hunk.first)) return {};
  if (!new_part.empty() && !read_number(new_part, hunk.count)) return {};
  return hunk;
}

// The patch part: only headers and hunk sizes are read; the lines of a hunk are skipped by number,
// so that content which looks like a header is none.
Result<void> parse_patch(std::string_view rest, std::vector<Change>& changes) {
  std::unordered_map<std::string_view, std::size_t> by_path;
  for (std::size_t i = 0; i < changes.size(); ++i) by_path.emplace(changes[i].path, i);
  Change* current = nullptr;
  while (!rest.empty()) {
    const std::string_view line = take(rest, '\n');
    if (line.starts_with("diff --git ")) current = nullptr;
    if (line.starts_with("+++ ")) {
      std::string_view name = line.substr(4);
      if (name.ends_with('\t')) name.remove_suffix(1);  // git adds it where a name holds a space
      const std::string path = unquoted(name);
      const auto found =
          path.starts_with("b/") ? by_path.find(std::string_view(path).substr(2)) : by_path.end();
      current = found == by_path.end() ? nullptr : &changes[found->second];
    }
    if (!line.starts_with("@@ ")) continue;
    const std::optional<Hunk> hunk = parse_hunk(line);
    if (!hunk) return misread("a hunk", line);
    for (std::uint64_t skip = hunk->old_count + hunk->count; skip > 0 && !rest.empty();) {
      if (!take(rest, '\n').starts_with('\\')) --skip;
    }
    if (current != nullptr && hunk->count > 0 && hunk->first > 0 &&
        hunk->first + hunk->count < UINT32_MAX) {
      current->lines.emplace_back(static_cast<std::uint32_t>(hunk->first),
                                  static_cast<std::uint32_t>(hunk->first + hunk->count - 1));
    }
  }
  return {};
}

Result<Change> parse_raw_change(std::string_view record) {
  Change change;
  std::string_view rest = record.substr(1);
  const bool is_read = read_number(take(rest, ' '), change.old_mode, 8) &&
                       read_number(take(rest, ' '), change.mode, 8);
  change.old_object = take(rest, ' ');
  change.object = take(rest, ' ');
  if (!is_read || !is_object_id(change.old_object) || !is_object_id(change.object) || rest.empty())
    return misread("a change", record);
  if (is_null_id(change.old_object)) change.old_object.clear();
  if (is_null_id(change.object)) change.object.clear();
  change.status = rest[0];
  return change;
}

// Name and address, then seconds: "A U Thor <a@b> 1700000000 +0100".
void read_signature(std::string_view text, std::string& name, std::string& email,
                    std::int64_t& time_s) {
  const std::size_t close = text.rfind('>');
  const std::size_t open = text.substr(0, close).find('<');
  if (close == std::string_view::npos || open == std::string_view::npos) return;
  name = base::trim(text.substr(0, open));
  email = text.substr(open + 1, close - open - 1);
  std::string_view rest = base::trim(text.substr(close + 1));
  read_number(take(rest, ' '), time_s);
}

}  // namespace

Result<std::vector<ConfigEntry>> parse_configuration(std::string_view bytes) {
  std::vector<ConfigEntry> entries;
  while (!bytes.empty()) {
    std::string_view value = take(bytes, '\0');
    const bool has_value = value.find('\n') != std::string_view::npos;
    const std::string_view key = take(value, '\n');
    // A key alone is a boolean that is set.
    entries.push_back({std::string(key), has_value ? std::string(value) : "true"});
  }
  return entries;
}

Result<std::vector<IndexEntry>> parse_index(std::string_view bytes) {
  std::vector<IndexEntry> entries;
  entries.reserve(static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0')));
  while (!bytes.empty()) {
    const std::string_view record = take(bytes, '\0');
    std::string_view path = record;
    std::string_view facts = take(path, '\t');
    IndexEntry entry;
    const std::string_view tag = take(facts, ' ');
    const bool is_mode_read = read_number(take(facts, ' '), entry.mode, 8);
    entry.object = take(facts, ' ');
    if (!is_mode_read || !is_object_id(entry.object) || !read_number(facts, entry.stage) ||
        path.empty() || tag.size() != 1)
      return misread("an index entry", record);
    entry.is_taken_on_trust = (tag[0] >= 'a' && tag[0] <= 'z') || tag[0] == 'S';
    entry.path = path;
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<std::vector<TreeEntry>> parse_tree_list(std::string_view bytes) {
  std::vector<TreeEntry> entries;
  while (!bytes.empty()) {
    const std::string_view record = take(bytes, '\0');
    std::string_view path = record;
    std::string_view facts = take(path, '\t');
    TreeEntry entry;
    const bool is_mode_read = read_number(take(facts, ' '), entry.mode, 8);
    take(facts, ' ');  // the type follows from the mode
    entry.object = take(facts, ' ');
    const std::string_view size = base::trim(facts);
    if (!is_mode_read || !is_object_id(entry.object) || path.empty() ||
        (size != "-" && !read_number(size, entry.size_bytes)))
      return misread("a tree entry", record);
    entry.path = path;
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<Status> parse_status(std::string_view bytes) {
  Status status;
  while (!bytes.empty()) {
    const std::string_view record = take(bytes, '\0');
    std::string_view rest = record;
    const std::string_view kind = take(rest, ' ');
    if (kind == "#") {
      const std::string_view key = take(rest, ' ');
      if (key == "branch.oid" && rest != "(initial)") status.commit = rest;
      if (key == "branch.head" && rest != "(detached)") status.branch = rest;
      continue;
    }
    // "1 XY sub mH mI mW hH hI path", "2 ... score path" NUL "old", "u XY sub m1 m2 m3 mW h1 h2 h3
    // path"
    const std::size_t skipped = kind == "1" ? 6 : kind == "2" ? 7 : kind == "u" ? 8 : 0;
    if (kind == "?" || kind == "!") continue;
    if (skipped == 0) return misread("a status line", record);
    StatusEntry entry;
    const std::string_view states = take(rest, ' ');
    for (std::size_t i = 0; i < skipped; ++i) take(rest, ' ');
    if (states.size() != 2 || rest.empty()) return misread("a status line", record);
    entry.index = kind == "u" ? 'U' : states[0];
    entry.work_tree = kind == "u" ? 'U' : states[1];
    entry.path = rest;
    if (kind == "2") entry.old_path = take(bytes, '\0');
    status.entries.push_back(std::move(entry));
  }
  return status;
}

Result<Difference> parse_difference(std::string_view bytes) {
  Difference difference;
  while (!bytes.empty() && bytes.front() == ':') {
    const std::string_view record = take(bytes, '\0');
    Change change = TRY(parse_raw_change(record));
    if (change.status == 'R' || change.status == 'C') change.old_path = take(bytes, '\0');
    change.path = take(bytes, '\0');
    if (change.path.empty()) return misread("a change", record);
    // A file that is in conflict is told twice: once as U, once as it stands.
    const auto same = [&](const Change& other) { return other.path == change.path; };
    const bool is_repeated = !difference.changes.empty() && same(difference.changes.back());
    if (is_repeated) difference.changes.pop_back();
    difference.changes.push_back(std::move(change));
  }
  if (bytes.empty()) return difference;
  if (bytes.front() != '\0') return misread("a change", bytes);
  TRY(parse_patch(bytes.substr(1), difference.changes));
  return difference;
}

Result<std::vector<std::string>> parse_attributes(std::string_view bytes) {
  std::vector<std::string> paths;
  while (!bytes.empty()) {
    const std::string_view path = take(bytes, '\0');
    take(bytes, '\0');
    if (bytes.empty()) return misread("an attribute", path);
    const std::string_view value = take(bytes, '\0');
    const bool is_set = value != "unspecified" && value != "unset" && value != "lf";
    if (is_set && (paths.empty() || paths.back() != path)) paths.emplace_back(path);
  }
  return paths;
}

Result<ObjectHeader> parse_object_header(std::string_view line) {
  std::string_view rest = line;
  ObjectHeader header;
  header.id = take(rest, ' ');
  header.type = take(rest, ' ');
  if (line.ends_with(" missing") || line.ends_with(" ambiguous"))
    return fail(ErrorKind::not_found, ErrorOrigin::input, "git has no object {}",
                base::printable(line.substr(0, line.rfind(' '))));
  if (!is_object_id(header.id) || !read_number(rest, header.size_bytes))
    return misread("an object's header", line);
  return header;
}

Result<Commit> parse_commit(std::string_view id, std::string_view bytes) {
  Commit commit;
  commit.id = id;
  while (!bytes.empty()) {
    std::string_view line = take(bytes, '\n');
    if (line.empty()) break;
    const std::string_view key = take(line, ' ');
    std::int64_t ignored_s = 0;
    std::string committer, address;
    if (key == "tree") commit.tree = line;
    if (key == "parent") commit.parents.emplace_back(line);
    if (key == "author")
      read_signature(line, commit.author_name, commit.author_email, commit.author_time_s);
    if (key == "committer") {
      read_signature(line, committer, address, ignored_s);
      commit.committer_time_s = ignored_s;
    }
  }
  if (!is_object_id(commit.tree)) return misread("a commit", id);
  commit.message = bytes;
  return commit;
}

Result<std::vector<TreeEntry>> parse_tree_object(std::string_view bytes, std::size_t id_bytes) {
  std::vector<TreeEntry> entries;
  while (!bytes.empty()) {
    const std::string_view record = bytes;
    TreeEntry entry;
    const bool is_mode_read = read_number(take(bytes, ' '), entry.mode, 8);
    entry.path = take(bytes, '\0');
    if (!is_mode_read || entry.path.empty() || bytes.size() < id_bytes)
      return misread("a tree", record);
    entry.object = base::hex(bytes.substr(0, id_bytes));
    bytes.remove_prefix(id_bytes);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string format_tree_object(const std::vector<TreeEntry>& entries) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (const TreeEntry& entry : entries) {
    out += fmt::format("{:o} {}", entry.mode, entry.path);
    out += '\0';
    for (std::size_t i = 0; i + 1 < entry.object.size(); i += 2)
      out += static_cast<char>(digit(entry.object[i]) * 16 + digit(entry.object[i + 1]));
  }
  return out;
}

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  name = name.substr(1, name.size() - 2);
  constexpr std::string_view letters = "abfnrtv\"\\";
  constexpr std::string_view meanings = "\a\b\f\n\r\t\v\"\\";
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '\\' || i + 1 == name.size()) {
      out += name[i];
      continue;
    }
    ++i;
    unsigned octal = 0;
    const std::size_t letter = letters.find(name[i]);
    if (letter != std::string_view::npos) {
      out += meanings[letter];
    } else if (read_number(name.substr(i, 3), octal, 8) && octal < 256) {
      out += static_cast<char>(octal);
      i += 2;
    } else {
      out += name[i];
    }
  }
  return out;
}

std::string protocol_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos && scheme > 0) {
    std::string name = base::lower_ascii(url.substr(0, scheme));
    if (name == "git+ssh" || name == "ssh+git") name = "ssh";
    const bool is_name = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    return is_name ? name : std::string();
  }
  // "ext::sh -c ..." runs what it names; git decides by "::" before anything else.
  if (url.empty() || url.find("::") != std::string_view::npos || url.front() == '-') return {};
  // scp's manner, host:path, where no slash stands before the colon.
  const std::size_t colon = url.find(':');
  return colon != std::string_view::npos && colon < url.find('/') ? "ssh" : "file";
}

}  // namespace andon::git
