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

// A run that was not made by this look.
struct Taken {
  std::string check, record;  // digest
  std::string signer;         // the key's id; "" when it was made here
  base::Instant started;
};

enum class Evidence {
  looked_here,  // the checks are run; imported reports of this very tree join in
  recorded,     // what pipelines signed of this very tree, tools included; what lacks is run here
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
  std::vector<Taken> taken;             // runs that the records told
  base::Instant now;
  Evidence evidence = Evidence::looked_here;
};

// What the records tell counts as far as it may be believed (laws 9 and 11).
base::Result<Seen> see(base::Context& context, const CheckRequest& request,
                       Evidence evidence = Evidence::looked_here);

// As the gate looks: from recorded runs where they serve, the tools' always. Fails where the state
// cannot be opened.
base::Result<Seen> see_recorded(base::Context& context, const std::string& path,
                                const std::string& baseline);

// What judges and what is believed as it would be at `at`: approvals, reviews, recorded runs and
// the policy; what was looked at stays, the built-in checks of a pipeline included. seen.now
// becomes `at`. `source`: as for judge_at().
base::Result<void> believe_at(base::Context& context, Seen& seen, base::Instant at,
                              const LockedGovernance* source = nullptr);

// Whose runs were judged: "the run of secrets of 2026-11-22T10:00:00Z, signed by ci-shop".
std::string judged_from(const Seen& seen);

// The findings with their states and dates as they stand at `now`: waivers end by themselves.
correlate::Merged weigh(const Seen& seen, base::Instant now);

}  // namespace andon::flow
