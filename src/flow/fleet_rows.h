// From what is known of one component to its row. Pure: facts and the time in, rows out.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/exposure.h"
#include "model/gate_record.h"
#include "model/waiver.h"

namespace andon::governance {
struct Source;
}
namespace andon::model {
struct FleetRow;
}

namespace andon::flow {

struct FullRun {
  model::Release release;
  base::Instant started;
  std::array<std::uint64_t, 5> open_by_severity{};
};

struct KnownCheck {
  std::string check;
  std::string last, reason;     // what came of the very last run
  std::optional<FullRun> full;  // the latest that counts, else the latest there is
  bool is_counted = false;
};

struct KnownGate {
  model::GateEntry entry;
  bool is_counted = false;
};

struct KnownOpening {
  model::OpeningBody opening;
  bool is_held = false;                  // its record counts
  std::optional<model::GateEntry> gate;  // that it rests on, when that one's record counts
};

struct KnownComponent {
  std::string component;
  std::vector<KnownCheck> checks;
  std::optional<KnownGate> gate;
  std::vector<KnownOpening> openings;
};

// Of broken glass that ended and that nobody has reviewed.
struct DueReview {
  std::string component, glass, actor;
  base::Instant ended;
};

struct FleetFacts {
  base::Instant now;
  std::int64_t stale_days = 30;
  const governance::Source* source = nullptr;  // none: no owner is known, and nothing is said of it
  std::vector<model::CallBody> stopped;        // lines that are
  std::vector<DueReview> reviews;
  // Of the component at hand, whose own files can be read; "" when there is none.
  std::string at_hand;
  std::vector<model::Waiver> waivers;
  std::vector<std::string> owners;
};

model::FleetRow row_of(const KnownComponent& known, const FleetFacts& facts);

// Worst first: by the worst flag, by the number of flags, by open findings, by name.
void sort_rows(std::vector<model::FleetRow>& rows);

}  // namespace andon::flow
