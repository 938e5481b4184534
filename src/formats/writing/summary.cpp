#include "formats/writing/summary.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace andon::formats {

namespace {

using model::Finding;
using model::FindingState;

template <class Enum>
std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

auto place_key(const Finding& f) {
  return std::tie(f.path, f.region.start_line, f.region.start_column, f.rule);
}

bool is_worse(const Finding* a, const Finding* b) {
  if (a->severity != b->severity) return a->severity > b->severity;
  if (a->confidence != b->confidence) return a->confidence > b->confidence;
  return place_key(*a) < place_key(*b);
}

bool is_better_founded(const Finding* a, const Finding* b) {
  if (a->confidence != b->confidence) return a->confidence > b->confidence;
  return is_worse(a, b);
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> units{"B", "kB", "MB", "GB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

}  // namespace

Summary summarise(const model::Report& report) {
  Summary summary;
  summary.is_first_look = report.baseline.kind == "first_look";
  for (const auto& finding : report.findings) {
    ++summary.by_state[index(finding.state)];
    const bool counts_as_new = finding.state == FindingState::new_ ||
                               finding.state == FindingState::returned ||
                               (summary.is_first_look && finding.state == FindingState::existing);
    if (!counts_as_new) continue;
    summary.attention.push_back(&finding);
    ++summary.attention_by_severity[index(finding.severity)];
  }
  std::ranges::stable_sort(summary.attention, summary.is_first_look ? is_better_founded : is_worse);
  return summary;
}

bool is_complete(const model::Report& report) {
  return std::ranges::all_of(
      report.runs, [](const model::Run& run) { return run.outcome == model::Outcome::complete; });
}

std::vector<const model::Run*> unfinished(const model::Report& report) {
  std::vector<const model::Run*> runs;
  for (const auto& run : report.runs)
    if (run.outcome == model::Outcome::partial || run.outcome == model::Outcome::failed)
      runs.push_back(&run);
  return runs;
}

std::string verdict_word(const model::Decision& decision) {
  std::string stage = decision.stage;
  switch (decision.verdict) {
    case model::Verdict::undecided:
      return "Undecided";
    case model::Verdict::not_met:
      return "Not " + stage;
    case model::Verdict::met:
      break;
  }
  if (!stage.empty() && stage[0] >= 'a' && stage[0] <= 'z')
    stage[0] = static_cast<char>(stage[0] - 'a' + 'A');
  return stage;
}

std::string verdict_sentence(const model::Decision& decision) {
  std::uint64_t failed = 0;
  std::uint64_t undecided = 0;
  std::uint64_t warned = 0;
  for (const auto& rule : decision.rules) {
    if (rule.outcome == model::RuleOutcome::pass) continue;
    if (rule.effect != model::Effect::block)
      ++warned;
    else
      ++(rule.outcome == model::RuleOutcome::fail ? failed : undecided);
  }
  if (decision.rules.empty()) return "no rule was asked";
  const auto total = decision.rules.size();
  std::vector<std::string> parts;
  if (failed > 0)
    parts.push_back(fmt::format("{} of {} failed", failed, base::counted(total, "rule")));
  if (undecided > 0)
    parts.push_back(
        failed > 0 ? fmt::format("{} undecided", undecided)
                   : fmt::format("{} of {} undecided", undecided, base::counted(total, "rule")));
  if (parts.empty())
    parts.push_back(warned > 0 ? std::string("nothing blocks")
                               : base::counted(total, "rule") + " passed");
  if (warned > 0) parts.push_back(base::counted(warned, "warning"));
  return base::join(parts, ", ");
}

std::string severities(const std::array<std::uint64_t, 5>& counts) {
  std::vector<std::string> parts;
  for (std::size_t i = counts.size(); i-- > 0;)
    if (counts[i] > 0)
      parts.push_back(grouped(counts[i]) + " " +
                      std::string(model::word(static_cast<model::Severity>(i))));
  return base::join(parts, ", ");
}

std::string states(const Summary& summary) {
  constexpr std::array order{FindingState::new_,   FindingState::returned,   FindingState::existing,
                             FindingState::waived, FindingState::suppressed, FindingState::fixed};
  std::vector<std::string> parts;
  for (const auto state : order) {
    const auto count = summary.by_state[index(state)];
    if (count > 0) parts.push_back(grouped(count) + " " + std::string(words(state)[index(state)]));
  }
  return parts.empty() ? "no findings" : base::join(parts, ", ");
}

std::string place(const Finding& finding) {
  std::string text = finding.path.empty() ? "(no file)" : base::printable(finding.path);
  if (finding.region.start_line == 0) return text;
  text += fmt::format(":{}", finding.region.start_line);
  if (finding.region.start_column > 0) text += fmt::format(":{}", finding.region.start_column);
  return text;
}

std::string release_name(const model::Release& release) {
  std::string text = release.component.empty() ? "this tree" : base::printable(release.component);
  if (!release.commit.empty()) text += " at " + base::printable(release.commit.substr(0, 10));
  if (!release.branch.empty()) text += " (" + base::printable(release.branch) + ")";
  if (release.is_dirty) text += ", with uncommitted changes";
  return text;
}

std::string amount(const model::Run& run) {
  std::string text;
  if (run.files_read > 0)
    text = grouped(run.files_read) + (run.files_read == 1 ? " file" : " files");
  if (run.bytes_read > 0) text += (text.empty() ? "" : ", ") + bytes_text(run.bytes_read);
  if (run.duration_ms > 0)
    text += fmt::format("{}{:.2f} s", text.empty() ? "" : " in ",
                        static_cast<double>(run.duration_ms) / 1000);
  return text;
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::vector<std::string> ways_out(const model::RuleDecision& rule) {
  std::vector<std::string> ways;
  for (const auto& element : rule.elements)
    if (!element.fix.empty() && std::ranges::find(ways, element.fix) == ways.end() &&
        ways.size() < 5)
      ways.push_back(element.fix);
  if (ways.empty() && !rule.fix.empty()) ways.push_back(rule.fix);
  return ways;
}

std::vector<const model::RuleDecision*> open_rules(const model::Decision& decision) {
  std::vector<const model::RuleDecision*> rules;
  for (const auto& rule : decision.rules)
    if (rule.outcome != model::RuleOutcome::pass) rules.push_back(&rule);
  std::ranges::stable_sort(rules, [](const auto* a, const auto* b) {
    const auto key = [](const model::RuleDecision* rule) {
      return std::tuple(rule->effect != model::Effect::block,
                        rule->outcome != model::RuleOutcome::fail);
    };
    return key(a) < key(b);
  });
  return rules;
}

}  // namespace andon::formats
