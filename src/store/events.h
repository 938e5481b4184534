// Table events: openings, calls, trades, artifacts, product releases, break-glass.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace soci {
class session;
}

namespace andon::store {

void insert_event(soci::session& sql, std::int64_t component, const model::SealedRecord& record);
// In order of time; equal times by digest. Every subject when it is empty.
base::Result<std::vector<KnownEvent>> list_events(soci::session& sql, std::string_view kind,
                                                  std::string_view subject);
// Latest first.
base::Result<std::vector<KnownEvent>> list_latest_events(soci::session& sql, std::int64_t component,
                                                         std::string_view kind, base::Instant until,
                                                         std::size_t limit);
// The latest of each component, by name.
base::Result<std::vector<KnownEvent>> list_last_events(soci::session& sql, std::string_view kind,
                                                       base::Instant until);
// One or none.
base::Result<std::vector<KnownEvent>> list_event(soci::session& sql, std::int64_t component,
                                                 std::string_view digest);

}  // namespace andon::store
