// cli: commands, terminal output, exit codes; one of two doors to flow (the other is api). Reads
// arguments by the descriptors of cli/list.h, hands a request to flow and prints what comes back.
// Only this folder prints; it decides nothing, opens no store and never knows a check or a policy.
#pragma once
#include "base/world.h"

namespace andon::cli {

// The exit code of domain.md 4.
int run(base::World& world, int argc, char** argv);

}  // namespace andon::cli
