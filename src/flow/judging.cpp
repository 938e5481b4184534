#include "flow/judging.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "flow/approval.h"
#include "flow/approval_review.h"
#include "flow/recorded.h"

namespace andon::flow {
namespace {

base::Result<Kept> open_state(base::Context& context, const Workspace& workspace,
                              const CheckRequest& request) {
  Kept kept;
  if (request.is_kept) {
    auto state = State::open(context, workspace.root());
    if (state)
      kept.state.emplace(std::move(*state));
    else
      kept.trouble = std::move(state).error();
  }
  if (kept.state) {
    kept.key = TRY(identity_key(context, kept.state->folder()));
  } else if (auto given = context.world.environment("ANDON_IDENTITY_KEY")) {
    kept.key.key = base::Secret(std::move(*given));
  } else {
    std::array<unsigned char, 32> random{};
    context.world.randomness().fill(random);
    kept.key.key =
        base::Secret(std::string(reinterpret_cast<const char*>(random.data()), random.size()));
    kept.key.is_local = true;
  }
  return kept;
}

// All that the comparison may tell of: found here, in the baseline, or adopted.
std::vector<model::FindingReference> references_of(const Looked& looked) {
  std::vector<model::FindingReference> out;
  std::size_t count = 0;
  for (const auto* runs : {&looked.runs, &looked.before.runs})
    for (const auto& run : *runs) count += run.findings.size();
  for (const auto& adoption : looked.before.adoptions) count += adoption.findings.size();
  out.reserve(count);
  for (const auto* runs : {&looked.runs, &looked.before.runs})
    for (const auto& run : *runs)
      for (const auto& each : run.findings)
        out.push_back({each.id, each.check, each.rule, each.path, each.identity});
  for (const auto& adoption : looked.before.adoptions)
    out.insert(out.end(), adoption.findings.begin(), adoption.findings.end());
  return out;
}

std::vector<correlate::Dates> dates_of(const std::vector<store::Known>& known) {
  std::vector<correlate::Dates> out;
  out.reserve(known.size());
  for (const auto& each : known)
    out.push_back({each.finding, each.first_seen, each.fixed_at, each.returned_at});
  return out;
}

// Reports and runs of tools join what was looked at here. They only add findings: where a tool is
// required, a run that was skipped here still counts as missing.
void add_recorded(RecordedRuns recorded, Looked& looked, std::vector<Taken>& from) {
  std::set<std::string> taken;
  for (const auto& run : looked.runs)
    if (run.outcome != model::Outcome::skipped) taken.insert(run.check);
  for (auto& each : recorded.runs) {
    if (taken.contains(each.run.check)) continue;
    from.push_back({each.run.check, each.record, each.signer, each.run.started});
    looked.runs.push_back(std::move(each.run));
  }
  for (auto& note : recorded.notes) looked.notes.push_back(std::move(note));
  for (const auto& [check, why] : recorded.left_out)
    if (!taken.contains(check))
      looked.notes.push_back("left out a run of " + check + " from elsewhere: " + why);
}

// The built-in checks of a pipeline stand for those of this machine when they are what it would
// run: the whole of this tree, by the same program, rules and settings, to the end.
void take_built_in(RecordedRuns recorded, const Engine& engine, Looked& looked,
                   std::vector<Taken>& from) {
  for (auto& each : recorded.runs) {
    const auto& run = each.run;
    const bool is_same = run.scope.rule_digest == engine.checks.rule_digest() &&
                         run.scope.configuration_digest == engine.checks.configuration_digest() &&
                         run.tool_version == engine_version();
    if (is_same && run.outcome == model::Outcome::complete) {
      from.push_back({run.check, each.record, each.signer, run.started});
      looked.given.push_back(std::move(each.run));
    } else {
      looked.notes.push_back(fmt::format(
          "the run of {} that {} signed {}, so it was run here", run.check, each.signer,
          is_same ? "did not end well" : "was made with other rules, settings or another andon"));
    }
  }
}

// What joins the built-in checks.
RunKinds kinds_beside(Evidence evidence) {
  return evidence == Evidence::recorded ? RunKinds::imports_and_tools : RunKinds::imports;
}

// What the records told besides the built-in checks is asked for anew: keys end.
base::Result<void> ask_recorded_at(base::Context& context, Seen& seen, base::Instant at) {
  const auto& workspace = seen.workspace;
  const auto is_built_in = [](const model::Run& run) { return run.kind == "built-in"; };
  const auto has_joined = [&](const model::Run& run) {
    return !is_built_in(run) &&
           std::ranges::find(seen.taken, run.check, &Taken::check) != seen.taken.end();
  };
  std::erase_if(seen.looked.runs, has_joined);
  std::erase_if(seen.taken, [&](const Taken& taken) {
    return std::ranges::none_of(seen.looked.runs, [&](const model::Run& run) {
      return is_built_in(run) && run.check == taken.check;
    });
  });
  const Judge judge{trust_of(workspace), component_id(workspace), at};
  add_recorded(TRY(recorded_runs(context, *seen.kept.state, judge, workspace.tree.release().tree,
                                 kinds_beside(seen.evidence))),
               seen.looked, seen.taken);
  return {};
}

}  // namespace

base::Result<Seen> see(base::Context& context, const CheckRequest& request, Evidence evidence) {
  auto workspace =
      TRY(open_workspace(context, {request.path, request.baseline, request.since, request.is_staged,
                                   evidence == Evidence::recorded}));
  TRY(governance_at_hand(workspace.judging));
  const auto now = context.world.clock().now();
  auto policy = TRY(load_policy(workspace, workspace.judging, now));
  auto kept = TRY(open_state(context, workspace, request));
  auto engine = TRY(make_engine(context, workspace, request, kept.key.key));
  const Judge judge{trust_of(workspace), component_id(workspace), now};
  const auto tree = workspace.tree.release().tree;  // "" while it is not known: dirty
  Looked looked;
  std::vector<Taken> taken;
  if (kept.state && evidence == Evidence::recorded)
    take_built_in(TRY(recorded_runs(context, *kept.state, judge, tree, RunKinds::built_in)), engine,
                  looked, taken);
  TRY(look(context, workspace, engine, request, looked));
  if (!looked.is_given) taken.clear();
  if (kept.state)
    add_recorded(TRY(recorded_runs(context, *kept.state, judge, workspace.tree.release().tree,
                                   kinds_beside(evidence))),
                 looked, taken);
  if (kept.state) {
    auto settled = settle_reviews(context, *kept.state, workspace, now);
    if (!settled) looked.notes.push_back("reviews are left out: " + settled.error().text());
  }
  std::vector<correlate::Dates> dates;
  if (kept.state) {
    auto known = kept.state->known(context, component_id(workspace),
                                   workspace.tree.release().branch, references_of(looked));
    if (known) dates = dates_of(*known);
    for (const auto& note : kept.state->notes()) looked.notes.push_back(note);
  }
  auto rule_notes = engine.checks.notes();
  return Seen{std::move(workspace),
              std::move(policy),
              std::move(kept),
              std::move(looked),
              std::move(dates),
              std::move(rule_notes),
              std::move(taken),
              now,
              evidence};
}

base::Result<Seen> see_recorded(base::Context& context, const std::string& path,
                                const std::string& baseline) {
  CheckRequest request;
  request.path = path;
  request.baseline = baseline;
  request.has_tools = false;  // their runs come from records
  auto seen = TRY(see(context, request, Evidence::recorded));
  if (!seen.kept.state) return std::unexpected(std::move(*seen.kept.trouble));
  return seen;
}

base::Result<void> believe_at(base::Context& context, Seen& seen, base::Instant at,
                              const LockedGovernance* source) {
  auto& workspace = seen.workspace;
  judge_at(context, workspace, at, source);
  TRY(governance_at_hand(workspace.judging));
  seen.now = at;
  if (seen.kept.state) {
    TRY(ask_recorded_at(context, seen, at), "reading the recorded runs");
    TRY(settle_reviews(context, *seen.kept.state, workspace, at), "reading the reviews");
  }
  seen.policy = TRY(load_policy(workspace, workspace.judging, at));
  return {};
}

std::string judged_from(const Seen& seen) {
  std::vector<std::string> parts;
  if (!seen.looked.is_given)
    parts.push_back(fmt::format("the built-in checks, run here and configured from {}",
                                seen.workspace.judged_by));
  for (const auto& taken : seen.taken)
    parts.push_back(fmt::format("the run of {} of {}, {}", taken.check,
                                base::to_text(taken.started),
                                taken.signer.empty() ? "made here" : "signed by " + taken.signer));
  return base::join(parts, "; ");
}

correlate::Merged weigh(const Seen& seen, base::Instant now) {
  auto merged =
      correlate::merge(seen.looked.runs, seen.looked.before, seen.workspace.judging.waivers, now);
  correlate::date(merged.findings, seen.dates, now);
  return merged;
}

}  // namespace andon::flow
