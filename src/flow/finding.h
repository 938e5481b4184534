// One finding of the recorded checks: to explain it, to waive it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "model/report.h"

namespace andon::flow {

struct Explanation {
  std::string text;  // for people, ends in a newline
};

// FINDING (the first digits of its id) of the last recorded check, or RULE of the catalogue.
base::Result<Explanation> explain(base::Context& context, const std::string& path,
                                  const std::string& what);

struct WaiveRequest {
  std::string path = ".";
  std::vector<std::string> findings;  // ids or their first digits
  std::string rule, path_pattern;     // extent without a finding
  std::string reason, owner, approver;
  std::string expires;  // a date or instant; "" = 90 days, 30 for one's own
  std::vector<std::string> measures;
  std::string justification;  // VEX status justification: it does not apply
  std::string signing_key;    // file of the approver's key; "" = not signed
};

struct Waived {
  std::string file;           // written
  std::uint64_t covered = 0;  // findings of the last check
  std::string text;           // what happens next, for people
};

// Writes .andon/waivers/<id>.yaml for the findings of the last recorded check.
base::Result<Waived> waive(base::Context& context, const WaiveRequest& request);

}  // namespace andon::flow
