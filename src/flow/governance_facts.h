// What the organisation says of a component, from the governance source that judges and from the
// files that teams keep anyway: policy facts, and the answer to "who".
#pragma once
#include <string>

#include "base/context.h"
#include "model/organisation_facts.h"

namespace andon::flow {

struct Workspace;

inline constexpr std::int64_t old_lock_days = 30;  // from then on a lock is a gap of its own

// `environment`: the one asked for, "" = none. Everything is read from the side that judges; a
// broken owners' file is a gap. Levels are the shipped ones where the source has none. As it stands
// at `now`: who left, how old the lock is.
model::Organisation organisation_facts(base::Context& context, const Workspace& workspace,
                                       const std::string& environment, base::Instant now);

}  // namespace andon::flow
