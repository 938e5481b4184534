// correlate: which findings are the same as which, and where each stands: new, existing, fixed,
// returned, waived, suppressed. It sees anchored findings, never files; it reads no clock: `now` is
// an argument. What it cannot tell apart with certainty it calls new (law 6).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/report.h"
#include "model/waiver.h"

namespace andon::correlate {

// The lines of a file that a change added or modified, [first, last] in the new version.
struct ChangedLines {
  std::string path;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lines;
};

// What findings are compared with.
struct Before {
  model::Baseline baseline;
  // Runs of the same checks on the baseline's tree, anchored; or the findings of a named report.
  std::vector<model::Run> runs;
  // The adopted debt that stands in the baseline.
  std::vector<model::Adoption> adoptions;
  // For checks without a run in `runs`: a finding on a changed line is new, another one existing.
  bool has_changed_lines = false;
  std::vector<ChangedLines> changed;
  // Whether a path is in the tree at hand and in the baseline's; empty functions: unknown.
  std::function<bool(const std::string& path)> is_in_tree;
  std::function<bool(const std::string& path)> was_in_baseline;
  // value_keys of both sides were made with one key: a changed value is another finding.
  bool has_comparable_values = false;
};

struct Merged {
  std::vector<model::Finding> findings;  // new first, then by severity, path, line; fixed ones last
  std::vector<model::WaiverNote> waivers;  // applied, expired, unused
  model::Slope slope;
};

// The states of the findings of `runs`. `waivers` are those that count (of the side that judges).
Merged merge(const std::vector<model::Run>& runs, const Before& before,
             const std::vector<model::Waiver>& waivers, base::Instant now);

// What earlier runs knew of a finding.
struct Dates {
  model::FindingReference finding;
  base::Instant first_seen;
  std::optional<base::Instant> fixed_at;  // and not seen since
  std::optional<base::Instant> returned_at;
};

// First seen, returned: from earlier runs, never the verdict (law 10). A finding that nothing knows
// was first seen `now`.
void date(std::vector<model::Finding>& findings, const std::vector<Dates>& known,
          base::Instant now);

// Pairs each of `now` with at most one of `then`; -1 where there is none. The rules of identity:
// equal context, ordinal and path; equal context and path in order; a path that vanished and one
// that appeared, when the contexts match one to one.
struct Place {
  std::string_view key;  // check, rule and context in one
  std::uint32_t ordinal = 0;
  std::string_view path;
};
std::vector<int> pair(const std::vector<Place>& now, const std::vector<Place>& then,
                      const std::function<bool(std::string_view path)>& has_vanished,
                      const std::function<bool(std::string_view path)>& has_appeared,
                      const std::function<bool(int now_index, int then_index)>& may_be_same);

}  // namespace andon::correlate
