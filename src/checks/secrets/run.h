// The secrets check over a tree: files from cache or read once,
// hits made into findings without values.
#pragma once
#include "base/context.h"
#include "checks/checks.h"
#include "checks/secrets/load.h"
#include "checks/secrets/suppress.h"
#include "model/run.h"
#include "tree/tree.h"

namespace andon::checks::secrets {

// Of all that decides, beside the rules, what is looked at and shown.
std::string configuration_digest(const Settings& settings);

model::Run run(base::Context& context, const tree::Tree& tree, const Settings& settings,
               const Loaded& loaded, const IgnoreFile& ignored);

}  // namespace andon::checks::secrets
