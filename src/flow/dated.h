// Everything about a component that a date ends or makes due, with whose it is. Pure: what was read
// and the time in, events out; what they do to the levels is weighed elsewhere.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/upcoming.h"

namespace andon::governance {
struct Source;
struct Trust;
}  // namespace andon::governance
namespace andon::model {
struct Finding;
struct GateEntry;
struct MissingItem;
struct Organisation;
struct Waiver;
}  // namespace andon::model
namespace andon::policy {
struct Policy;
}

namespace andon::flow {

struct BrokenGlass;
struct OpenRelease;
struct StoppedLine;

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
  const governance::Source* source;  // null: no governance source
  const governance::Trust* trust;    // null: no trust.yaml
  const policy::Policy& policy;
  const std::vector<model::Waiver>& waivers;    // that judge
  const std::vector<model::Finding>& findings;  // as they stand
  const std::vector<StoppedLine>& stopped;      // that stop this component somewhere
  const std::vector<BrokenGlass>& glasses;      // of this component
  const std::vector<OpenRelease>& open;         // of this component
  const std::vector<model::GateEntry>& grants;  // believed, of this release, in order of time
  const std::vector<model::MissingItem>& missing;
  std::map<std::string, bool> done_measures;  // by "plan/measure"; absent: not known
  std::optional<SecurityTextEnd> security_text;
  model::Release release;
  base::Instant now;
};

// Those that lie ahead, however far, and those that are past and still ask for something.
std::vector<DatedEvent> dated_events(const DatedInput& input);

}  // namespace andon::flow
