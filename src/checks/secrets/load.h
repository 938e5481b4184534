// From settings to an engine: reading the rule files, keeping and loading the pattern database.
#pragma once
#include <string>

#include "base/context.h"
#include "base/result.h"
#include "checks/checks.h"
#include "checks/secrets/engine.h"

namespace andon::checks::secrets {

struct Loaded {
  Engine engine;
  std::string rule_digest;  // hex sha256 of all rule texts
};

base::Result<Loaded> load_engine(base::Context& context, const Settings& settings);

}  // namespace andon::checks::secrets
