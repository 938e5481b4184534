// What every rendering of the fleet says, worded once. Texts are as the records have them: the
// caller makes them safe.
#pragma once
#include <string>
#include <vector>

#include "model/fleet.h"

namespace andon::formats {

// "3 components, 2 of them ask for somebody: 1 line stopped, 1 stale"
std::string fleet_sentence(const model::Fleet& fleet);
// "pilot until 2026-12-01", "none", "claimed: pilot", "not judged"
std::string level_cell(const model::FleetRow& row);
// "2026-11-20 main 1a2b3c4d", "never"
std::string run_cell(const model::FleetRow& row);
// "2 critical, 3 high, 1 waived", "none", "claimed: none" of a run that does not count, and "not
// known" of what was never looked at
std::string findings_cell(const model::FleetRow& row);
// The same in few columns: "2C 3H", "none", "?"
std::string findings_brief(const model::FleetRow& row);
// "production, test (not believed)"
std::string open_cell(const model::FleetRow& row);
// "web (kim, lee)", "nobody"
std::string owner_cell(const model::FleetRow& row);
// "line stopped, overdue: 2, incomplete: semgrep"
std::string flags_cell(const model::FleetRow& row, const model::Fleet& fleet);
// What lies behind the flags, a sentence each: stops, what is due, checks that did not finish.
std::vector<std::string> reasons(const model::FleetRow& row);

}  // namespace andon::formats
