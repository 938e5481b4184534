#include "records/sync.h"

#include <algorithm>
#include <iterator>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "records/compact.h"

namespace andon::records {

using base::ErrorKind;
using base::ErrorOrigin;

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
  std::ranges::move(given.problems, std::back_inserter(out.problems));
  for (const auto& digest : TRY(replaced_digests(context, mine)))
    TRY(theirs.remove(context, digest), "dropping what a compaction replaces");
  return out;
}

}  // namespace andon::records
