// FakeFiles: a file system in memory, with what goes wrong in a real one.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"

namespace andon {

// What a test's code touched, in order: "read /tree/a.py", "write ...", "run git ...", "connect
// ...".
class Touched {
 public:
  void add(std::string_view verb, std::string_view what);
  std::vector<std::string> all() const;
  // How many entries begin so: count("read /tree/").
  std::size_t count(std::string_view beginning) const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> entries_;
};

class FakeFiles final : public base::Files {
 public:
  explicit FakeFiles(Touched& touched);

  // Making the world; folders on the way are made.
  void put(std::string_view path, std::string_view bytes, unsigned mode = 0644);
  void put_folder(std::string_view path);
  void put_link(std::string_view path, std::string_view target);
  void put_other(std::string_view path);         // a pipe, a socket
  void deny(std::string_view path);              // reading, listing, writing: permission denied
  void break_reading(std::string_view path);     // an input/output error
  void vanish_when_read(std::string_view path);  // listed, gone when opened
  void grow_when_read(std::string_view path, std::string_view bytes);  // status says the old size
  void fill_disk();                                                    // every write: no space left
  void free_disk();
  void hold_lock(std::string_view path);  // as another process would
  bool has(std::string_view path) const;
  std::string text(std::string_view path) const;                   // empty when there is none
  std::vector<std::string> paths(std::string_view beneath) const;  // of files, sorted

  base::Result<std::string> read(const std::string& path, std::size_t limit_bytes) override;
  base::Result<void> read_beneath(const std::string& root, const std::string& relative,
                                  std::size_t limit_bytes, std::string& buffer) override;
  base::Result<std::unique_ptr<base::ByteSource>> open(const std::string& path) override;
  base::Result<void> write_atomically(const std::string& path, std::string_view bytes,
                                      unsigned mode) override;
  base::Result<base::FileStatus> status(const std::string& path) override;
  base::Result<base::FileStatus> target_status(const std::string& path) override;
  base::Result<std::string> link_target(const std::string& path) override;
  base::Result<std::vector<base::FolderEntry>> list(const std::string& folder) override;
  base::Result<void> make_folders(const std::string& path, unsigned mode) override;
  base::Result<void> rename(const std::string& from, const std::string& to) override;
  base::Result<void> remove(const std::string& path) override;
  base::Result<void> remove_all(const std::string& path) override;
  base::Result<std::string> make_temporary_folder(std::string_view purpose) override;
  base::Result<std::string> absolute(const std::string& path) override;
  base::Result<std::shared_ptr<void>> lock(const std::string& path,
                                           std::int64_t timeout_ms) override;

 private:
  struct Node {
    base::FileKind kind = base::FileKind::file;
    std::string bytes;  // of a link: its target
    unsigned mode = 0644;
    std::uint64_t inode = 0;
    std::int64_t modified_ns = 0;
    bool is_denied = false, is_broken = false, is_vanishing = false;
    std::string grown;  // what reading gives instead, when not empty
  };
  enum class LastLink { followed, kept };

  Node& place(std::string_view path, base::FileKind kind);
  void place_folders_above(const std::string& path);
  base::Result<std::string> resolved(const std::string& path, LastLink last);
  base::Result<Node*> node(const std::string& path, LastLink last);
  base::Result<std::string> bytes_of(const std::string& path, LastLink last,
                                     std::size_t limit_bytes);
  base::Result<base::FileStatus> status_of(const std::string& path, LastLink last);

  mutable std::mutex mutex_;
  Touched& touched_;
  std::map<std::string, Node> nodes_;
  std::set<std::string> locks_;
  std::uint64_t last_inode_ = 0;
  std::int64_t last_change_ns_ = 0;
  int last_temporary_ = 0;
  bool is_full_ = false;
};

}  // namespace andon
