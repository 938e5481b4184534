// What stands today, told from the events of the records: what is open where, which lines are
// stopped, which artifact came from which tree, whose glass is broken. Pure: events and the time
// in, facts out. An event that loosens counts only where the caller says so (law 11); one that
// tightens always does.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/product_release.h"
#include "store/store.h"

namespace andon::model {
struct GateEntry;
}

namespace andon::flow {

using Events = std::span<const store::KnownEvent>;  // in order of time
// Signed by a key that may, or made on this machine.
using Counts = std::function<bool(const store::KnownEvent& event)>;

// A record is signed for its component. One that speaks of another component's release counts for
// neither.
bool speaks_of_its_component(const store::KnownEvent& event);

struct OpenRelease {
  model::OpeningBody opening;
  std::string record;    // digest
  bool is_held = false;  // its record counts; shown all the same when it does not
};
// The last word on each (environment, component, digest or tree); oldest opening first.
std::vector<OpenRelease> open_releases(Events openings, const Counts& counts);
// Whether that digest or tree of the component was open there at any time before, by records that
// count.
bool was_open(Events openings, const Counts& counts, std::string_view environment,
              const model::Release& release);

// How an opening stands to `gate`, the answer that it names, where that counts and is of its
// component (null otherwise): what is named must speak of this very release and environment.
// "granted", "ended", "without a grant"; "not believed" where the opening itself does not count.
std::string_view standing_of(const model::OpeningBody& opening, bool is_held,
                             const model::GateEntry* gate, base::Instant now);

// The rungs of the Andon chain, lowest first; a call climbs one each time that its timer runs out.
std::span<const std::string_view> rungs();
inline constexpr std::int64_t rung_hours = 24;

struct StoppedLine {
  model::CallBody call;
  std::string record;
  std::string rung;                     // where it stands now
  std::optional<base::Instant> climbs;  // to the next one; nothing on the last rung
};
// Calls that were pulled and not resumed; the oldest first.
std::vector<StoppedLine> stopped_lines(Events calls, const Counts& counts, base::Instant now);

struct Where {
  std::string product, component, environment;
};
// "component:shop-web" stops that component everywhere, "environment:prod" everything there.
bool stops(const StoppedLine& line, const Where& where);

// The source that an artifact was built from; nothing when no record that counts tells, or two tell
// different trees.
std::optional<model::Release> source_of(Events artifacts, const Counts& counts,
                                        std::string_view digest);

// Break-glass: what one person opens for others to confirm.
inline constexpr std::int64_t glass_confirm_hours = 12;
inline constexpr std::int64_t glass_hours = 24;

struct BrokenGlass {
  model::BreakGlassBody glass;
  std::string record;
  std::string confirmed_by;  // another person; "" not yet
  bool is_reviewed = false;
  base::Instant
      ends;  // of what it grants: 12 h unconfirmed, 24 h confirmed, or what it says, the earliest
  bool is_standing = false;    // grants now
  bool is_review_due = false;  // ended, and nobody has reviewed it
};
std::vector<BrokenGlass> broken_glasses(Events events, const Counts& counts, base::Instant now);

}  // namespace andon::flow
