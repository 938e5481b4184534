// What the commands that record an event have in common: opened, closed, pull, resume, break-glass,
// release.
#pragma once
#include "base/result.h"
#include "cli/session.h"
#include "flow/opening.h"

namespace andon::cli {

// Says what was recorded, or why nothing was; the exit code.
int tell(Session& session, const base::Result<flow::Recorded>& recorded);
inline constexpr Option sign_option{
    "--sign", "KEY", "sign the record with this SSH key (default: ANDON_SIGNING_KEY)"};
// What opened and closed are told.
flow::OpeningRequest opening_request(const Arguments& arguments);
// False, having said so, when the option is missing.
bool has_environment(Session& session, const flow::OpeningRequest& request);

}  // namespace andon::cli
