#include "base/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <atomic>

#include "base/real_files.h"
#include "base/text.h"

namespace andon::base {
namespace {

constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;

std::unexpected<Error> failed(const std::string& root_path, const std::string& relative) {
  return std::unexpected(error_of(errno, root_path + "/" + relative));
}

// Each folder of the path by itself, none of them a link.
Result<Descriptor> open_step_by_step(int root, const std::string& root_path,
                                     const std::string& relative) {
  Descriptor folder;
  int at = root;
  std::string_view rest = relative;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string part(rest.substr(0, slash));
    if (part == ".." || part.empty()) {
      errno = EXDEV;
      return failed(root_path, relative);
    }
    const bool is_last = slash == std::string_view::npos;
    const int flags = is_last ? open_flags : (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    Descriptor next(retried([&] { return ::openat(at, part.c_str(), flags); }));
    if (!next.is_open()) {
      struct stat data;  // a link as a folder says ENOTDIR; openat2 says ELOOP
      const int number = errno;
      const bool is_link =
          ::fstatat(at, part.c_str(), &data, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(data.st_mode);
      errno = is_link ? ELOOP : number;
      return failed(root_path, relative);
    }
    if (is_last) return next;
    folder = std::move(next);
    at = folder.number();
    rest.remove_prefix(slash + 1);
  }
}

std::atomic<bool> is_openat2_missing = false;  // of the kernel, so of the whole process

}  // namespace

Result<Descriptor> open_beneath(int root, const std::string& root_path, const std::string& relative,
                                BeneathWay way) {
  if (way == BeneathWay::best && !is_openat2_missing.load(std::memory_order_relaxed)) {
    open_how how{};
    how.flags = static_cast<__u64>(open_flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    // EAGAIN: a rename elsewhere raced with the path's resolution.
    constexpr int attempts = 32;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      Descriptor file(retried([&] {
        return static_cast<int>(::syscall(SYS_openat2, root, relative.c_str(), &how, sizeof how));
      }));
      if (file.is_open()) return file;
      if (errno != EAGAIN) break;
    }
    // EPERM: container runtimes that do not know the call refuse it so.
    if (errno != ENOSYS && errno != EPERM) return failed(root_path, relative);
    if (errno == ENOSYS) is_openat2_missing = true;
  }
  return open_step_by_step(root, root_path, relative);
}

Result<void> read_whole(int file, Readable readable, std::size_t limit_bytes,
                        const std::string& path, std::string& buffer) {
  buffer.clear();
  struct stat data;
  if (::fstat(file, &data) != 0) return std::unexpected(error_of(errno, path));
  if (S_ISDIR(data.st_mode)) return std::unexpected(error_of(EISDIR, path));
  const bool is_regular = S_ISREG(data.st_mode);
  if (!is_regular && readable == Readable::regular_files)
    return fail(ErrorKind::unsupported, ErrorOrigin::input, "{}: is no regular file",
                path_text(path));
  const auto size = is_regular ? static_cast<std::size_t>(data.st_size) : 0;
  std::size_t used = 0;
  // One byte more than its size shows the end of a file with a single read. A file of /proc says 0.
  constexpr std::size_t least_room = 4096;
  std::size_t room = size > 0 ? size + 1 : least_room;
  while (size <= limit_bytes && used <= limit_bytes) {
    ssize_t count = 0;
    int number = 0;
    buffer.resize_and_overwrite(used + room, [&](char* bytes, std::size_t) {
      count = retried([&] { return ::read(file, bytes + used, room); });
      number = errno;
      return used + static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    });
    if (count < 0) {
      buffer.clear();
      return std::unexpected(error_of(number, path));
    }
    used += static_cast<std::size_t>(count);
    if (count == 0 || (size > 0 && used == size)) return {};
    room = std::max(used, least_room);
  }
  buffer.clear();
  return fail(ErrorKind::too_large, ErrorOrigin::input, "{}: larger than {} bytes", path_text(path),
              limit_bytes);
}

}  // namespace andon::base
