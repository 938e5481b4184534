#include "formats/writing/gate_words.h"

#include <unordered_map>

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
  if (report.is_return)
    return fmt::format("May run in {} ({}) as before; nothing new is granted", report.environment,
                       report.asked);
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

std::string signal_word(const model::GateSignal& signal) {
  return signal.kind == "stopped" ? "Line stopped"
         : signal.kind == "glass" ? "Glass broken"
                                  : "Overdue";
}

std::vector<MissingPart> missing_parts(const model::GateReport& report, Reach reach) {
  std::vector<MissingPart> out;
  std::unordered_map<std::string_view, const model::MissingItem*> left;
  for (const auto& item : report.items) left.emplace(item.item, &item);
  for (const auto& answer : report.levels) {
    if (answer.is_granted) continue;
    MissingPart part{&answer, {}, out.empty()};
    for (const auto& name : answer.missing) {
      const auto item = left.find(name);
      if (item == left.end()) continue;
      part.items.push_back(item->second);
      left.erase(item);
    }
    if (!part.items.empty()) out.push_back(std::move(part));
    if (reach == Reach::asked && (report.is_met || answer.level == report.asked)) break;
  }
  return out;
}

std::string missing_title(const MissingPart& part) {
  return part.is_first ? fmt::format("Missing for {}, the cheapest step first", part.level->level)
                       : fmt::format("Also missing for {}", part.level->level);
}

std::string item_rule(const model::MissingItem& item) {
  const auto& asks = item.title.empty() ? item.rule : item.title;
  return item.place.empty() ? asks : fmt::format("{} ({})", asks, item.place);
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
