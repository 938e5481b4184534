// Table findings: every identity that was ever seen, numbered within its component. Nothing that
// changes from run to run stands here.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/waiver.h"

namespace soci {
class session;
}

namespace andon::store {

struct NumberedFinding {
  std::int64_t number = 0;
  model::FindingReference finding;
};

model::FindingReference reference_of(const model::Finding& finding);
// The numbers of `wanted`, in its order; those unknown are added. All are of one check.
std::vector<std::int64_t> finding_numbers_or_new(
    soci::session& sql, std::int64_t component, const std::vector<model::FindingReference>& wanted);
// By number, rising.
std::vector<NumberedFinding> all_findings(soci::session& sql, std::int64_t component);

// Those with the check, context and ordinal of one of `wanted`; by number, rising.
std::vector<NumberedFinding> findings_like(soci::session& sql, std::int64_t component,
                                           std::span<const model::FindingReference> wanted);

struct FoundRow {
  std::int64_t component = 0;
  std::string component_name;
  NumberedFinding row;
};
std::vector<FoundRow> findings_by_id(soci::session& sql, std::string_view prefix,
                                     std::size_t limit);

}  // namespace andon::store
