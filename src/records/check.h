// What one `andon check` leaves behind: a record for each run, and one for the decision, which
// holds all that a replay needs and the report's shell. load_report gives back the very report.
#pragma once
#include <string>
#include <vector>

#include "records/runs.h"

namespace andon::records {

struct CheckToSeal {
  const std::vector<model::Run>& runs;  // with their findings
  const model::Report& report;          // release, decision and findings are taken from here
  base::Value facts;
  std::string policy;  // name
  std::string policy_text;
  base::Value parameters;
  std::vector<std::string> bases;  // digests of earlier run records, at most one per check
};

// In the order of the runs; the decision's last. What store::Store::index takes.
using SealedCheck = std::vector<model::SealedRecord>;

// The runs are written before the decision that cites them.
base::Result<SealedCheck> seal_check(base::Context& context, const Folder& folder,
                                     const CheckToSeal& check);
// One run alone: `andon import`.
base::Result<model::SealedRecord> seal_run(base::Context& context, const Folder& folder,
                                           const model::Run& run, const std::string& base);

// Any record as the index wants it; a run with its findings. Unknown kinds: the envelope alone.
base::Result<model::SealedRecord> load_entry(base::Context& context, const Folder& folder,
                                             RunLoader& runs, std::string_view digest);
base::Result<model::DecisionBody> load_decision(base::Context& context, const Folder& folder,
                                                std::string_view digest);
// The report as it was made; an error when a run that it cites is missing or corrupt.
base::Result<model::Report> load_report(base::Context& context, const Folder& folder,
                                        std::string_view digest);

}  // namespace andon::records
