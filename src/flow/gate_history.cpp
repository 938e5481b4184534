#include "flow/gate_history.h"

#include <algorithm>
#include <limits>

#include "flow/gate_answer.h"
#include "flow/site.h"
#include "model/gate_record.h"

namespace andon::flow {
namespace {

// Later bodies of one tree replace earlier ones.
base::Result<std::vector<std::string>> open_in(base::Context& context, const State& state,
                                               const GateHistory& history, const Believed& believed,
                                               const model::Release& running) {
  std::vector<std::string> out;
  for (const auto& event : TRY(earlier_answers(history, running.component))) {
    if (event.body["tree"].text_or() != running.tree) continue;
    if (!believed(event, governance::Role::pipeline)) continue;
    const auto record = state.records().read(context, event.digest);
    if (!record) continue;
    const auto body = model::gate_body_from(record->body);
    if (!body) continue;
    out.clear();
    if (const auto* findings = body->facts.find("findings"); findings && findings->is_list())
      for (const auto& finding : *findings->list())
        if (finding["state"].text_or() != "fixed") out.emplace_back(finding["id"].text_or());
  }
  std::ranges::sort(out);
  return out;
}

// The moment of the latest that was made here; events are in order of time.
std::optional<base::Instant> last_own(base::Context& context, const State& state,
                                      const std::vector<store::KnownEvent>& events) {
  const auto last = std::ranges::find_if(
      events.rbegin(), events.rend(),
      [&](const store::KnownEvent& event) { return state.is_own(context, event.digest); });
  return last == events.rend() ? std::nullopt : std::optional(last->at);
}

// The same of the gate's answers, of which there are many: the last few mostly tell.
base::Result<std::optional<base::Instant>> last_own_answer(base::Context& context, State& state,
                                                           const std::string& component) {
  constexpr base::Instant end{std::numeric_limits<std::int64_t>::max()};
  for (std::size_t limit = 8;; limit *= 8) {
    const auto latest = TRY(state.store().latest_events(component, "gate", end, limit));
    for (const auto& event : latest)
      if (state.is_own(context, event.digest)) return event.at;
    if (latest.size() < limit) return std::nullopt;
  }
}

}  // namespace

base::Result<std::vector<store::KnownEvent>> earlier_answers(const GateHistory& history,
                                                             const std::string& component) {
  constexpr base::Instant end{std::numeric_limits<std::int64_t>::max()};
  constexpr auto all = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  auto out = TRY(history.store->latest_events(component, "gate", end, all));
  std::ranges::reverse(out);
  return out;
}

base::Result<GateHistory> gate_history(base::Context& context, State& state,
                                       const std::string& component) {
  auto& store = state.store();
  GateHistory out;
  out.store = &store;
  out.openings = TRY(store.events("opening", ""));
  out.calls = TRY(store.events("call", ""));
  out.artifacts = TRY(store.events("artifact", component));
  out.glasses = TRY(store.events("break_glass", ""));
  out.trades = TRY(store.events("trade", ""));
  std::erase_if(out.trades, [&](const auto& each) { return each.component != component; });
  out.recorded_until = TRY(last_own_answer(context, state, component));
  for (const auto* events : {&out.openings, &out.calls})
    if (const auto last = last_own(context, state, *events))
      out.recorded_until = std::max(out.recorded_until, last);
  return out;
}

base::Result<void> check_artifact(const std::string& digest, const GateHistory& history,
                                  const Believed& believed, const std::string& tree) {
  if (digest.empty()) return {};
  const auto source = source_of(history.artifacts, believed.by(governance::Role::pipeline), digest);
  if (!source)
    return base::fail(
        base::ErrorKind::unavailable, base::ErrorOrigin::input,
        "{}: no record that counts says which source it was built from: andon release "
        "record --artifact {}",
        digest, digest);
  if (source->tree != tree)
    return base::fail(
        base::ErrorKind::unavailable, base::ErrorOrigin::input,
        "{}: was built from tree {}, and this is {}: check out what it was built from", digest,
        source->tree, tree);
  return {};
}

std::vector<model::OpeningBody> openings_of(const GateHistory& history, const Believed& believed,
                                            const model::Release& release) {
  std::vector<model::OpeningBody> out;
  for (const auto& open :
       open_releases(history.openings, believed.by(governance::Role::operations)))
    if (open.is_held && open.opening.release.component == release.component &&
        open.opening.release.tree == release.tree)
      out.push_back(open.opening);
  return out;
}

base::Result<Returning> returning_of(base::Context& context, const State& state,
                                     const GateHistory& history, const Believed& believed,
                                     const ReturnQuestion& question,
                                     const policy::LevelsDecided& decided) {
  const auto& [environment, asked, release] = question;
  if (environment.empty()) return Returning::no;
  const auto counts = believed.by(governance::Role::operations);
  if (!was_open(history.openings, counts, environment, release)) return Returning::no;
  const auto held = open_releases(history.openings, counts);
  const OpenRelease* running = nullptr;
  for (const auto& each : held)
    if (each.is_held && each.opening.environment == environment &&
        each.opening.release.component == release.component &&
        (!running || running->opening.at < each.opening.at))
      running = &each;
  if (running && running->opening.release.tree == release.tree) return Returning::runs_now;
  const auto denied = denied_findings(decided, asked);
  if (!denied) return Returning::no;
  if (!running) return denied->empty() ? Returning::ran_before : Returning::no;
  const auto open = TRY(open_in(context, state, history, believed, running->opening.release));
  return std::ranges::includes(open, *denied) ? Returning::ran_before : Returning::no;
}

}  // namespace andon::flow
