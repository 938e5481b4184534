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
// broken owners' file is a gap. model::to_value() of it is what policy sees as `organisation`.
model::Organisation organisation_facts(base::Context& context, const Workspace& workspace,
                                       const std::string& environment);

}  // namespace andon::flow
