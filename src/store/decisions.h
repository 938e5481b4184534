// Tables decisions and compacted: the head of each decision; the dates that compactions keep.
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

void insert_decision(soci::session& sql, std::int64_t component, const model::SealedRecord& record);
// Latest first; of any tree when `tree` is empty.
std::vector<KnownDecision> list_decisions(soci::session& sql, std::int64_t component,
                                          std::string_view tree, std::size_t limit);

void insert_compaction(soci::session& sql, std::int64_t component,
                       const model::SealedRecord& record);
struct CompactedDates {
  std::int64_t finding = 0;
  std::int64_t first_seen_ms = 0;
  std::int64_t last_seen_ms = 0;
};
// Of the findings numbered from `first` to `last`.
std::vector<CompactedDates> compacted_dates(soci::session& sql, std::int64_t component,
                                            std::int64_t first, std::int64_t last);

}  // namespace andon::store
