// The first steps in a component: what runs here today, a small andon.yaml, today's debt adopted.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"

namespace andon::flow {

struct InitRequest {
  std::string path = ".";
  bool adopts = false;  // write today's findings as adopted debt
  std::string owner;    // of the waivers made from .gitleaksignore; "" = the actor
};

struct InitOutcome {
  std::vector<std::string> practice;  // at most ten lines: what runs, whose, what is missing
  std::vector<std::string> written;   // files
  std::vector<std::string> next;
};

base::Result<InitOutcome> init(base::Context& context, const InitRequest& request);

}  // namespace andon::flow
