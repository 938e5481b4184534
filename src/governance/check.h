// Cross checks of a governance source: what contradicts itself, what is missing, what is overdue.
#pragma once
#include <vector>

#include "base/time.h"
#include "governance/source.h"

namespace andon::governance {

// Sorted by file and line; the same gap once. `now`: for who left, what is overdue.
std::vector<model::Gap> find_gaps(const Source& source, base::Instant now);
// Those that speak of the component, of its product, of its team or of the security team.
std::vector<model::Gap> gaps_of(const std::vector<model::Gap>& gaps, std::string_view product,
                                std::string_view component, std::string_view team);

}  // namespace andon::governance
