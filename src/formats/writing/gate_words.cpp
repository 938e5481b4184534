#include "formats/writing/gate_words.h"

#include "base/text.h"
#include "base/time.h"
#include "formats/writing/summary.h"

namespace andon::formats {

std::string gate_subject(const model::GateReport& report) {
  auto out = release_name(report.release);
  if (!report.environment.empty()) out += " to " + report.environment;
  out += (report.environment.empty() ? " to " : " (") + report.asked;
  if (!report.environment.empty()) out += ")";
  if (!report.audience.empty()) out += " for " + report.audience;
  return out;
}

std::string gate_sentence(const model::GateReport& report) {
  std::string out = report.granted == "none" ? "Nothing granted" : "Granted: " + report.granted;
  if (report.granted != "none" && report.until) out += " until " + base::to_text(*report.until);
  if (!report.is_met && report.granted != report.asked) out += "; asked for " + report.asked;
  return out;
}

std::string level_sentence(const model::LevelAnswer& answer) {
  if (answer.is_granted)
    return answer.until ? "granted until " + base::to_text(*answer.until) : "granted";
  if (!answer.missing.empty()) return base::counted(answer.missing.size(), "item") + " missing";
  return answer.verdict == model::Verdict::met ? "waits" : "not granted";
}

const model::LevelAnswer* next_level(const model::GateReport& report) {
  for (const auto& answer : report.levels)
    if (!answer.is_granted) return &answer;
  return nullptr;
}

std::string item_facts(const model::MissingItem& item) {
  std::string out = "effort: " + item.effort;
  if (!item.who.empty()) out += "; who: " + item.who;
  if (item.earliest) out += "; not before " + base::to_text(*item.earliest);
  if (!item.choice.empty()) out += "; chosen: " + item.choice;
  return out;
}

std::string open_sentence(const model::GateReport& report) {
  std::string out;
  for (const auto& [severity, count] : report.open_findings) {
    if (count == 0) continue;
    out += (out.empty() ? "" : ", ") + grouped(count) + " " + severity;
  }
  return out.empty() ? "no open findings" : "open findings: " + out;
}

}  // namespace andon::formats
