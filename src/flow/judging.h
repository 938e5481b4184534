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

struct Judged {
  Workspace workspace;
  PolicyText policy;
  Kept kept;
  Looked looked;
  correlate::Merged merged;
  std::vector<correlate::Dates> dates;
  std::vector<std::string> rule_notes;  // what the checks leave out of their rules
  base::Instant now;
};

// Imported runs of this very tree join in where they may be believed (law 11).
base::Result<Judged> judge(base::Context& context, const CheckRequest& request);

}  // namespace andon::flow
