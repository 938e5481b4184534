// Runs as records: the findings whole, or as the difference to an earlier run record of the same
// check where that is shorter. Chains of differences are at most max_chain long.
#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "records/records.h"

namespace andon::records {

inline constexpr std::uint32_t max_chain = 16;

// The order in which records keep findings: path, place, check, rule, id.
void sort_findings(std::vector<model::Finding>& findings);

// A run record with all its findings.
struct WholeRun {
  std::string digest;
  std::uint32_t depth = 0;
  std::string component;
  base::Instant made_at;
  model::Run run;                  // findings in the order of sort_findings
  std::vector<std::string> chain;  // digests of its bases, nearest first
};

// The body that tells `run`: a difference to `base` where one is given, may be, and is shorter.
// Fails as canonical JSON does.
base::Result<model::RunBody> run_body(const model::Run& run, const WholeRun* base);
// The findings of `body` on top of its base's; invalid when they do not fit.
base::Result<model::Run> resolved(model::RunBody body, const WholeRun* base, std::string_view name);

// Reads runs and follows their bases; keeps the last few, since neighbours share bases.
class RunLoader {
 public:
  explicit RunLoader(const Folder& folder) : folder_(folder) {}
  // A base that is missing, corrupt or does not fit is an error that names it: such a run is not
  // trusted. The pointer holds until the next call.
  base::Result<const WholeRun*> load(base::Context& context, std::string_view digest);
  // The same, and not kept: for one that is asked for once.
  base::Result<model::Run> take(base::Context& context, std::string_view digest);

 private:
  const WholeRun* kept(std::string_view digest);
  const WholeRun* keep(WholeRun run);
  base::Result<model::RunRecord> link(base::Context& context, std::string_view digest) const;

  const Folder folder_;
  std::list<WholeRun> kept_;  // most recently used first
};

}  // namespace andon::records
