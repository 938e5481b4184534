#include "records/sync.h"

#include <algorithm>
#include <iterator>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "records/compact.h"
#include "records/signatures.h"

namespace andon::records {

using base::ErrorKind;
using base::ErrorOrigin;

namespace {

// Those that are not there, each verified against the record that stands there.
base::Result<void> take_signatures(base::Context& context, const Folder& from, const Folder& into,
                                   const std::vector<std::string>& theirs,
                                   const std::vector<std::string>& mine, Union& out) {
  std::vector<std::string> wanted;
  std::ranges::set_difference(theirs, mine, std::back_inserter(wanted));
  for (const auto& path : wanted) {
    if (context.stop.stop_requested()) break;
    const auto digest = signed_digest_of(path);
    const auto refuse = [&](const base::Error& why) {
      out.problems.push_back({path, why.text() + ": left out", false});
    };
    if (!context.world.files().status(into.file_of(digest))) continue;
    const auto armored =
        context.world.files().read(from.path() + "/" + path, base::limits::ssh_signature_bytes);
    if (!armored) {
      refuse(armored.error());
      continue;
    }
    const auto put = put_signature(context, into, digest, *armored);
    if (!put && put.error().origin == ErrorOrigin::machine) return std::unexpected(put.error());
    if (!put) refuse(put.error());
    out.signatures_taken += put && *put;
  }
  return {};
}

}  // namespace

base::Result<Union> take(base::Context& context, const Folder& from, const Folder& into) {
  const auto theirs = TRY(from.list(context), "listing the records in {}", from.path());
  const auto mine = TRY(into.list(context), "listing the records in {}", into.path());
  Union out;
  out.problems = theirs.problems;
  std::vector<std::string> wanted;
  std::ranges::set_difference(theirs.digests, mine.digests, std::back_inserter(wanted));
  for (const auto& digest : wanted) {
    if (context.stop.stop_requested()) break;
    const auto sealed = from.read_sealed(context, digest);
    if (!sealed) {
      out.problems.push_back({path_of(digest), sealed.error().text() + ": left out", false});
      continue;
    }
    TRY(into.put(context, *sealed), "taking a record from {}", from.path());
    out.taken_digests.push_back(digest);
    ++out.taken;
  }
  TRY(take_signatures(context, from, into, theirs.signatures, mine.signatures, out),
      "taking signatures from {}", from.path());
  return out;
}

base::Result<Union> sync_with_folder(base::Context& context, const Folder& mine,
                                     const std::string& path, Direction direction) {
  if (path.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage, "no folder to sync with was named");
  const Folder theirs(path);
  const auto status =
      TRY(context.world.files().target_status(path), "opening the folder to sync with");
  if (status.kind != base::FileKind::folder)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage, "{}: is no folder",
                      base::path_text(path));
  auto out = TRY(take(context, theirs, mine));
  auto dropped = TRY(apply_compactions(context, mine));
  out.dropped = dropped.dropped.size();
  std::ranges::move(dropped.problems, std::back_inserter(out.problems));
  if (direction == Direction::reads_only) return out;
  auto given = TRY(take(context, mine, theirs));
  out.given = given.taken;
  out.signatures_given = given.signatures_taken;
  std::ranges::move(given.problems, std::back_inserter(out.problems));
  for (const auto& digest : TRY(replaced_digests(context, mine)))
    TRY(theirs.remove(context, digest), "dropping what a compaction replaces");
  return out;
}

}  // namespace andon::records
