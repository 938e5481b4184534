#include "store/known.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "store/seen_sets.h"

namespace andon::store {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

struct Dates {
  std::int64_t first_ms = never, last_ms = never;
  std::int64_t fixed_ms = never, returned_ms = never;
  const RunFacts* seen_by = nullptr;  // the latest run of the branch that saw it
};

class Reckoning {
 public:
  explicit Reckoning(const History& history) : history_(history), dates_(history.findings.size()) {
    numbers_.reserve(history.findings.size());
    for (const auto& row : history.findings) numbers_.push_back(row.number);
  }

  base::Result<void> run(std::string_view branch);
  std::vector<Known> answer() const;

 private:
  base::Result<const std::vector<std::size_t>*> members(std::int64_t seen_set);
  void widen(Dates& dates, std::int64_t first_ms, std::int64_t last_ms) const;
  base::Result<void> first_and_last();
  base::Result<void> fixed_and_returned(const std::vector<const RunFacts*>& runs);

  const History& history_;
  std::vector<Dates> dates_;
  std::vector<std::int64_t> numbers_;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> members_;
};

void Reckoning::widen(Dates& dates, std::int64_t first_ms, std::int64_t last_ms) const {
  dates.first_ms = dates.first_ms == never ? first_ms : std::min(dates.first_ms, first_ms);
  dates.last_ms = std::max(dates.last_ms, last_ms);
}

base::Result<const std::vector<std::size_t>*> Reckoning::members(std::int64_t seen_set) {
  if (const auto found = members_.find(seen_set); found != members_.end()) return &found->second;
  const auto damaged = [&] {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::machine,
                      "the index is damaged: seen set {}", seen_set);
  };
  const auto row = history_.seen_sets.find(seen_set);
  if (row == history_.seen_sets.end()) return damaged();
  auto places = places_of(row->second, numbers_);
  if (!places) return damaged();
  if (!history_.is_partial) {
    const auto numbers = numbers_of(row->second, numbers_.size());
    if (!numbers || numbers->size() != places->size()) return damaged();
  }
  return &members_.emplace(seen_set, std::move(*places)).first->second;
}

// Once per set, not once per run: most runs see what the run before saw.
base::Result<void> Reckoning::first_and_last() {
  std::unordered_map<std::int64_t, std::pair<std::int64_t, std::int64_t>> sets;
  for (const auto& run : history_.runs) {
    const auto [at, is_new] = sets.try_emplace(run.seen_set, run.started_ms, run.started_ms);
    at->second.first = std::min(at->second.first, run.started_ms);
    at->second.second = std::max(at->second.second, run.started_ms);
  }
  for (const auto& [seen_set, span] : sets)
    for (const auto index : *TRY(members(seen_set))) widen(dates_[index], span.first, span.second);
  for (const auto& row : history_.compacted) {
    const auto at = std::ranges::lower_bound(numbers_, row.finding);
    if (at == numbers_.end() || *at != row.finding) continue;
    widen(dates_[static_cast<std::size_t>(at - numbers_.begin())], row.first_seen_ms,
          row.last_seen_ms);
  }
  return {};
}

// `runs`: of one check and branch, in order of time.
base::Result<void> Reckoning::fixed_and_returned(const std::vector<const RunFacts*>& runs) {
  std::vector<std::size_t> seen_before;  // every finding of the check so far, sorted
  const RunFacts* before = nullptr;
  for (const auto* run : runs) {
    const bool is_same = before && before->seen_set == run->seen_set &&
                         before->scope == run->scope &&
                         before->is_complete_whole == run->is_complete_whole;
    before = run;
    if (is_same) continue;
    const auto& seen = *TRY(members(run->seen_set));
    for (const auto index : seen) {
      auto& dates = dates_[index];
      if (dates.fixed_ms != never) {
        dates.returned_ms = run->started_ms;
        dates.fixed_ms = never;
      }
      dates.seen_by = run;
    }
    if (run->is_complete_whole) {
      std::vector<std::size_t> absent;
      std::ranges::set_difference(seen_before, seen, std::back_inserter(absent));
      for (const auto index : absent) {
        auto& dates = dates_[index];
        if (dates.fixed_ms == never && dates.seen_by && dates.seen_by->scope == run->scope)
          dates.fixed_ms = run->started_ms;
      }
    }
    std::vector<std::size_t> both;
    std::ranges::set_union(seen_before, seen, std::back_inserter(both));
    seen_before = std::move(both);
  }
  return {};
}

base::Result<void> Reckoning::run(std::string_view branch) {
  TRY(first_and_last());
  std::map<std::string_view, std::vector<const RunFacts*>> by_check;
  for (const auto& one : history_.runs)
    if (one.branch == branch) by_check[one.check].push_back(&one);
  for (const auto& [check, runs] : by_check) TRY(fixed_and_returned(runs));
  return {};
}

std::vector<Known> Reckoning::answer() const {
  std::vector<Known> out;
  for (std::size_t i = 0; i < dates_.size(); ++i) {
    const auto& dates = dates_[i];
    if (dates.first_ms == never) continue;  // of a run that is gone
    auto& known = out.emplace_back();
    known.finding = history_.findings[i].finding;
    known.first_seen.ms = dates.first_ms;
    known.last_seen.ms = dates.last_ms;
    if (dates.fixed_ms != never) known.fixed_at = base::Instant{dates.fixed_ms};
    if (dates.returned_ms != never) known.returned_at = base::Instant{dates.returned_ms};
  }
  std::ranges::sort(out, [](const Known& a, const Known& b) {
    const auto& x = a.finding;
    const auto& y = b.finding;
    return std::tie(x.check, x.path, x.identity.context, x.identity.ordinal, x.rule, x.id) <
           std::tie(y.check, y.path, y.identity.context, y.identity.ordinal, y.rule, y.id);
  });
  return out;
}

}  // namespace

base::Result<std::vector<Known>> known_of(const History& history, std::string_view branch) {
  Reckoning reckoning(history);
  TRY(reckoning.run(branch));
  return reckoning.answer();
}

}  // namespace andon::store
