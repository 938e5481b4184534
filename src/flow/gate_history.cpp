#include "flow/gate_history.h"

#include <algorithm>

#include "flow/gate_answer.h"
#include "flow/site.h"
#include "model/gate_record.h"

namespace andon::flow {
namespace {

// Later bodies of one tree replace earlier ones.
std::vector<std::string> open_in(base::Context& context, const State& state,
                                 const GateHistory& history, const Believed& believed,
                                 const model::Release& running) {
  std::vector<std::string> out;
  for (const auto& event : history.gates) {
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

}  // namespace

base::Result<GateHistory> gate_history(base::Context& context, State& state,
                                       const std::string& component) {
  auto& store = state.store();
  GateHistory out;
  out.openings = TRY(store.events("opening", ""));
  out.calls = TRY(store.events("call", ""));
  out.artifacts = TRY(store.events("artifact", component));
  out.glasses = TRY(store.events("break_glass", ""));
  out.gates = TRY(store.events("gate", ""));
  out.trades = TRY(store.events("trade", ""));
  std::erase_if(out.trades, [&](const auto& each) { return each.component != component; });
  std::erase_if(out.gates, [&](const auto& each) { return each.component != component; });
  for (const auto* events : {&out.gates, &out.openings, &out.calls})
    for (const auto& event : *events)
      if ((!out.recorded_until || event.at > *out.recorded_until) &&
          state.is_own(context, event.digest))
        out.recorded_until = event.at;
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

Returning returning_of(base::Context& context, const State& state, const GateHistory& history,
                       const Believed& believed, const ReturnQuestion& question,
                       const policy::LevelsDecided& decided) {
  const auto& [environment, asked, release] = question;
  if (environment.empty()) return Returning::no;
  const auto counts = believed.by(governance::Role::operations);
  if (!was_open(history.openings, counts, environment, release)) return Returning::no;
  const auto open = open_releases(history.openings, counts);
  const OpenRelease* running = nullptr;
  for (const auto& each : open)
    if (each.is_held && each.opening.environment == environment &&
        each.opening.release.component == release.component &&
        (!running || running->opening.at < each.opening.at))
      running = &each;
  if (running && running->opening.release.tree == release.tree) return Returning::runs_now;
  const auto denied = denied_findings(decided, asked);
  if (!denied) return Returning::no;
  const bool is_no_worse =
      running ? std::ranges::includes(
                    open_in(context, state, history, believed, running->opening.release), *denied)
              : denied->empty();
  return is_no_worse ? Returning::ran_before : Returning::no;
}

}  // namespace andon::flow
