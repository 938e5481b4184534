// `andon fleet`: every component of the records at hand and of the organisation, a row each: when
// it was last looked at, how far it may open, what is open, what is due, whose it is. Decides
// nothing and believes nothing: what a record says that does not count is shown as claimed.
#pragma once
#include <span>
#include <string>

#include "base/context.h"
#include "model/fleet.h"

namespace andon::flow {

struct FleetRequest {
  std::string path = ".";        // a component, or the folder of a governance source
  std::int64_t stale_days = 30;  // from then on one without a complete run is stale
};
base::Result<model::Fleet> fleet(base::Context& context, const FleetRequest& request);

// The flag of that word; not_found (usage) names the nearest.
base::Result<model::FleetFlag> fleet_flag(std::string_view word);
// How many rows have one of these flags.
std::size_t count_flagged(const model::Fleet& fleet, std::span<const model::FleetFlag> flags);

}  // namespace andon::flow
