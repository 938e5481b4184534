// What every rendering of a gate's answer says, worded once.
#pragma once
#include <string>

#include "model/gate.h"

namespace andon::formats {

// "shop-web at 1a2b3c4d5e to prod (general)"
std::string gate_subject(const model::GateReport& report);
// "Granted: pilot until 2026-12-01" or "Nothing granted"
std::string gate_sentence(const model::GateReport& report);
// "granted until 2026-12-01", "2 items missing", "waits for the level below"
std::string level_sentence(const model::LevelAnswer& answer);
// The first level that is not granted; null when all are.
const model::LevelAnswer* next_level(const model::GateReport& report);
// "effort 2 h; who: kim; not before 2026-12-01"
std::string item_facts(const model::MissingItem& item);
// "3 high, 12 low"; "no open findings"
std::string open_sentence(const model::GateReport& report);

}  // namespace andon::formats
