// What `check` and `gate` have in common: a tree looked at, compared with its baseline and dated,
// with what judges it; all but the decision.
#pragma once
#include <optional>
#include <vector>

#include "flow/deciding.h"
#include "flow/state.h"

namespace andon::flow {

// A tree whose state cannot be kept is still judged: the trouble is told beside the verdict.
struct Kept {
  std::optional<State> state;
  std::optional<base::Error> trouble;
  IdentityKey key;
};

// A tree looked at beside its baseline; nothing is compared or decided yet, so that it can be
// weighed at more than one moment.
struct Seen {
  Workspace workspace;
  PolicyText policy;  // that governs now
  Kept kept;
  Looked looked;
  std::vector<correlate::Dates> dates;  // what earlier runs knew
  std::vector<std::string> rule_notes;  // what the checks leave out of their rules
  base::Instant now;
};

// Imported runs of this very tree join in where they may be believed (law 11).
base::Result<Seen> see(base::Context& context, const CheckRequest& request);

// The findings with their states and dates as they stand at `now`: waivers end by themselves.
correlate::Merged weigh(const Seen& seen, base::Instant now);

}  // namespace andon::flow
