#include "correlate/waiving.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "model/glob.h"

namespace andon::correlate {
namespace {

using model::Finding;
using model::FindingState;

bool share_weakness(const Finding& a, const Finding& b) {
  for (const auto& weakness : a.weaknesses)
    if (std::find(b.weaknesses.begin(), b.weaknesses.end(), weakness) != b.weaknesses.end())
      return true;
  return false;
}

int how_known(FindingState state) { return state == FindingState::new_ ? 0 : 1; }

void absorb(Finding& kept, Finding&& other) {
  kept.also_reported_by.push_back(fmt::format("{}: {}", other.check, other.rule));
  kept.severity = std::max(kept.severity, other.severity);
  kept.confidence = std::max(kept.confidence, other.confidence);
  if (how_known(other.state) > how_known(kept.state)) {
    kept.state = other.state;
    kept.state_reason = fmt::format("{} ({})", other.state_reason, other.check);
  }
  // A comment that one tool honours does not silence the others.
  if (!other.suppression) kept.suppression.reset();
  for (auto& weakness : other.weaknesses)
    if (std::find(kept.weaknesses.begin(), kept.weaknesses.end(), weakness) ==
        kept.weaknesses.end())
      kept.weaknesses.push_back(std::move(weakness));
}

}  // namespace

void join_tools(std::vector<Finding>& findings) {
  std::map<std::pair<std::string_view, std::uint32_t>, std::vector<std::size_t>> by_line;
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (findings[i].region.start_line)
      by_line[{findings[i].path, findings[i].region.start_line}].push_back(i);
  std::vector<bool> is_absorbed(findings.size(), false);
  for (const auto& [place, group] : by_line) {
    for (std::size_t a = 0; a < group.size(); ++a) {
      if (is_absorbed[group[a]]) continue;
      for (std::size_t b = a + 1; b < group.size(); ++b) {
        auto& kept = findings[group[a]];
        auto& other = findings[group[b]];
        if (is_absorbed[group[b]] || kept.check == other.check || !share_weakness(kept, other))
          continue;
        absorb(kept, Finding(other));
        is_absorbed[group[b]] = true;
      }
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (is_absorbed[i]) continue;
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.resize(kept);
}

void apply_suppressions(std::vector<Finding>& findings) {
  for (auto& finding : findings) {
    if (!finding.suppression || finding.suppression->is_proposed) continue;
    finding.state = FindingState::suppressed;
    finding.state_reason = "suppressed by " + finding.suppression->by;
  }
}

namespace {

// Whether the waiver's list of findings names it: same id, or same identity and path, or the same
// identity where the waiver's path vanished and just one finding has it.
class Named {
 public:
  Named(const std::vector<Finding>& findings, const Before& before) : before_(before) {
    for (const auto& finding : findings) ++count_[finding.identity];
  }

  bool is_named(const model::Waiver& waiver, const Finding& finding) const {
    if (waiver.findings.empty()) return true;
    return std::any_of(waiver.findings.begin(), waiver.findings.end(), [&](const auto& item) {
      if (!item.id.empty() && item.id == finding.id) return true;
      if (item.identity.context.empty() || item.identity.context != finding.identity.context)
        return false;
      if (item.path == finding.path) return item.identity.ordinal == finding.identity.ordinal;
      return before_.is_in_tree && !before_.is_in_tree(item.path) &&
             item.identity.ordinal == finding.identity.ordinal && count_.at(finding.identity) == 1;
    });
  }

 private:
  const Before& before_;
  std::map<model::Identity, int> count_;
};

bool is_reported_by(const Finding& finding, const std::string& check) {
  return finding.check == check ||
         std::any_of(finding.also_reported_by.begin(), finding.also_reported_by.end(),
                     [&](const std::string& also) { return also.starts_with(check + ": "); });
}

bool applies(const model::Waiver& waiver, const Finding& finding, const Named& named) {
  if (waiver.findings.empty() && waiver.rule.empty() && waiver.path.empty()) return false;
  return (waiver.check.empty() || is_reported_by(finding, waiver.check)) &&
         (waiver.rule.empty() || waiver.rule == finding.rule) &&
         (waiver.path.empty() || model::path_matches(waiver.path, finding.path)) &&
         named.is_named(waiver, finding);
}

}  // namespace

std::vector<model::WaiverNote> apply_waivers(std::vector<Finding>& findings, const Before& before,
                                             const std::vector<model::Waiver>& waivers,
                                             Coverage coverage, base::Instant now) {
  const Named named(findings, before);
  std::vector<model::WaiverNote> notes;
  for (const auto& waiver : waivers) {
    const bool is_expired = waiver.expires <= now;
    std::uint64_t matched = 0;
    for (auto& finding : findings) {
      if (!applies(waiver, finding, named)) continue;
      ++matched;
      // What a comment suppresses needs no waiver; an active waiver wins over an expired one.
      if (finding.state == FindingState::waived || finding.state == FindingState::suppressed)
        continue;
      finding.waiver = waiver.id;
      if (is_expired) {
        finding.state = FindingState::returned;
        finding.state_reason =
            fmt::format("waiver {} expired on {}", waiver.id, base::to_date(waiver.expires));
      } else {
        finding.state = FindingState::waived;
        finding.state_reason =
            fmt::format("waiver {} until {}", waiver.id, base::to_text(waiver.expires));
      }
    }
    const auto what = base::counted(matched, "finding");
    if (is_expired)
      notes.push_back(
          {waiver.id, "expired",
           fmt::format("expired on {}{}", base::to_date(waiver.expires),
                       matched ? ", returns " + what : std::string(", matches nothing"))});
    else if (matched == 0 && coverage == Coverage::narrow)
      continue;
    else if (matched == 0)
      notes.push_back({waiver.id, "unused", "matches no finding of this tree"});
    else
      notes.push_back({waiver.id, "applied",
                       fmt::format("covers {} until {}", what, base::to_text(waiver.expires))});
  }
  return notes;
}

}  // namespace andon::correlate
