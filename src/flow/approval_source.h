// What stands for the approvals of the governance source's files: signatures beside plans and
// answers, and the signed commits that gave waivers, plans and answers their bytes.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/trust.h"

namespace andon::flow {

struct Workspace;

// Sets the standing of waivers, and proven_files, of the side that judges alone: a source that a
// change locks judges nothing, and whoever signs all that they commit has signed more than they
// looked at. `notes` gets what could be proven and is not.
void settle_source(base::Context& context, Workspace& workspace, const governance::Trust& trust,
                   base::Instant at, std::vector<std::string>& notes);

}  // namespace andon::flow
