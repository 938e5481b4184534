// What the gate would answer if something were otherwise. Nothing is recorded.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "model/what_if.h"

namespace andon::flow {

struct WhatIfRequest {
  std::string path = ".";
  std::string environment;
  std::string to;        // with an environment: another level than it stands for
  std::string baseline;  // as for check
  // What is supposed; each may be empty.
  std::string at;          // a future date or moment; a bare date is its end
  std::string policy;      // a file of a changed pack, or a policy's name
  std::string governance;  // the folder of a changed governance source
  std::vector<std::string> without_waivers;
  std::vector<std::string> fixed;  // findings, by the first digits of their id
};

struct WhatIfOutcome {
  model::WhatIfReport report;
  model::Verdict verdict = model::Verdict::undecided;  // as it would be
};

// As gate(): a dirty tree is refused. A supposition about something that is not there is a usage
// error that names the nearest.
base::Result<WhatIfOutcome> what_if(base::Context& context, const WhatIfRequest& request);

}  // namespace andon::flow
