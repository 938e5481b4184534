// Runners forget: records are brought to a folder or a git ref and back, as the union of two sets,
// with no order and no conflict (law 11), and their signatures with them. What comes from elsewhere
// is verified record by record; what is none is named and left out. Nothing is sent to a place that
// the caller did not name, nor to a public one that was not accepted.
#pragma once
#include <string>
#include <vector>

#include "git/git.h"
#include "records/records.h"

namespace andon::records {

inline constexpr std::string_view records_ref = "refs/andon/records";

// reads_only: a merge request from a fork takes and gives nothing.
enum class Direction { both, reads_only };
// A repository counts as public unless it is known to be private.
enum class Visibility { open_to_all, accepted, closed };

struct Union {
  std::uint64_t taken = 0;    // records that were not here
  std::uint64_t given = 0;    // records that were not there
  std::uint64_t dropped = 0;  // replaced by an accepted compaction
  std::uint64_t signatures_taken = 0, signatures_given = 0;
  std::vector<std::string> taken_digests;
  std::vector<model::Problem> problems;  // what is there and is no record, or cannot be trusted
};

// Takes what `from` has and `into` has not, each record verified.
base::Result<Union> take(base::Context& context, const Folder& from, const Folder& into);

base::Result<Union> sync_with_folder(base::Context& context, const Folder& mine,
                                     const std::string& path, Direction direction);

struct GitTarget {
  std::string remote;  // a URL or a remote's name; empty is a usage error
  std::string ref = std::string(records_ref);
  Visibility visibility = Visibility::open_to_all;
};

// Fetch, union, push with a lease; again with a random pause when another was quicker, at most
// limits::sync_attempts times (then conflict; nothing is lost, what was taken stays).
base::Result<Union> sync_with_git(base::Context& context, const Folder& mine,
                                  const git::Repository& repository, const GitTarget& target,
                                  Direction direction);

}  // namespace andon::records
