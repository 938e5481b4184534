// World: the five seams to the outside: clock, files, processes, network, randomness. The real one
// is made in main.cpp alone (real_world.h); tests use tests/fakes/fake_world.h. Paths are bytes.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/process.h"
#include "base/result.h"
#include "base/time.h"

namespace andon::base {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
  virtual std::int64_t monotonic_ns() = 0;  // for durations
  virtual std::int64_t cpu_ns() = 0;        // of this process, all threads
};

enum class FileKind { file, folder, link, other };

struct FileStatus {
  FileKind kind = FileKind::other;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t device = 0, inode = 0;
  bool is_executable = false;
};

struct FolderEntry {
  std::string name;
  FileKind kind = FileKind::other;
};

class Files {
 public:
  virtual ~Files() = default;
  // Whole file; too_large over limit_bytes; not_found, denied as they are. Follows links.
  virtual Result<std::string> read(const std::string& path, std::size_t limit_bytes) = 0;
  // The same into `buffer` (resized, its memory reused); refuses to follow a link in any part below
  // `root` (a tree may be swapped under us) and anything that is no regular file. A file that
  // shrinks or grows while read gives what was read.
  virtual Result<void> read_beneath(const std::string& root, const std::string& relative,
                                    std::size_t limit_bytes, std::string& buffer) = 0;
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& path) = 0;
  // A temporary file beside it, fsync, rename, fsync of the folder: whole or not at all.
  virtual Result<void> write_atomically(const std::string& path, std::string_view bytes,
                                        unsigned mode = 0644) = 0;
  virtual Result<FileStatus> status(const std::string& path) = 0;         // of a link itself
  virtual Result<FileStatus> target_status(const std::string& path) = 0;  // of what it points at
  virtual Result<std::string> link_target(const std::string& path) = 0;
  virtual Result<std::vector<FolderEntry>> list(const std::string& folder) = 0;  // sorted by name
  virtual Result<void> make_folders(const std::string& path, unsigned mode = 0755) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> remove(const std::string& path) = 0;      // a file or an empty folder
  virtual Result<void> remove_all(const std::string& path) = 0;  // never follows links
  // A new private folder (0700) for this run, under $TMPDIR.
  virtual Result<std::string> make_temporary_folder(std::string_view purpose) = 0;
  virtual Result<std::string> absolute(const std::string& path) = 0;  // links resolved
  // Exclusive advisory lock on a file, made when missing; waits until timeout_ms. Freed with the
  // handle.
  virtual Result<std::shared_ptr<void>> lock(const std::string& path, std::int64_t timeout_ms) = 0;
};

class Network {
 public:
  virtual ~Network() = default;
  // A plain TCP stream; used by what talks to services. Nothing in a check run opens one.
  class Stream {
   public:
    virtual ~Stream() = default;
    virtual Result<std::size_t> read(std::span<char> buffer) = 0;
    virtual Result<void> write(std::string_view bytes) = 0;
  };
  virtual Result<std::unique_ptr<Stream>> connect(const std::string& host, std::uint16_t port,
                                                  std::int64_t timeout_ms) = 0;
};

class Randomness {
 public:
  virtual ~Randomness() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;
};

class World {
 public:
  virtual ~World() = default;
  virtual Clock& clock() = 0;
  virtual Files& files() = 0;
  virtual Processes& processes() = 0;
  virtual Network& network() = 0;
  virtual Randomness& randomness() = 0;
  // The environment as it was at start-up.
  virtual std::optional<std::string> environment(std::string_view name) = 0;
};

}  // namespace andon::base
