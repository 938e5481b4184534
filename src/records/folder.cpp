#include <algorithm>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "records/records.h"

namespace andon::records {

using base::ErrorKind;

namespace {

std::string notes_of(const std::string& path, std::string_view kind) {
  return fmt::format("{}/.{}s", path, kind);
}

// Of the envelope, whose keys stand behind the body: body, component, kind, made_at, schema.
std::string_view kind_of(std::string_view canonical) {
  constexpr std::string_view key = "\"kind\":\"";
  const auto at = canonical.rfind(key);
  if (at == std::string_view::npos) return {};
  const auto rest = canonical.substr(at + key.size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

std::string Folder::file_of(std::string_view digest) const { return path_ + "/" + path_of(digest); }

base::Result<std::string> Folder::put(base::Context& context, const model::Record& record) const {
  const auto sealed = TRY(seal(record));
  TRY(put(context, sealed));
  return sealed.digest;
}

base::Result<void> Folder::put(base::Context& context, const Sealed& sealed) const {
  if (TRY(holds(context, sealed.digest))) return {};
  auto& files = context.world.files();
  // A note beside it, so that the few of these kinds are found without reading every record
  // (records/compact.h).
  const auto own_kind = kind_of(sealed.bytes);
  for (const std::string_view kind : {"compaction", "review"}) {
    if (own_kind != kind) continue;
    const auto notes = notes_of(path_, kind);
    TRY(files.make_folders(notes, 0700));
    const auto note = notes + "/" + sealed.digest;
    if (!files.status(note)) TRY(files.write_atomically(note, "waiting\n", 0600));
  }
  TRY(files.make_folders(path_ + "/" + sealed.digest.substr(0, 2), 0700));
  return files.write_atomically(file_of(sealed.digest), base::zstd_compress(sealed.bytes), 0600);
}

// There and whole: a file that a dying disk cut counts as absent, so that a put mends it.
base::Result<bool> Folder::holds(base::Context& context, std::string_view digest) const {
  auto status = context.world.files().status(file_of(digest));
  if (!status) {
    if (status.error().kind == ErrorKind::not_found) return false;
    return std::unexpected(std::move(status).error());
  }
  return status->kind == base::FileKind::file && status->size_bytes > 0 &&
         read_sealed(context, digest).has_value();
}

base::Result<Sealed> Folder::read_bytes(base::Context& context, std::string_view digest) const {
  const auto file = file_of(digest);
  const auto packed =
      TRY(context.world.files().read(file, base::limits::record_packed_bytes), "reading a record");
  Sealed sealed;
  sealed.bytes =
      TRY(base::zstd_decompress(packed, base::limits::record_bytes), "unpacking {}", file);
  sealed.digest = digest;
  if (crypto::sha256_hex(sealed.bytes) != digest)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: its content is not what its name says", file);
  return sealed;
}

base::Result<Sealed> Folder::read_sealed(base::Context& context, std::string_view digest) const {
  auto sealed = TRY(read_bytes(context, digest));
  TRY(unseal_checked(sealed.bytes, file_of(digest)));
  return sealed;
}

base::Result<model::Record> Folder::read(base::Context& context, std::string_view digest) const {
  const auto sealed = TRY(read_bytes(context, digest));
  return unseal_checked(sealed.bytes, file_of(digest));
}

base::Result<Listing> Folder::list(base::Context& context) const {
  auto& files = context.world.files();
  Listing listing;
  auto shelves = files.list(path_);
  if (!shelves) {
    if (shelves.error().kind == ErrorKind::not_found) return listing;
    return std::unexpected(std::move(shelves).error());
  }
  const auto name_problem = [&](const std::string& relative, std::string_view why) {
    listing.problems.push_back({base::path_text(relative), std::string(why), false});
  };
  for (const auto& shelf : *shelves) {
    if (shelf.name.starts_with('.')) continue;  // what an interrupted write left
    if (shelf.kind != base::FileKind::folder || shelf.name.size() != 2) {
      name_problem(shelf.name, "stands among the records and is none: left out");
      continue;
    }
    const auto entries = TRY(files.list(path_ + "/" + shelf.name));
    for (const auto& entry : entries) {
      if (entry.name.starts_with('.')) continue;
      const auto relative = shelf.name + "/" + entry.name;
      const auto digest = digest_of(relative);
      if (entry.kind == base::FileKind::file && !digest.empty())
        listing.digests.push_back(digest);
      else if (entry.kind == base::FileKind::file && !signed_digest_of(relative).empty())
        listing.signatures.push_back(relative);
      else
        name_problem(relative, "stands among the records and is none: left out");
    }
  }
  std::ranges::sort(listing.digests);
  std::ranges::sort(listing.signatures);
  return listing;
}

base::Result<std::vector<std::string>> Folder::noted(base::Context& context,
                                                     std::string_view kind) const {
  std::vector<std::string> out;
  auto entries = context.world.files().list(notes_of(path_, kind));
  if (!entries) {
    if (entries.error().kind == ErrorKind::not_found) return out;
    return std::unexpected(std::move(entries).error());
  }
  for (const auto& entry : *entries)
    if (is_digest(entry.name)) out.push_back(entry.name);
  return out;
}

base::Result<void> Folder::remove(base::Context& context, std::string_view digest) const {
  auto& files = context.world.files();
  const auto gone = [&](const std::string& path) -> base::Result<void> {
    auto removed = files.remove(path);
    if (!removed && removed.error().kind != ErrorKind::not_found) return removed;
    return {};
  };
  const std::string shelf(digest.substr(0, 2));
  if (const auto entries = files.list(path_ + "/" + shelf)) {
    for (const auto& entry : *entries) {
      const auto relative = shelf + "/" + entry.name;
      if (signed_digest_of(relative) == digest) TRY(gone(path_ + "/" + relative));
    }
  }
  return gone(file_of(digest));
}

}  // namespace andon::records
