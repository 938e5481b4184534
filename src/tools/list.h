// The tools, by name, in the order of help and documentation. Name = file name. Each source defines
// `constinit const Tool known::<name>{...}`.
#pragma once
#include "tools/tool.h"

#define ANDON_TOOLS(X) \
  X(semgrep)           \
  X(bandit)            \
  X(cppcheck)

namespace andon::tools::known {

#define ANDON_DECLARE_TOOL(name) extern const Tool name;
ANDON_TOOLS(ANDON_DECLARE_TOOL)
#undef ANDON_DECLARE_TOOL

}  // namespace andon::tools::known
