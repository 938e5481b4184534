// What merge() does after the comparison with the baseline; private to correlate.
#pragma once
#include <vector>

#include "correlate/correlate.h"

namespace andon::correlate {

// One finding where several checks report the same weakness at the same line: the worst severity,
// the best known state; the other checks are named in also_reported_by.
void join_tools(std::vector<model::Finding>& findings);

// Suppressed by a comment or ignore file that counts: state suppressed.
void apply_suppressions(std::vector<model::Finding>& findings);

// Whether the runs looked at everything: only then is a waiver that matches nothing unused.
enum class Coverage { whole, narrow };

// An active waiver makes its findings waived; an expired one returns them and is named.
std::vector<model::WaiverNote> apply_waivers(std::vector<model::Finding>& findings,
                                             const Before& before,
                                             const std::vector<model::Waiver>& waivers,
                                             Coverage coverage, base::Instant now);

}  // namespace andon::correlate
