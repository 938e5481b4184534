// Table runs: one row per run record.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/run.h"
#include "store/store.h"

namespace soci {
class session;
}

namespace andon::store {

void insert_run(soci::session& sql, std::int64_t component, std::string_view digest,
                const model::Run& run);

// What dates are made from.
struct RunFacts {
  std::string digest;
  std::string check;
  std::string branch;
  std::string scope;  // rules and configuration
  bool is_complete_whole = false;
  std::int64_t started_ms = 0;
  std::int64_t seen_set = 0;
};
// In order of time; equal times by digest.
std::vector<RunFacts> run_facts(soci::session& sql, std::int64_t component);
// Latest first; every check, every tree when they are empty.
struct RunFilter {
  std::string_view check = {}, tree = {};
  std::size_t limit = SIZE_MAX;
};
std::vector<KnownRun> list_runs(soci::session& sql, std::int64_t component,
                                const RunFilter& filter);
// Sorted by component, check.
std::vector<LatestRuns> list_latest_runs(soci::session& sql, base::Instant until);

}  // namespace andon::store
