// The commands, in the order of help. To add one: cli/<name>.cpp and a word here.
#pragma once
#include "cli/command.h"

#define ANDON_COMMANDS(X) \
  X(check)                \
  X(init)                 \
  X(import)               \
  X(explain)              \
  X(waive)                \
  X(who)                  \
  X(rules)                \
  X(config)               \
  X(governance)           \
  X(policy)               \
  X(gate)                 \
  X(release)              \
  X(opened)               \
  X(closed)               \
  X(status)               \
  X(fleet)                \
  X(what_if)              \
  X(upcoming)             \
  X(pull)                 \
  X(resume)               \
  X(break_glass)          \
  X(report)               \
  X(sync)                 \
  X(state)                \
  X(inspect)              \
  X(completion)           \
  X(manual)               \
  X(version)

// A namespace of their own: `import` and `check` are words that sources use for other things.
namespace andon::cli::known {

#define ANDON_DECLARE_COMMAND(name) extern const Command name;
ANDON_COMMANDS(ANDON_DECLARE_COMMAND)
#undef ANDON_DECLARE_COMMAND

}  // namespace andon::cli::known
