// Names of options as shells, manuals and help need them.
#pragma once
#include <string>
#include <vector>

#include "cli/command.h"

namespace andon::cli {

// "--output" and "-o" of "-o,--output".
std::vector<std::string> forms(const Option& option);
// "andon check", "andon config check", ... depth first.
struct Named {
  std::string path;
  const Command* command;
};
std::vector<Named> all_commands();

}  // namespace andon::cli
