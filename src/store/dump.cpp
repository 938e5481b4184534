// What the index answers, line by line: two indexes of the same records give the same text.
#include <algorithm>
#include <limits>
#include <set>

#include "base/json.h"
#include "model/product_release.h"
#include "store/store.h"

namespace andon::store {
namespace {

using base::Value;

constexpr std::size_t all = std::numeric_limits<std::int32_t>::max();

Value value_of(const model::Release& release) {
  Value out;
  out.set("tree", release.tree);
  out.set("commit", release.commit);
  out.set("branch", release.branch);
  out.set("is_dirty", release.is_dirty);
  return out;
}

Value value_of(const KnownRun& run) {
  Value out;
  out.set("run", run.digest);
  out.set("check", run.check);
  out.set("tool", run.tool + " " + run.tool_version);
  out.set("release", value_of(run.release));
  out.set("outcome", run.outcome);
  out.set("reason", run.reason);
  out.set("is_whole", run.is_whole);
  out.set("started", base::to_text(run.started));
  out.set("duration_ms", run.duration_ms);
  out.set("findings", run.findings);
  auto& open = out.set("open_by_severity", base::List{});
  for (const auto count : run.open_by_severity) open.push(count);
  return out;
}

Value value_of(const KnownDecision& decision) {
  Value out;
  out.set("decision", decision.digest);
  out.set("release", value_of(decision.release));
  out.set("stage", decision.stage);
  out.set("verdict", decision.verdict);
  out.set("policy", decision.policy);
  out.set("engine", decision.engine);
  out.set("decided_at", base::to_text(decision.decided_at));
  return out;
}

Value value_of(const Known& known, const std::string& branch) {
  const auto date = [](const std::optional<base::Instant>& instant) {
    return instant ? Value(base::to_text(*instant)) : Value();
  };
  Value out;
  out.set("finding", known.finding.id);
  out.set("check", known.finding.check);
  out.set("rule", known.finding.rule);
  out.set("path", known.finding.path);
  out.set("context", known.finding.identity.context);
  out.set("ordinal", known.finding.identity.ordinal);
  out.set("branch", branch);
  out.set("first_seen", base::to_text(known.first_seen));
  out.set("last_seen", base::to_text(known.last_seen));
  out.set("fixed_at", date(known.fixed_at));
  out.set("returned_at", date(known.returned_at));
  return out;
}

}  // namespace

base::Result<std::string> Store::dump() {
  constexpr base::Instant never{std::numeric_limits<std::int64_t>::max()};
  std::string out;
  const auto tell = [&](const std::string& component, Value line) {
    line.set("component", component);
    out += base::json::write_line(line) + "\n";
  };
  for (const auto& component : TRY(components())) {
    std::set<std::string> branches;
    for (const auto& run : TRY(runs(component, {}, all))) {
      branches.insert(run.release.branch);
      tell(component, value_of(run));
    }
    for (const auto& decision : TRY(decisions(component, {}, all)))
      tell(component, value_of(decision));
    if (branches.empty()) branches.insert("");
    for (const auto& branch : branches)
      for (const auto& known : TRY(known(component, branch)))
        tell(component, value_of(known, branch));
  }
  for (const auto& latest : TRY(latest_runs(never))) {
    Value line;
    line.set("latest", latest.last.digest);
    line.set("check", latest.last.check);
    line.set("full", latest.full ? latest.full->digest : std::string());
    tell(latest.last.release.component, std::move(line));
  }
  for (const auto kind : model::exposure_kinds())
    for (const auto& event : TRY(last_events(kind, never))) {
      Value line;
      line.set("latest", event.digest);
      line.set("kind", event.kind);
      tell(event.component, std::move(line));
    }
  for (const auto kind : model::exposure_kinds())
    for (const auto& event : TRY(events(kind, {}))) {
      Value line;
      line.set("event", event.digest);
      line.set("kind", event.kind);
      line.set("at", base::to_text(event.at));
      line.set("body", event.body);
      tell(event.component, std::move(line));
    }
  const auto digests = TRY(differences({})).second;
  for (const auto& digest : digests) out += "{\"record\":\"" + digest + "\"}\n";
  return out;
}

}  // namespace andon::store
