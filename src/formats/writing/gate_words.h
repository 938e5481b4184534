// What every rendering of a gate's answer says, worded once.
#pragma once
#include <string>
#include <vector>

#include "model/gate.h"

namespace andon::formats {

// "shop-web at 1a2b3c4d5e to prod (general)"
std::string gate_subject(const model::GateReport& report);
// "Granted: pilot until 2026-12-01", "Nothing granted", "May run in prod (general) as before"
std::string gate_sentence(const model::GateReport& report);
// "granted until 2026-12-01", "2 items missing", "waits for the level below"
std::string level_sentence(const model::LevelAnswer& answer);
// "Line stopped"
std::string signal_word(const model::GateSignal& signal);

// What is missing, level by level, each item where it is met first.
struct MissingPart {
  const model::LevelAnswer* level = nullptr;
  std::vector<const model::MissingItem*> items;  // never empty
  bool is_first = true;                          // of the parts
};
// asked: for the next level, and up to the one asked for while that is not granted.
enum class Reach { asked, every_level };
std::vector<MissingPart> missing_parts(const model::GateReport& report, Reach reach);
// "Missing for internal, the cheapest step first"; "Also missing for pilot"
std::string missing_title(const MissingPart& part);

// "no grave finding that is not in the baseline (policies/default.yaml:12)"
std::string item_rule(const model::MissingItem& item);
// "effort 2 h; who: kim; not before 2026-12-01"
std::string item_facts(const model::MissingItem& item);
// "3 high, 12 low"; "no open findings"
std::string open_sentence(const model::GateReport& report);

}  // namespace andon::formats
