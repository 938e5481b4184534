#include <map>

#include "correlate/correlate.h"

namespace andon::correlate {

void date(std::vector<model::Finding>& findings, const std::vector<Dates>& known,
          base::Instant now) {
  std::map<std::tuple<std::string_view, std::string_view, std::string_view, std::uint32_t>,
           std::vector<const Dates*>>
      index;
  for (const auto& dates : known) {
    const auto& f = dates.finding;
    index[{f.check, f.rule, f.identity.context, f.identity.ordinal}].push_back(&dates);
  }
  for (auto& finding : findings) {
    const auto found = index.find(
        {finding.check, finding.rule, finding.identity.context, finding.identity.ordinal});
    const Dates* best = nullptr;
    if (found != index.end()) {
      for (const auto* dates : found->second)
        if (dates->finding.path == finding.path) best = dates;
      // Moved: one that is known under one other path only.
      if (!best && found->second.size() == 1) best = found->second.front();
    }
    finding.first_seen = best ? std::min(best->first_seen, now) : now;
    if (finding.state == model::FindingState::fixed) {
      finding.fixed_at = best && best->fixed_at ? *best->fixed_at : now;
      continue;
    }
    if (!best) continue;
    finding.returned_at = best->fixed_at ? now : best->returned_at;
    if (best->fixed_at && finding.state == model::FindingState::new_) {
      finding.state = model::FindingState::returned;
      finding.state_reason = "fixed on " + base::to_date(*best->fixed_at) + ", back again";
    }
  }
}

}  // namespace andon::correlate
