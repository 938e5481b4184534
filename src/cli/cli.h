// cli: commands, terminal output, exit codes; one of two doors to flow. Only this folder prints.
#pragma once
#include "base/world.h"

namespace andon::cli {

// The exit code of domain.md 4.
int run(base::World& world, int argc, char** argv);

}  // namespace andon::cli
