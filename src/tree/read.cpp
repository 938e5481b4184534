// Reading: each file once, bounded, from wherever the tree comes.
#include <algorithm>
#include <mutex>

#include "base/limits.h"
#include "base/text.h"
#include "tree/kind.h"
#include "tree/parts/listing.h"
#include "tree/parts/state.h"

namespace andon::tree {
namespace {

using base::Context;
using base::ErrorKind;
using base::Result;

void append_utf8(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// What one thread needs.
struct Reader {
  std::string bytes, text;
  std::optional<git::ObjectReader> objects;
  Coverage coverage;
};

class Reading {
 public:
  Reading(Context& context, const Tree::State& state, Inside::Binaries binaries)
      : context_(context), state_(state), binaries_(binaries) {}

  void read(std::size_t index, std::size_t thread, Reader& reader, std::string* digest,
            const Tree::Visit& visit) const;

 private:
  Result<void> fetch(const File& file, Reader& reader) const;
  void tell(const File& file, const base::Error& error, Coverage& coverage) const;

  Context& context_;
  const Tree::State& state_;
  Inside::Binaries binaries_;
};

Result<void> Reading::fetch(const File& file, Reader& reader) const {
  if (state_.source.kind == Source::Kind::work_tree)
    return context_.world.files().read_beneath(state_.root, file.path,
                                               base::limits::tree_file_bytes, reader.bytes);
  if (!reader.objects) reader.objects = TRY(state_.repository->object_reader(context_));
  Result<git::ObjectHeader> header =
      reader.objects->read(file.blob, base::limits::tree_file_bytes, reader.bytes);
  if (!header) {
    const bool is_alive =
        header.error().kind == ErrorKind::not_found || header.error().kind == ErrorKind::too_large;
    if (!is_alive) reader.objects.reset();
    return std::unexpected(std::move(header).error());
  }
  return {};
}

void Reading::tell(const File& file, const base::Error& error, Coverage& coverage) const {
  model::Problem problem;
  problem.path = base::path_text(file.path);
  if (error.kind == ErrorKind::too_large) {
    problem.text = fmt::format("larger than {} MiB, not read", base::limits::tree_file_bytes >> 20);
    problem.is_harmless = true;  // left out by a stated rule
  } else if (error.kind == ErrorKind::not_found) {
    problem.text = "vanished before it was read";
  } else {
    problem.text = reason_of(error, state_.root + "/" + file.path);
  }
  coverage.problems.push_back(std::move(problem));
}

void Reading::read(std::size_t index, std::size_t thread, Reader& reader, std::string* digest,
                   const Tree::Visit& visit) const {
  const File& file = state_.files[index];
  const Result<void> fetched = fetch(file, reader);
  if (!fetched) return tell(file, fetched.error(), reader.coverage);
  const std::string_view bytes = reader.bytes;
  if (digest != nullptr && digest->empty()) *digest = content_digest(state_, bytes);
  if (state_.source.kind == Source::Kind::work_tree && bytes.size() != file.size_bytes)
    reader.coverage.problems.push_back({base::path_text(file.path),
                                        "changed while andon looked at the tree; read as it is now",
                                        true});
  if (binaries_ == Inside::Binaries::left_out && is_binary(bytes)) {
    reader.coverage.binary.push_back(index);
    return;
  }
  ++reader.coverage.files_read;
  reader.coverage.bytes_read += bytes.size();
  visit(index, from_utf16(bytes, reader.text) ? std::string_view(reader.text) : bytes, thread);
}

}  // namespace

bool from_utf16(std::string_view bytes, std::string& out) {
  using namespace std::string_view_literals;
  const bool is_little = bytes.starts_with("\xFF\xFE"sv);
  if (!is_little && !bytes.starts_with("\xFE\xFF"sv)) return false;
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return false;  // UTF-32
  out.clear();
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t at) {
    const auto low = static_cast<unsigned char>(bytes[at + (is_little ? 0 : 1)]);
    const auto high = static_cast<unsigned char>(bytes[at + (is_little ? 1 : 0)]);
    return static_cast<std::uint32_t>(high << 8 | low);
  };
  constexpr std::uint32_t replacement = 0xFFFD;
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    std::uint32_t point = unit(at);
    if (point >= 0xD800 && point < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = replacement;
    }
    append_utf8(out, point);
  }
  return true;
}

Coverage Inside::read_each(Context& context, const Tree& tree,
                           const std::vector<std::size_t>& wanted, Binaries binaries,
                           const Tree::Visit& visit) {
  Tree::State& state = *tree.state_;  // digests only
  const bool needs_digests = state.release.tree.empty();
  const Reading reading(context, state, binaries);
  std::vector<Reader> readers(context.pool.threads());
  std::atomic<std::size_t> done = 0;
  context.pool.for_each(wanted.size(), context.stop, [&](std::size_t at, std::size_t thread) {
    const std::size_t index = wanted[at];
    std::string* digest = needs_digests ? &state.digests[index] : nullptr;
    reading.read(index, thread, readers[thread], digest, visit);
    constexpr std::size_t between_reports = 256;
    if (const std::size_t count = ++done; count % between_reports == 0)
      context.progress.report("reading", count, wanted.size());
  });
  Coverage all;
  for (Reader& reader : readers) {
    Coverage& part = reader.coverage;
    all.files_read += part.files_read;
    all.bytes_read += part.bytes_read;
    all.binary.insert(all.binary.end(), part.binary.begin(), part.binary.end());
    std::move(part.problems.begin(), part.problems.end(), std::back_inserter(all.problems));
  }
  std::sort(all.binary.begin(), all.binary.end());
  std::sort(all.problems.begin(), all.problems.end(), [](const auto& a, const auto& b) {
    return std::tie(a.path, a.text) < std::tie(b.path, b.text);
  });
  return all;
}

Coverage Tree::read_each(Context& context, const std::vector<std::size_t>& wanted,
                         const Visit& visit) const {
  return Inside::read_each(context, *this, wanted, Inside::Binaries::left_out, visit);
}

Result<std::string> Tree::read(Context& context, std::string_view path) const {
  const auto missing = [&] {
    return base::fail(ErrorKind::not_found, base::ErrorOrigin::input, "{}: not in the tree",
                      base::path_text(path));
  };
  if (!is_listed()) {
    const auto entry = TRY(unlisted_entry(context, *state_, path));
    if (!entry || (entry->mode & 0170000) != 0100000) return missing();
    auto object = TRY(state_->repository->objects(context, {entry->object}));
    if (!object.front()) return missing();
    return std::move(object.front()->bytes);
  }
  const auto index = index_of(state_->files, path);
  if (!index) return missing();
  const File& file = state_->files[*index];
  if (file.kind == "folder" || file.kind == "link" || file.kind == "special") return missing();
  std::string bytes;
  if (state_->source.kind == Source::Kind::work_tree) {
    TRY(context.world.files().read_beneath(state_->root, file.path, base::limits::tree_file_bytes,
                                           bytes));
    return bytes;
  }
  auto found = TRY(state_->repository->objects(context, {file.blob}));
  if (!found.front()) return missing();
  return std::move(found.front()->bytes);
}

Result<std::string> Tree::folder(Context& context) const {
  if (state_->source.kind == Source::Kind::work_tree) return state_->root;
  const std::string folder = TRY(context.world.files().make_temporary_folder("tree"));
  const auto side = state_->source.kind == Source::Kind::index ? git::Repository::Side::index
                                                               : git::Repository::Side::treeish;
  const Result<void> written =
      state_->repository->write_files(context, side, state_->source.treeish, folder);
  if (!written) {
    (void)context.world.files().remove_all(folder);
    return std::unexpected(written.error());
  }
  return folder;
}

}  // namespace andon::tree
