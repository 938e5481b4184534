#include "git/index_file.h"

#include <charconv>

#include "base/limits.h"
#include "base/text.h"

namespace andon::git {
namespace {

constexpr std::size_t id_bytes = 20;
constexpr std::size_t stat_bytes = 40;  // times, device, inode, mode, owner, group, size
constexpr std::size_t mode_offset = 24;
constexpr unsigned assume_valid = 0x8000, is_extended = 0x4000, stage_shift = 12;
constexpr unsigned skip_worktree = 0x4000;  // in the second word of flags

class Reader {
 public:
  explicit Reader(std::string_view bytes) : all_(bytes), rest_(bytes) {}
  std::string_view take(std::size_t count) {
    if (rest_.size() < count) is_cut_ = true;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return is_cut_ ? std::string_view() : taken;
  }
  std::string_view take_until(char end) {
    const std::size_t at = rest_.find(end);
    const std::string_view taken = take(at == std::string_view::npos ? rest_.size() + 1 : at + 1);
    return taken.substr(0, taken.empty() ? 0 : taken.size() - 1);
  }
  std::uint32_t number(std::size_t count) { return value_of(take(count)); }
  // git's "offset encoding": each further byte adds one before it shifts.
  std::size_t varint() {
    std::size_t value = 0;
    for (int i = 0; i < 5; ++i) {
      const std::uint32_t byte = number(1);
      value = (value << 7) + (byte & 0x7f);
      if (is_cut_ || (byte & 0x80) == 0) return value;
      ++value;
    }
    is_cut_ = true;
    return 0;
  }
  static std::uint32_t value_of(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::size_t place() const { return all_.size() - rest_.size(); }
  std::size_t left() const { return rest_.size(); }
  bool is_cut() const { return is_cut_; }

 private:
  std::string_view all_, rest_;
  bool is_cut_ = false;
};

bool read_entries(Reader& reader, std::uint32_t version, std::uint32_t count, IndexFile& file) {
  std::string path;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t start = reader.place();
    const std::string_view stat = reader.take(stat_bytes);
    const std::string_view id = reader.take(id_bytes);
    const std::uint32_t flags = reader.number(2);
    const std::uint32_t more = (flags & is_extended) != 0 ? reader.number(2) : 0;
    if (reader.is_cut() || ((flags & is_extended) != 0 && version < 3)) return false;
    IndexEntry entry;
    entry.mode = Reader::value_of(stat.substr(mode_offset, 4));
    entry.object = base::hex(id);
    entry.stage = flags >> stage_shift & 3;
    entry.is_taken_on_trust = (flags & assume_valid) != 0 || (more & skip_worktree) != 0;
    if (version == 4) {
      const std::size_t dropped = reader.varint();
      if (dropped > path.size()) return false;
      path.resize(path.size() - dropped);
      path += reader.take_until('\0');
    } else {
      path = reader.take_until('\0');
      const std::size_t length = reader.place() - start;
      reader.take((8 - length % 8) % 8);
    }
    if (reader.is_cut() || path.empty()) return false;
    entry.path = path;
    file.entries.push_back(std::move(entry));
  }
  return true;
}

template <class Number>
bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// Trees in the order of a walk: name, count of entries (-1: not known), count of subtrees, object.
bool read_trees(std::string_view bytes, IndexFile& file) {
  struct Open {
    std::string path;
    std::size_t subtrees_left = 0;
  };
  std::vector<Open> open;
  Reader reader(bytes);
  while (reader.left() > 0) {
    const std::string_view name = reader.take_until('\0');
    long entries = 0;
    std::size_t subtrees = 0;
    if (!is_number(reader.take_until(' '), entries) ||
        !is_number(reader.take_until('\n'), subtrees))
      return false;
    while (!open.empty() && open.back().subtrees_left == 0) open.pop_back();
    if (open.empty() != name.empty() || open.size() > base::limits::path_bytes) return false;
    std::string path(name);
    if (!open.empty()) {
      --open.back().subtrees_left;
      if (!open.back().path.empty()) path = open.back().path + "/" + path;
    }
    if (entries >= 0) file.trees.emplace(path, base::hex(reader.take(id_bytes)));
    if (reader.is_cut()) return false;
    open.push_back({std::move(path), subtrees});
  }
  return true;
}

}  // namespace

std::optional<IndexFile> parse_index_file(std::string_view bytes) {
  if (bytes.size() < id_bytes) return {};
  bytes.remove_suffix(id_bytes);  // its checksum; git writes an index whole or not at all
  Reader reader(bytes);
  if (reader.take(4) != "DIRC") return {};
  const std::uint32_t version = reader.number(4), count = reader.number(4);
  if (reader.is_cut() || version < 2 || version > 4 || count > bytes.size() / stat_bytes) return {};
  IndexFile file;
  file.entries.reserve(count);
  if (!read_entries(reader, version, count, file)) return {};
  while (reader.left() > 0) {
    const std::string_view name = reader.take(4);
    const std::string_view body = reader.take(reader.number(4));
    if (reader.is_cut()) return {};
    // A name that begins with a small letter must be understood.
    if (name[0] < 'A' || name[0] > 'Z') return {};
    if (name == "TREE" && !read_trees(body, file)) return {};
  }
  return file;
}

std::optional<IndexFile> read_index_file(base::Context& context, const Repository& repository,
                                         const Configuration& configuration) {
  const std::string_view format = configuration.value("extensions.objectformat");
  if (context.world.environment("GIT_INDEX_FILE") || (!format.empty() && format != "sha1"))
    return {};
  const auto bytes = context.world.files().read(repository.git_folder() + "/index",
                                                base::limits::git_output_bytes);
  return bytes ? parse_index_file(*bytes) : std::nullopt;
}

}  // namespace andon::git
