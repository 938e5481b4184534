#include "flow/ahead.h"

#include <algorithm>

#include "base/text.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/what_if_changes.h"

namespace andon::flow {
namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::size_t shown_reasons = 5;

bool is_same(const MomentWeighed& a, const MomentWeighed& b) {
  return std::ranges::equal(a.answers, b.answers, [](const auto& one, const auto& other) {
    return one.report.granted == other.report.granted;
  });
}

// Whether a key begins or ends to count between the two.
bool have_keys_changed(const governance::Trust& trust, base::Instant a, base::Instant b) {
  const auto [from, to] = std::minmax(a, b);
  return std::ranges::any_of(trust.keys, [&](const governance::TrustedKey& key) {
    return (key.from && from < *key.from && *key.from <= to) ||
           (key.until && from < *key.until && *key.until <= to);
  });
}

}  // namespace

base::Result<void> Ahead::believe(base::Instant at) {
  const auto trust = trust_of(seen_.workspace);
  if (trust && have_keys_changed(*trust, seen_.now, at)) return believe_at(context_, seen_, at);
  seen_.now = at;
  seen_.policy = TRY(load_policy(seen_.workspace, seen_.workspace.judging, at));
  return {};
}

base::Result<MomentWeighed> Ahead::weigh(base::Instant at) {
  TRY(believe(at));
  const Believed believed(context_, *seen_.kept.state, seen_.workspace, at);
  auto organisation = organisation_facts(context_, seen_.workspace, "", at);
  const auto& governance = seen_.workspace.judging.governance;
  MomentWeighed out;
  out.at = at;
  for (const auto& question : questions_) {
    organisation.environment.reset();
    if (!governance.empty())
      if (const auto* found = governance.front().source.environment(question.environment))
        organisation.environment = *found;
    auto& answer = out.answers.emplace_back();
    answer.weighed = TRY(
        weigh_gate(context_, {seen_, seen_.policy, history_, believed, question, organisation, at},
                   answer.report));
  }
  return out;
}

base::Result<Ahead::Step> Ahead::next_change(const MomentWeighed& from, base::Instant until) {
  Step out;
  out.there = TRY(weigh(until));
  if (is_same(from, out.there)) return out;
  out.is_change = true;
  auto low = from.at;
  while (out.there.at.ms - low.ms > second_ms) {
    base::Instant middle{low.ms + (out.there.at.ms - low.ms) / 2};
    middle.ms -= middle.ms % second_ms;
    if (middle <= low) middle.ms = low.ms + second_ms - low.ms % second_ms;
    auto there = TRY(weigh(middle));
    if (is_same(from, there))
      low = middle;
    else
      out.there = std::move(there);
  }
  return out;
}

std::vector<model::LevelEffect> effects(const MomentWeighed& before, const MomentWeighed& after) {
  std::vector<model::LevelEffect> out;
  for (std::size_t i = 0; i < before.answers.size() && i < after.answers.size(); ++i) {
    const auto& [weighed_before, report_before] = before.answers[i];
    const auto& [weighed_after, report_after] = after.answers[i];
    auto because = reasons({weighed_before.decided, weighed_before.facts, report_before},
                           {weighed_after.decided, weighed_after.facts, report_after});
    if (report_before.granted == report_after.granted && because.empty()) continue;
    if (because.size() > shown_reasons) {
      const auto more = because.size() - shown_reasons;
      because.resize(shown_reasons);
      because.push_back(fmt::format("and {} more", more));
    }
    model::LevelEffect effect{{}, report_before.granted, report_after.granted, std::move(because)};
    const auto same = std::ranges::find_if(out, [&](const model::LevelEffect& other) {
      return other.before == effect.before && other.after == effect.after &&
             other.because == effect.because;
    });
    auto& told = same == out.end() ? out.emplace_back(std::move(effect)) : *same;
    if (!report_after.environment.empty()) told.environments.push_back(report_after.environment);
  }
  return out;
}

}  // namespace andon::flow
