// The command line by CLI11, built from the descriptors.
#pragma once
#include <string>

#include "cli/command.h"

namespace andon::cli {

struct Parsed {
  const Command* command = nullptr;  // null: `text` is to be printed and `exit_code` returned
  Arguments arguments;
  std::string text;  // help, or what is wrong
  int exit_code = 0;
};

Parsed parse(int argc, char** argv);
// Help of one command, or of all when it is null; `path` as typed ("andon config check").
std::string help(const Command* command, std::string_view path);

}  // namespace andon::cli
