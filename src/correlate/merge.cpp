#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "correlate/correlate.h"
#include "correlate/waiving.h"

namespace andon::correlate {
namespace {

using model::Finding;
using model::FindingState;

std::string key_of(std::string_view check, std::string_view rule, std::string_view context) {
  std::string out;
  out.reserve(check.size() + rule.size() + context.size() + 2);
  out.append(check).append("\n").append(rule).append("\n").append(context);
  return out;
}

// Places borrow their keys, which the list owns, and their paths.
struct Places {
  std::vector<std::string> keys;
  std::vector<std::string_view> paths;
  std::vector<Place> places() const {
    std::vector<Place> out;
    out.reserve(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) out.push_back({keys[i], ordinals[i], paths[i]});
    return out;
  }
  std::vector<std::uint32_t> ordinals;
  void add(std::string key, std::uint32_t ordinal, std::string_view path) {
    keys.push_back(std::move(key));
    ordinals.push_back(ordinal);
    paths.push_back(path);
  }
};

Places places_of(const std::vector<Finding>& findings) {
  Places out;
  for (const auto& finding : findings)
    out.add(key_of(finding.check, finding.rule, finding.identity.context), finding.identity.ordinal,
            finding.path);
  return out;
}

struct Sides {
  std::function<bool(std::string_view)> has_vanished;
  std::function<bool(std::string_view)> has_appeared;
};

Sides sides_of(const Before& before) {
  Sides sides;
  sides.has_vanished = [&before](std::string_view path) {
    return before.is_in_tree && !before.is_in_tree(std::string(path));
  };
  sides.has_appeared = [&before](std::string_view path) {
    return !before.was_in_baseline || !before.was_in_baseline(std::string(path));
  };
  return sides;
}

bool is_on_changed_line(const Finding& finding, const std::vector<ChangedLines>& changed) {
  for (const auto& file : changed) {
    if (file.path != finding.path) continue;
    if (finding.region.start_line == 0) return true;  // somewhere in a changed file: can't tell
    const auto last = std::max(finding.region.start_line, finding.region.end_line);
    for (const auto& [from, to] : file.lines)
      if (finding.region.start_line <= to && from <= last) return true;
  }
  return false;
}

// The runs that may say "fixed": complete, and of a scope that held the path.
bool covers(const std::vector<model::Run>& runs, const std::string& check,
            const std::string& path) {
  for (const auto& run : runs) {
    if (run.check != check || run.outcome != model::Outcome::complete) continue;
    if (run.scope.is_whole) return true;
    if (std::find(run.scope.paths.begin(), run.scope.paths.end(), path) != run.scope.paths.end())
      return true;
  }
  return false;
}

void compare_with_runs(std::vector<Finding>& findings, const std::vector<model::Run>& runs,
                       const Before& before, std::vector<Finding>& fixed) {
  std::vector<Finding> then;
  std::set<std::string> checks_then;
  for (const auto& run : before.runs) {
    if (run.outcome != model::Outcome::skipped && run.outcome != model::Outcome::failed)
      checks_then.insert(run.check);
    then.insert(then.end(), run.findings.begin(), run.findings.end());
  }
  const auto now_places = then.empty() ? Places() : places_of(findings);
  const auto then_places = places_of(then);
  const auto sides = sides_of(before);
  auto pairs =
      pair(now_places.places(), then_places.places(), sides.has_vanished, sides.has_appeared,
           [&](int n, int t) {
             return !before.has_comparable_values || findings[n].value_key == then[t].value_key;
           });
  pairs.resize(findings.size(), -1);
  std::vector<bool> is_paired(then.size(), false);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    auto& finding = findings[i];
    if (pairs[i] >= 0) {
      is_paired[pairs[i]] = true;
      finding.state = FindingState::existing;
      finding.state_reason = "in the baseline";
    } else if (!checks_then.contains(finding.check) && before.has_changed_lines &&
               !is_on_changed_line(finding, before.changed)) {
      finding.state = FindingState::existing;
      finding.state_reason = "not on a line that changed";
    }
    // A comment that the change itself brings is proposed only (law 9). Ignore files are read from
    // the side that judges, so theirs count.
    if (finding.suppression && finding.suppression->is_inline) {
      const bool is_known = pairs[i] >= 0 ? then[pairs[i]].suppression.has_value()
                                          : finding.state == FindingState::existing;
      finding.suppression->is_proposed = !is_known;
    }
  }
  for (std::size_t i = 0; i < then.size(); ++i) {
    if (is_paired[i] || then[i].state == FindingState::fixed) continue;
    if (!covers(runs, then[i].check, then[i].path)) continue;
    then[i].state = FindingState::fixed;
    then[i].state_reason = "no longer reported by a complete run";
    fixed.push_back(std::move(then[i]));
  }
}

void compare_with_adopted(std::vector<Finding>& findings, const std::vector<model::Run>& runs,
                          const Before& before, model::Slope& slope) {
  Places then_places;
  std::vector<const model::Adoption*> adoption_of;
  std::vector<const model::FindingReference*> references;
  for (const auto& adoption : before.adoptions) {
    if (slope.since.empty() || base::to_date(adoption.adopted_at) < slope.since)
      slope.since = base::to_date(adoption.adopted_at);
    for (const auto& item : adoption.findings) {
      then_places.add(key_of(item.check, item.rule, item.identity.context), item.identity.ordinal,
                      item.path);
      adoption_of.push_back(&adoption);
      references.push_back(&item);
    }
  }
  const auto now_places = places_of(findings);
  const auto sides = sides_of(before);
  const auto pairs = pair(now_places.places(), then_places.places(), sides.has_vanished,
                          sides.has_appeared, nullptr);
  std::map<const model::Adoption*, std::string> reasons;
  for (const auto& adoption : before.adoptions)
    reasons.emplace(&adoption, "adopted on " + base::to_date(adoption.adopted_at));
  std::vector<bool> is_there(references.size(), false);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (pairs[i] < 0) continue;
    is_there[pairs[i]] = true;
    // With a baseline tree, what was adopted and is in it is existing already; what was adopted
    // counts only where the adopted debt is the baseline.
    if (before.baseline.kind != "adopted") continue;
    findings[i].state = FindingState::existing;
    findings[i].state_reason = reasons[adoption_of[pairs[i]]];
  }
  slope.adopted = references.size();
  for (std::size_t i = 0; i < references.size(); ++i)
    if (is_there[i] || !covers(runs, references[i]->check, references[i]->path)) ++slope.remaining;
}

void sort_for_people(std::vector<Finding>& findings) {
  const auto rank = [](const Finding& finding) {
    switch (finding.state) {
      case FindingState::new_:
        return 0;
      case FindingState::returned:
        return 1;
      case FindingState::existing:
        return 2;
      case FindingState::waived:
        return 3;
      case FindingState::suppressed:
        return 4;
      case FindingState::fixed:
        return 5;
    }
    return 6;
  };
  const auto key = [&](std::size_t at) {
    const auto& f = findings[at];
    return std::tuple(rank(f), -static_cast<int>(f.severity), -static_cast<int>(f.confidence),
                      std::string_view(f.path), f.region.start_line, f.region.start_column,
                      std::string_view(f.check), std::string_view(f.rule), at);
  };
  std::vector<std::size_t> order(findings.size());  // what is large is moved once
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, key);
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (const auto at : order) sorted.push_back(std::move(findings[at]));
  findings = std::move(sorted);
}

}  // namespace

Merged merge(const std::vector<model::Run>& runs, const Before& before,
             const std::vector<model::Waiver>& waivers, base::Instant now) {
  Merged merged;
  auto& findings = merged.findings;
  std::size_t count = 0;
  for (const auto& run : runs) count += run.findings.size();
  findings.reserve(count);
  for (const auto& run : runs)
    for (const auto& finding : run.findings) {
      findings.push_back(finding);
      findings.back().state = FindingState::new_;
      findings.back().state_reason = "not in the baseline";
    }
  std::vector<Finding> fixed;
  if (before.baseline.kind == "first_look") {
    for (auto& finding : findings) {
      finding.state = FindingState::existing;
      finding.state_reason = "first look";
    }
  } else {
    compare_with_runs(findings, runs, before, fixed);
  }
  compare_with_adopted(findings, runs, before, merged.slope);
  join_tools(findings);
  apply_suppressions(findings);
  const bool is_whole = std::all_of(runs.begin(), runs.end(), [](const model::Run& run) {
    return run.kind == "import" || run.outcome == model::Outcome::skipped ||
           (run.scope.is_whole && run.outcome == model::Outcome::complete);
  });
  merged.waivers =
      apply_waivers(findings, before, waivers, is_whole ? Coverage::whole : Coverage::narrow, now);
  findings.insert(findings.end(), std::make_move_iterator(fixed.begin()),
                  std::make_move_iterator(fixed.end()));
  sort_for_people(findings);
  return merged;
}

}  // namespace andon::correlate
