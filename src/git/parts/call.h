// One call of git: what is not the same for all of them.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "git/git.h"

namespace andon::git {

struct Repository::Call {
  std::vector<std::string> arguments;
  std::string input = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string protocol = {};  // of fetch and push
};

}  // namespace andon::git
