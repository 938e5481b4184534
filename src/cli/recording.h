// What the commands that record an event have in common: opened, closed, pull, resume, break-glass,
// release.
#pragma once
#include "base/result.h"
#include "cli/session.h"
#include "flow/opening.h"

namespace andon::cli {

// Says what was recorded, or why nothing was; the exit code.
int tell(Session& session, const base::Result<flow::Recorded>& recorded);
// False, having said so, when the option is missing.
bool has_environment(Session& session, const flow::OpeningRequest& request);

}  // namespace andon::cli
