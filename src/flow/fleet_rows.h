// From what is known of one component to its row. Pure: facts and the time in, rows out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flow/exposure.h"
#include "governance/source.h"
#include "model/fleet.h"
#include "model/gate_record.h"

namespace andon::flow {

struct KnownCheck {
  store::LatestRuns runs;  // `full`: the latest that counts, else the latest there is
  bool is_counted = false;
};

struct KnownGate {
  model::GateEntry entry;
  bool is_counted = false;
};

struct KnownOpening {
  OpenRelease open;
  std::optional<model::GateEntry> gate;  // that it rests on, when its record counts
};

struct KnownComponent {
  std::string component;
  std::vector<KnownCheck> checks;
  std::optional<KnownGate> gate;
  std::vector<KnownOpening> openings;
};

struct FleetFacts {
  base::Instant now;
  std::int64_t stale_days = 30;
  const governance::Source* source = nullptr;  // none: no owner is known, and nothing is said of it
  std::vector<StoppedLine> stopped;
  std::vector<BrokenGlass> glasses;
  // Of the component at hand, whose own files can be read; "" when there is none.
  std::string at_hand;
  std::vector<model::Waiver> waivers;
  std::vector<std::string> owners;
};

model::FleetRow row_of(const KnownComponent& known, const FleetFacts& facts);

// Worst first: by the worst flag, by the number of flags, by open findings, by name.
void sort_rows(std::vector<model::FleetRow>& rows);

}  // namespace andon::flow
