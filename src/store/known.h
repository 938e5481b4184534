// Dates of findings, from what every run saw. Pure: the same runs give the same dates in any order.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "store/decisions.h"
#include "store/findings.h"
#include "store/runs.h"
#include "store/store.h"

namespace andon::store {

struct History {
  std::vector<NumberedFinding> findings;  // by number, rising
  bool is_partial = false;                // seen sets hold numbers of others too
  std::vector<RunFacts> runs;             // in order of time
  std::unordered_map<std::int64_t, std::string> seen_sets;
  std::vector<CompactedDates> compacted;
};

// invalid when a set of numbers is damaged.
base::Result<std::vector<Known>> known_of(const History& history, std::string_view branch);

}  // namespace andon::store
