// Everything about a component that a date ends or makes due, with whose it is. Pure: what was read
// and the time in, events out; what they do to the levels is weighed elsewhere.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "flow/exposure.h"
#include "governance/source.h"
#include "governance/trust.h"
#include "model/finding.h"
#include "model/gate_record.h"
#include "model/upcoming.h"
#include "policy/policy.h"

namespace andon::flow {

struct DatedEvent {
  base::Instant at;
  model::UpcomingEvent event;  // without its id
};

struct SecurityTextEnd {
  std::string file;
  std::uint32_t line = 0;
  base::Instant expires;
};

struct DatedInput {
  const model::Organisation& organisation;
  const governance::Source* source = nullptr;  // null: no governance source
  const governance::Trust* trust = nullptr;    // null: no trust.yaml
  const policy::Policy& policy;
  std::span<const model::Waiver> waivers;    // that judge
  std::span<const model::Finding> findings;  // as they stand
  std::span<const StoppedLine> stopped;      // that stop this component somewhere
  std::span<const BrokenGlass> glasses;      // of this component
  std::span<const OpenRelease> open;         // of this component
  std::span<const model::GateEntry> grants;  // believed, of this release, in order of time
  std::span<const model::MissingItem> missing;
  std::map<std::string, bool> done_measures;  // by "plan/measure"; absent: not known
  std::optional<SecurityTextEnd> security_text;
  model::Release release;
  base::Instant now;
};

// Those that lie ahead, however far, and those that are past and still ask for something.
std::vector<DatedEvent> dated_events(const DatedInput& input);

}  // namespace andon::flow
