// What a tool wrote and how it ended, made into a Run's findings, problems and outcome.
#pragma once
#include <string>

#include "base/context.h"
#include "base/process.h"
#include "model/run.h"
#include "tools/tool.h"
#include "tree/tree.h"

namespace andon::tools {

// Reads `report` (a file) into the run and judges it by how the program ended. May be called once
// per batch: the outcome only gets worse.
void read_report(base::Context& context, const Tool& tool, const std::string& report,
                 const base::Ended& ended, model::Run& run);

// The run is this bad at least; the first reason stays.
void worsen(model::Run& run, model::Outcome outcome, std::string reason);

// Drops findings in files that the tree leaves out, says how many; marks those that comments
// suppress.
void settle(base::Context& context, const Tool& tool, const tree::Tree& tree, model::Run& run);

}  // namespace andon::tools
