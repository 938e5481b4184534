// Runs of one very tree that the records tell, as far as they may be believed (laws 9 and 11):
// imported reports, tools that ran elsewhere, and for the gate the built-in checks of a pipeline.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "flow/approval.h"
#include "model/run.h"

namespace andon::flow {

struct RecordedRun {
  model::Run run;
  std::string record;  // digest
  std::string signer;  // the key's id; "" when it was made here and nobody signed
};

enum class RunKinds { imports, imports_and_tools, built_in };

struct RecordedRuns {
  std::vector<RecordedRun> runs;                // the latest of each check that counts
  std::map<std::string, std::string> left_out;  // by check: why the latest does not count
  std::vector<std::string> notes;
};

// Built-in checks and tools only where they looked at the whole tree. Imports count when made here
// or signed by a key that may import or run pipelines, tools when made here or signed by a
// pipeline's. Built-in checks count only when a pipeline's key signed them: this machine can run
// them again.
base::Result<RecordedRuns> recorded_runs(base::Context& context, State& state, const Judge& judge,
                                         const std::string& tree, RunKinds kinds);

}  // namespace andon::flow
