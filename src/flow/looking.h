// The looking half of a check: what ran on the tree and on its baseline, anchored and redacted.
#pragma once
#include <string>
#include <vector>

#include "checks/checks.h"
#include "correlate/correlate.h"
#include "flow/check.h"
#include "flow/state.h"
#include "flow/workspace.h"

namespace andon::flow {

struct Looked {
  // Built-in checks that need not run, because these say what they would; taken into `runs` unless
  // their values cannot be compared with the baseline's.
  std::vector<model::Run> given;
  bool is_given = false;  // they were taken
  std::vector<model::Run> runs;
  correlate::Before before;
  bool has_changed_values = false;  // files of the baseline that changed since hold values
  std::vector<std::string> notes;
  std::uint64_t applicable_files = 0;
  std::uint64_t readable_files = 0;
};

struct Engine {
  checks::Checks checks;
  std::string cache_folder;
};

// The built-in checks with the settings that judge.
base::Result<Engine> make_engine(base::Context& context, const Workspace& workspace,
                                 const CheckRequest& request, const base::Secret& key);

base::Result<void> look(base::Context& context, Workspace& workspace, const Engine& engine,
                        const CheckRequest& request, Looked& looked);

// Its entries were turned into waivers, and these count instead.
bool is_ignore_file_replaced(const Governing& judging);

// Masks what tools and reports say: messages, snippets, problems.
void redact(const checks::Checks& checks, model::Run& run);

}  // namespace andon::flow
