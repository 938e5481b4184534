#include "tests/fakes/fake_files.h"

#include <algorithm>
#include <cerrno>

#include "base/real_files.h"

namespace andon {

using base::ErrorKind;
using base::ErrorOrigin;
using base::FileKind;
using base::Result;

namespace {

// "/a//b/./c/" -> "/a/b/c"; ".." is left for resolved(), which knows links.
std::string clean(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (!part.empty() && part != ".") {
      out += '/';
      out += part;
    }
    at = end + 1;
  }
  return out.empty() ? "/" : out;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool is_beneath(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.size() > 1;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::unexpected<base::Error> failed(int number, const std::string& path) {
  return std::unexpected(base::error_of(number, path));
}

class OwningSource final : public base::ByteSource {
 public:
  explicit OwningSource(std::string bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
  Result<std::size_t> read(std::span<char> buffer) override { return source_.read(buffer); }

 private:
  std::string bytes_;
  base::StringSource source_;
};

}  // namespace

void Touched::add(std::string_view verb, std::string_view what) {
  const std::scoped_lock guard(mutex_);
  entries_.push_back(fmt::format("{} {}", verb, what));
}

std::vector<std::string> Touched::all() const {
  const std::scoped_lock guard(mutex_);
  return entries_;
}

std::size_t Touched::count(std::string_view beginning) const {
  const std::scoped_lock guard(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      entries_, [&](const std::string& entry) { return entry.starts_with(beginning); }));
}

void Touched::clear() {
  const std::scoped_lock guard(mutex_);
  entries_.clear();
}

FakeFiles::FakeFiles(Touched& touched) : touched_(touched) {
  nodes_["/"].kind = FileKind::folder;
  put_folder("/tmp");
}

FakeFiles::Node& FakeFiles::place(std::string_view path, FileKind kind) {
  const std::string key = clean(path);
  place_folders_above(key);
  Node& node = nodes_[key];
  node = Node{};
  node.kind = kind;
  node.inode = ++last_inode_;
  node.modified_ns = ++last_change_ns_;
  return node;
}

void FakeFiles::place_folders_above(const std::string& path) {
  for (std::string at = parent_of(path); at != "/"; at = parent_of(at)) {
    if (nodes_.contains(at)) break;
    Node& node = nodes_[at];
    node.kind = FileKind::folder;
    node.inode = ++last_inode_;
  }
}

void FakeFiles::put(std::string_view path, std::string_view bytes, unsigned mode) {
  const std::scoped_lock guard(mutex_);
  Node& node = place(path, FileKind::file);
  node.bytes = bytes;
  node.mode = mode;
}

void FakeFiles::put_folder(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  if (!nodes_.contains(clean(path))) place(path, FileKind::folder);
}

void FakeFiles::put_link(std::string_view path, std::string_view target) {
  const std::scoped_lock guard(mutex_);
  place(path, FileKind::link).bytes = target;
}

void FakeFiles::put_other(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  place(path, FileKind::other);
}

void FakeFiles::deny(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  nodes_.at(clean(path)).is_denied = true;
}

void FakeFiles::break_reading(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  nodes_.at(clean(path)).is_broken = true;
}

void FakeFiles::vanish_when_read(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  nodes_.at(clean(path)).is_vanishing = true;
}

void FakeFiles::grow_when_read(std::string_view path, std::string_view bytes) {
  const std::scoped_lock guard(mutex_);
  nodes_.at(clean(path)).grown = bytes;
}

void FakeFiles::fill_disk() {
  const std::scoped_lock guard(mutex_);
  is_full_ = true;
}

void FakeFiles::free_disk() {
  const std::scoped_lock guard(mutex_);
  is_full_ = false;
}

void FakeFiles::hold_lock(std::string_view path) {
  const std::scoped_lock guard(mutex_);
  locks_.insert(clean(path));
}

bool FakeFiles::has(std::string_view path) const {
  const std::scoped_lock guard(mutex_);
  return nodes_.contains(clean(path));
}

std::string FakeFiles::text(std::string_view path) const {
  const std::scoped_lock guard(mutex_);
  const auto found = nodes_.find(clean(path));
  return found == nodes_.end() ? std::string() : found->second.bytes;
}

std::vector<std::string> FakeFiles::paths(std::string_view beneath) const {
  const std::scoped_lock guard(mutex_);
  std::vector<std::string> out;
  for (const auto& [path, node] : nodes_)
    if (node.kind == FileKind::file && is_beneath(path, clean(beneath))) out.push_back(path);
  return out;
}

// Part by part, as the kernel does; at most 40 links.
Result<std::string> FakeFiles::resolved(const std::string& path, LastLink last) {
  std::string at;
  std::string rest = clean(path);
  for (int links = 0; !rest.empty() && rest != "/";) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string part = rest.substr(0, end);
    rest.erase(0, end);
    if (part == "/..") {
      at = at.empty() ? "" : at.substr(0, at.find_last_of('/'));
      continue;
    }
    const auto found = nodes_.find(at + part);
    if (found == nodes_.end()) {
      if (!rest.empty()) return failed(ENOENT, path);
      return at + part;  // may be made
    }
    const Node& node = found->second;
    if (node.kind == FileKind::link && (!rest.empty() || last == LastLink::followed)) {
      if (++links > 40) return failed(ELOOP, path);
      const bool is_absolute = node.bytes.starts_with('/');
      rest = clean(node.bytes) + rest;
      if (is_absolute) at.clear();
      continue;
    }
    if (!rest.empty() && node.kind != FileKind::folder) return failed(ENOTDIR, path);
    if (!rest.empty() && node.is_denied) return failed(EACCES, path);
    at += part;
  }
  return at.empty() ? "/" : at;
}

Result<FakeFiles::Node*> FakeFiles::node(const std::string& path, LastLink last) {
  const std::string key = TRY(resolved(path, last));
  const auto found = nodes_.find(key);
  if (found == nodes_.end()) return failed(ENOENT, path);
  return &found->second;
}

Result<std::string> FakeFiles::bytes_of(const std::string& path, LastLink last,
                                        std::size_t limit_bytes) {
  touched_.add("read", clean(path));
  const Node* found = TRY(node(path, last));
  if (found->is_vanishing) {
    nodes_.erase(TRY(resolved(path, last)));
    return failed(ENOENT, path);
  }
  if (found->is_denied) return failed(EACCES, path);
  if (found->is_broken) return failed(EIO, path);
  if (found->kind == FileKind::folder) return failed(EISDIR, path);
  if (found->kind == FileKind::link) return failed(ELOOP, path);
  if (found->kind == FileKind::other)
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input, "{}: is no regular file", path);
  const std::string& bytes = found->grown.empty() ? found->bytes : found->grown;
  if (bytes.size() > limit_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "{}: larger than {} bytes", path,
                      limit_bytes);
  return bytes;
}

Result<std::string> FakeFiles::read(const std::string& path, std::size_t limit_bytes) {
  const std::scoped_lock guard(mutex_);
  return bytes_of(path, LastLink::followed, limit_bytes);
}

Result<void> FakeFiles::read_beneath(const std::string& root, const std::string& relative,
                                     std::size_t limit_bytes, std::string& buffer) {
  const std::scoped_lock guard(mutex_);
  const std::string path = root + "/" + relative;
  buffer.clear();
  for (std::size_t end = 0; (end = relative.find('/', end + 1)) != std::string::npos;) {
    const auto part = nodes_.find(clean(root + "/" + relative.substr(0, end)));
    if (part != nodes_.end() && part->second.kind == FileKind::link) return failed(ELOOP, path);
  }
  if (relative.empty() || relative.starts_with('/') || relative.find("..") == 0)
    return failed(EXDEV, path);
  buffer = TRY(bytes_of(path, LastLink::kept, limit_bytes));
  return {};
}

Result<std::unique_ptr<base::ByteSource>> FakeFiles::open(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  return std::make_unique<OwningSource>(
      TRY(bytes_of(path, LastLink::followed, static_cast<std::size_t>(-1))));
}

Result<void> FakeFiles::write_atomically(const std::string& path, std::string_view bytes,
                                         unsigned mode) {
  const std::scoped_lock guard(mutex_);
  touched_.add("write", clean(path));
  const std::string key = TRY(resolved(path, LastLink::kept));
  const Node* folder = TRY(node(parent_of(key), LastLink::followed));
  if (folder->is_denied) return failed(EACCES, path);
  if (const auto there = nodes_.find(key); there != nodes_.end()) {
    if (there->second.kind == FileKind::folder) return failed(EISDIR, path);
  }
  if (is_full_) return failed(ENOSPC, path);
  Node& written = place(key, FileKind::file);
  written.bytes = bytes;
  written.mode = mode;
  return {};
}

Result<base::FileStatus> FakeFiles::status_of(const std::string& path, LastLink last) {
  const Node* found = TRY(node(path, last));
  base::FileStatus out;
  out.kind = found->kind;
  out.size_bytes = found->bytes.size();
  out.modified_ns = found->modified_ns;
  out.device = 1;
  out.inode = found->inode;
  out.is_executable = found->kind == FileKind::file && (found->mode & 0111) != 0;
  return out;
}

Result<base::FileStatus> FakeFiles::status(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  return status_of(path, LastLink::kept);
}

Result<base::FileStatus> FakeFiles::target_status(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  return status_of(path, LastLink::followed);
}

Result<std::string> FakeFiles::link_target(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  const Node* found = TRY(node(path, LastLink::kept));
  if (found->kind != FileKind::link)
    return base::fail(ErrorKind::invalid, ErrorOrigin::machine, "{}: is no link", path);
  return found->bytes;
}

Result<std::vector<base::FolderEntry>> FakeFiles::list(const std::string& folder) {
  const std::scoped_lock guard(mutex_);
  touched_.add("list", clean(folder));
  const std::string key = TRY(resolved(folder, LastLink::followed));
  const Node* found = TRY(node(key, LastLink::followed));
  if (found->kind != FileKind::folder) return failed(ENOTDIR, folder);
  if (found->is_denied) return failed(EACCES, folder);
  std::vector<base::FolderEntry> out;
  for (const auto& [path, inner] : nodes_)
    if (path != "/" && parent_of(path) == key)
      out.push_back({path.substr(path.find_last_of('/') + 1), inner.kind});
  std::ranges::sort(out, {}, &base::FolderEntry::name);
  return out;
}

Result<void> FakeFiles::make_folders(const std::string& path, unsigned) {
  const std::scoped_lock guard(mutex_);
  touched_.add("make", clean(path));
  for (std::string at = clean(path); at != "/"; at = parent_of(at)) {
    const auto found = nodes_.find(at);
    if (found == nodes_.end()) continue;
    if (found->second.kind == FileKind::file)
      return base::fail(ErrorKind::conflict, ErrorOrigin::machine, "{}: is there and no folder",
                        path);
    if (found->second.is_denied && at != clean(path)) return failed(EACCES, path);
  }
  if (nodes_.contains(clean(path))) return {};
  if (is_full_) return failed(ENOSPC, path);
  place(path, FileKind::folder);
  return {};
}

Result<void> FakeFiles::rename(const std::string& from, const std::string& to) {
  const std::scoped_lock guard(mutex_);
  touched_.add("rename", clean(from) + " " + clean(to));
  const std::string source = TRY(resolved(from, LastLink::kept));
  const std::string target = TRY(resolved(to, LastLink::kept));
  if (!nodes_.contains(source) || !nodes_.contains(parent_of(target))) return failed(ENOENT, from);
  std::vector<std::pair<std::string, Node>> moved;
  for (const auto& [path, node] : nodes_)
    if (path == source || is_beneath(path, source))
      moved.emplace_back(target + path.substr(source.size()), node);
  std::erase_if(nodes_, [&](const auto& entry) {
    return entry.first == source || is_beneath(entry.first, source);
  });
  for (auto& [path, node] : moved) nodes_[path] = std::move(node);
  return {};
}

Result<void> FakeFiles::remove(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  touched_.add("remove", clean(path));
  const std::string key = TRY(resolved(path, LastLink::kept));
  if (!nodes_.contains(key)) return failed(ENOENT, path);
  for (const auto& [other, node] : nodes_)
    if (is_beneath(other, key)) return failed(ENOTEMPTY, path);
  nodes_.erase(key);
  return {};
}

Result<void> FakeFiles::remove_all(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  touched_.add("remove", clean(path));
  const auto key = resolved(path, LastLink::kept);
  if (!key) return {};
  std::erase_if(nodes_, [&](const auto& entry) {
    return entry.first == *key || is_beneath(entry.first, *key);
  });
  return {};
}

Result<std::string> FakeFiles::make_temporary_folder(std::string_view purpose) {
  const std::scoped_lock guard(mutex_);
  if (is_full_) return failed(ENOSPC, "/tmp");
  const std::string path = fmt::format("/tmp/andon-{}-{}", purpose, ++last_temporary_);
  place(path, FileKind::folder);
  return path;
}

Result<std::string> FakeFiles::absolute(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  const std::string key = TRY(resolved(path, LastLink::followed));
  if (!nodes_.contains(key)) return failed(ENOENT, path);
  return key;
}

Result<std::shared_ptr<void>> FakeFiles::lock(const std::string& path, std::int64_t timeout_ms) {
  const std::scoped_lock guard(mutex_);
  const std::string key = clean(path);
  if (!locks_.insert(key).second)
    return base::fail(ErrorKind::timeout, ErrorOrigin::machine,
                      "{}: locked by another run for {} ms", path, timeout_ms);
  if (!nodes_.contains(key)) place(key, FileKind::file);
  return std::shared_ptr<void>(this, [key](void* files) {
    auto* owner = static_cast<FakeFiles*>(files);
    const std::scoped_lock release(owner->mutex_);
    owner->locks_.erase(key);
  });
}

}  // namespace andon
