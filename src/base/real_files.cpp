#include "base/real_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "base/beneath.h"
#include "base/descriptor.h"
#include "base/text.h"

namespace andon::base {
namespace {

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::file;
  if (S_ISDIR(mode)) return FileKind::folder;
  if (S_ISLNK(mode)) return FileKind::link;
  return FileKind::other;
}

FileStatus status_of(const struct stat& data) {
  constexpr std::int64_t second_ns = 1'000'000'000;
  FileStatus out;
  out.kind = kind_of(data.st_mode);
  out.size_bytes = static_cast<std::uint64_t>(data.st_size);
  out.modified_ns = data.st_mtim.tv_sec * second_ns + data.st_mtim.tv_nsec;
  out.device = data.st_dev;
  out.inode = data.st_ino;
  out.is_executable = S_ISREG(data.st_mode) && (data.st_mode & 0111) != 0;
  return out;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::unexpected<Error> failed(const std::string& path) {
  return std::unexpected(error_of(errno, path));
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = retried([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
    if (count < 0) return failed(path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

class DescriptorSource final : public ByteSource {
 public:
  DescriptorSource(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const ssize_t count =
        retried([&] { return ::read(descriptor_.number(), buffer.data(), buffer.size()); });
    if (count < 0) return failed(path_);
    return static_cast<std::size_t>(count);
  }

 private:
  Descriptor descriptor_;
  std::string path_;
};

Result<Descriptor> open_to_read(const std::string& path) {
  // O_NONBLOCK: opening a FIFO that nobody writes must not hang.
  Descriptor file(
      retried([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); }));
  if (!file.is_open()) return failed(path);
  struct stat data;
  if (::fstat(file.number(), &data) != 0) return failed(path);
  if (S_ISDIR(data.st_mode)) return std::unexpected(error_of(EISDIR, path));
  // A pipe or a terminal that the user names (/dev/stdin) is read as it comes, so it may block.
  if (!S_ISREG(data.st_mode)) {
    const int flags = ::fcntl(file.number(), F_GETFL);
    if (flags >= 0) ::fcntl(file.number(), F_SETFL, flags & ~O_NONBLOCK);
  }
  return file;
}

Result<void> remove_tree(int parent, const std::string& name, const std::string& shown) {
  if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return failed(shown);
  Descriptor folder(retried([&] {
    return ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  }));
  if (!folder.is_open() && errno == EACCES) {
    // A folder that its owner made unreadable: ours to remove all the same.
    ::fchmodat(parent, name.c_str(), 0700, 0);
    folder =
        Descriptor(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  if (!folder.is_open()) return failed(shown);
  const int copy = ::fcntl(folder.number(), F_DUPFD_CLOEXEC, 0);
  std::unique_ptr<DIR, int (*)(DIR*)> listing(copy >= 0 ? ::fdopendir(copy) : nullptr, &::closedir);
  if (!listing) return failed(shown);
  ::fchmod(folder.number(), 0700);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(listing.get()))
    if (const std::string_view n = entry->d_name; n != "." && n != "..") names.emplace_back(n);
  listing.reset();  // one descriptor a level, not two
  for (const std::string& inner : names)
    TRY(remove_tree(folder.number(), inner, shown + "/" + inner));
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return failed(shown);
  return {};
}

class RealFiles final : public Files {
 public:
  explicit RealFiles(std::string temporary_folder)
      : temporary_folder_(std::move(temporary_folder)) {}

  Result<std::string> read(const std::string& path, std::size_t limit_bytes) override {
    Descriptor file = TRY(open_to_read(path));
    std::string text;
    TRY(read_whole(file.number(), Readable::anything, limit_bytes, path, text));
    return text;
  }

  Result<void> read_beneath(const std::string& root, const std::string& relative,
                            std::size_t limit_bytes, std::string& buffer) override {
    const auto folder = TRY(root_folder(root));
    Descriptor file = TRY(open_beneath(folder->number(), root, relative));
    return read_whole(file.number(), Readable::regular_files, limit_bytes, relative, buffer);
  }

  Result<std::unique_ptr<ByteSource>> open(const std::string& path) override {
    return std::make_unique<DescriptorSource>(TRY(open_to_read(path)), path);
  }

  Result<void> write_atomically(const std::string& path, std::string_view bytes,
                                unsigned mode) override;

  Result<FileStatus> status(const std::string& path) override {
    struct stat data;
    if (::lstat(path.c_str(), &data) != 0) return failed(path);
    return status_of(data);
  }

  Result<FileStatus> target_status(const std::string& path) override {
    struct stat data;
    if (::stat(path.c_str(), &data) != 0) return failed(path);
    return status_of(data);
  }

  Result<std::string> link_target(const std::string& path) override {
    std::string target(256, '\0');
    while (true) {
      const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
      if (length < 0) {
        if (errno == EINVAL)
          return fail(ErrorKind::invalid, ErrorOrigin::machine, "{}: is no link", path_text(path));
        return failed(path);
      }
      if (static_cast<std::size_t>(length) < target.size()) {
        target.resize(static_cast<std::size_t>(length));
        return target;
      }
      target.resize(target.size() * 2);
    }
  }

  Result<std::vector<FolderEntry>> list(const std::string& folder) override;

  Result<void> make_folders(const std::string& path, unsigned mode) override {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST) {
        // A parent on a read-only or foreign file system is fine as long as it is there.
        const int number = errno;
        struct stat data;
        if (::stat(part.c_str(), &data) != 0) return std::unexpected(error_of(number, part));
      }
      if (end == std::string::npos) break;
    }
    struct stat data;
    if (::stat(path.c_str(), &data) != 0) return failed(path);
    if (!S_ISDIR(data.st_mode))
      return fail(ErrorKind::conflict, ErrorOrigin::machine, "{}: is there and no folder",
                  path_text(path));
    return {};
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed(from);
    return {};
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) == 0) return {};
    if (errno != EISDIR && errno != EPERM) return failed(path);
    if (::rmdir(path.c_str()) != 0) return failed(path);
    return {};
  }

  Result<void> remove_all(const std::string& path) override {
    return remove_tree(AT_FDCWD, path, path);
  }

  Result<std::string> make_temporary_folder(std::string_view purpose) override {
    std::string path = fmt::format("{}/andon-{}-XXXXXX", temporary_folder_, purpose);
    if (::mkdtemp(path.data()) == nullptr) return failed(temporary_folder_);
    return path;
  }

  Result<std::string> absolute(const std::string& path) override {
    const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr),
                                                          &std::free);
    if (!resolved) {
      if (errno == ELOOP)
        return fail(ErrorKind::invalid, ErrorOrigin::machine, "{}: links in a circle",
                    path_text(path));
      return failed(path);
    }
    return std::string(resolved.get());
  }

  Result<std::shared_ptr<void>> lock(const std::string& path, std::int64_t timeout_ms) override;

 private:
  // The last root stays open: a walk reads tens of thousands of files beneath one.
  Result<std::shared_ptr<const Descriptor>> root_folder(const std::string& root) {
    const std::scoped_lock guard(root_mutex_);
    if (root_ && root_path_ == root) return root_;
    Descriptor folder(
        retried([&] { return ::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); }));
    if (!folder.is_open()) return failed(root);
    root_ = std::make_shared<const Descriptor>(std::move(folder));
    root_path_ = root;
    return root_;
  }

  const std::string temporary_folder_;
  std::mutex root_mutex_;
  std::string root_path_;
  std::shared_ptr<const Descriptor> root_;
};

Result<void> RealFiles::write_atomically(const std::string& path, std::string_view bytes,
                                         unsigned mode) {
  struct stat there;
  // A device or a pipe that the user named (/dev/stdout) is written to, never replaced.
  if (::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    const Descriptor file(retried([&] { return ::open(path.c_str(), O_WRONLY | O_CLOEXEC); }));
    if (!file.is_open()) return failed(path);
    return write_all(file.number(), bytes, path);
  }
  const std::string folder = parent_of(path);
  std::string temporary = folder + "/.andon-XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.is_open()) return failed(path);
  const auto finish = [&]() -> Result<void> {
    TRY(write_all(file.number(), bytes, path));
    if (::fchmod(file.number(), mode) != 0) return failed(path);
    if (::fsync(file.number()) != 0) return failed(path);
    file.close();
    if (::rename(temporary.c_str(), path.c_str()) != 0) return failed(path);
    return {};
  };
  if (auto finished = finish(); !finished) {
    ::unlink(temporary.c_str());
    return finished;
  }
  // The rename itself lasts only once the folder is written.
  const Descriptor holder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (holder.is_open() && ::fsync(holder.number()) != 0 && errno != EINVAL) return failed(folder);
  return {};
}

Result<std::vector<FolderEntry>> RealFiles::list(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), &::closedir);
  if (!listing) return failed(folder);
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(listing.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    FolderEntry out{std::string(name), FileKind::other};
    if (entry->d_type != DT_UNKNOWN) {
      out.kind = kind_of(DTTOIF(entry->d_type));
    } else {
      struct stat data;  // file systems that do not tell the kind
      if (::fstatat(::dirfd(listing.get()), out.name.c_str(), &data, AT_SYMLINK_NOFOLLOW) == 0)
        out.kind = kind_of(data.st_mode);
    }
    entries.push_back(std::move(out));
  }
  if (errno != 0) return failed(folder);
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

Result<std::shared_ptr<void>> RealFiles::lock(const std::string& path, std::int64_t timeout_ms) {
  using namespace std::chrono;
  auto file = std::make_shared<Descriptor>(
      retried([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644); }));
  if (!file->is_open()) return failed(path);
  const auto end = steady_clock::now() + milliseconds(timeout_ms);
  while (::flock(file->number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return failed(path);
    if (steady_clock::now() >= end)
      return fail(ErrorKind::timeout, ErrorOrigin::machine, "{}: locked by another run for {} ms",
                  path_text(path), timeout_ms);
    std::this_thread::sleep_for(milliseconds(10));
  }
  return std::shared_ptr<void>(std::move(file));
}

}  // namespace

std::unique_ptr<Files> make_real_files(std::string temporary_folder) {
  return std::make_unique<RealFiles>(std::move(temporary_folder));
}

}  // namespace andon::base
