#include "flow/ahead.h"

#include <algorithm>

#include "base/text.h"
#include "flow/approval.h"
#include "flow/gate_history.h"
#include "flow/gate_weighing.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "flow/what_if_changes.h"
#include "governance/trust.h"
#include "policy/levels.h"

namespace andon::flow {
namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::size_t shown_reasons = 5;

// What the gate would answer at one moment, an entry for each question.
struct MomentWeighed {
  struct Answer {
    GateWeighed weighed;
    model::GateReport report;
  };
  base::Instant at;
  std::vector<Answer> answers;
};

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

}  // namespace

struct Ahead::State {
  base::Context& context;
  Seen& seen;
  const GateHistory& history;
  std::vector<GateQuestion> questions;
  MomentWeighed last;

  base::Result<void> believe(base::Instant at);
  base::Result<MomentWeighed> weigh(base::Instant at);
  struct Step {
    MomentWeighed there;
    bool is_change = false;
  };
  // The first second after `last` at which a level is another one; `until` where there is none.
  base::Result<Step> next_change(base::Instant until);
};

base::Result<void> Ahead::State::believe(base::Instant at) {
  const auto trust = trust_of(seen.workspace);
  if (trust && have_keys_changed(*trust, seen.now, at)) return believe_at(context, seen, at);
  seen.now = at;
  seen.policy = TRY(load_policy(seen.workspace, seen.workspace.judging, at));
  return {};
}

base::Result<MomentWeighed> Ahead::State::weigh(base::Instant at) {
  TRY(believe(at));
  const Believed believed(context, *seen.kept.state, seen.workspace, at);
  auto organisation = organisation_facts(context, seen.workspace, "", at);
  const auto& governance = seen.workspace.judging.governance;
  MomentWeighed out;
  out.at = at;
  for (const auto& question : questions) {
    organisation.environment.reset();
    if (!governance.empty())
      if (const auto* found = governance.front().source.environment(question.environment))
        organisation.environment = *found;
    auto& answer = out.answers.emplace_back();
    answer.weighed =
        TRY(weigh_gate(context, {seen, seen.policy, history, believed, question, organisation, at},
                       answer.report));
  }
  return out;
}

base::Result<Ahead::State::Step> Ahead::State::next_change(base::Instant until) {
  Step out;
  out.there = TRY(weigh(until));
  if (is_same(last, out.there)) return out;
  out.is_change = true;
  auto low = last.at;
  while (out.there.at.ms - low.ms > second_ms) {
    base::Instant middle{low.ms + (out.there.at.ms - low.ms) / 2};
    middle.ms -= middle.ms % second_ms;
    if (middle <= low) middle.ms = low.ms + second_ms - low.ms % second_ms;
    auto there = TRY(weigh(middle));
    if (is_same(last, there))
      low = middle;
    else
      out.there = std::move(there);
  }
  return out;
}

Ahead::Ahead(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ahead::Ahead(Ahead&&) noexcept = default;
Ahead::~Ahead() = default;

base::Result<Ahead> Ahead::begin(base::Context& context, Seen& seen, const GateHistory& history,
                                 std::vector<GateQuestion> questions) {
  std::unique_ptr<State> state(new State{context, seen, history, std::move(questions), {}});
  state->last = TRY(state->weigh(seen.now));
  return Ahead(std::move(state));
}

std::vector<Ahead::Answer> Ahead::answers() const {
  std::vector<Answer> out;
  for (const auto& [weighed, report] : state_->last.answers) out.push_back({weighed, report});
  return out;
}

base::Result<std::optional<Ahead::Change>> Ahead::walk(base::Instant until) {
  if (until <= state_->last.at) return std::optional<Change>();
  auto step = TRY(state_->next_change(until));
  std::optional<Change> out;
  if (step.is_change) out = Change{step.there.at, effects(state_->last, step.there)};
  state_->last = std::move(step.there);
  return out;
}

base::Result<std::vector<model::LevelEffect>> Ahead::step(base::Instant at) {
  auto there = TRY(state_->weigh(at));
  auto out = effects(state_->last, there);
  state_->last = std::move(there);
  return out;
}

}  // namespace andon::flow
