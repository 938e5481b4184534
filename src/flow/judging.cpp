#include "flow/judging.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "flow/approval.h"
#include "flow/approval_review.h"
#include "records/runs.h"

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

std::vector<correlate::Dates> dates_of(const std::vector<store::Known>& known) {
  std::vector<correlate::Dates> out;
  out.reserve(known.size());
  for (const auto& each : known)
    out.push_back({each.finding, each.first_seen, each.fixed_at, each.returned_at});
  return out;
}

// Why a run that was imported may not be believed (law 11); "" when it may: made here, or signed by
// a key that may bring in reports.
std::string disbelief(base::Context& context, const State& state, std::string_view digest,
                      const Judge& judge) {
  const auto standing = standing_of(context, state, digest, judge);
  if (!standing) return standing.error().text();
  if (standing->is_own || standing->is_signed_for(governance::Role::importer) ||
      standing->is_signed_for(governance::Role::pipeline))
    return {};
  std::string why = "it was not made here, and no key that may import signed it";
  for (const auto& note : standing->notes) why += "; " + note;
  return why;
}

// Reports that were imported for this very tree: the latest of each check.
void add_imports(base::Context& context, State& state, const Judge& judge, const std::string& tree,
                 Looked& looked) {
  // Not a handful: a flood of foreign runs must not hide one that counts.
  constexpr std::size_t most_runs = 100'000;
  auto known = state.store().runs(judge.component, "", most_runs);
  if (!known) return;
  records::RunLoader loader(state.records());
  std::set<std::string> taken;
  std::map<std::string, std::string> left_out;  // by check: why the latest was not believed
  // A tool that was skipped here may have run elsewhere. Its report only adds findings: where the
  // tool is required, the skipped run still counts as missing.
  for (const auto& run : looked.runs)
    if (run.outcome != model::Outcome::skipped) taken.insert(run.check);
  for (const auto& each : *known) {
    if (each.release.tree != tree || taken.contains(each.check)) continue;
    auto whole = loader.load(context, each.digest);
    if (!whole) {
      looked.notes.push_back("left out a run of " + each.check + ": " + whole.error().text());
      continue;
    }
    const auto& run = (*whole)->run;
    if (run.kind != "import" || run.check != each.check || run.release.tree != tree) continue;
    if (const auto why = disbelief(context, state, each.digest, judge); !why.empty()) {
      left_out.try_emplace(each.check, why);
      continue;
    }
    taken.insert(each.check);
    looked.runs.push_back(run);
  }
  for (const auto& [check, why] : left_out)
    if (!taken.contains(check))
      looked.notes.push_back("left out a run of " + check + " from elsewhere: " + why);
}

}  // namespace

base::Result<Seen> see(base::Context& context, const CheckRequest& request) {
  auto workspace = TRY(
      open_workspace(context, {request.path, request.baseline, request.since, request.is_staged}));
  TRY(governance_at_hand(workspace.judging));
  const auto now = context.world.clock().now();
  auto policy = TRY(load_policy(workspace, workspace.judging, now));
  auto kept = TRY(open_state(context, workspace, request));
  auto engine = TRY(make_engine(context, workspace, request, kept.key.key));
  auto looked = TRY(look(context, workspace, engine, request));
  if (kept.state)
    add_imports(context, *kept.state, {trust_of(workspace), component_id(workspace)},
                workspace.tree.release().tree, looked);
  if (kept.state) {
    auto settled = settle_reviews(context, *kept.state, workspace);
    if (!settled) looked.notes.push_back("reviews are left out: " + settled.error().text());
  }
  std::vector<correlate::Dates> dates;
  if (kept.state) {
    auto known =
        kept.state->known(context, component_id(workspace), workspace.tree.release().branch);
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
              now};
}

correlate::Merged weigh(const Seen& seen, base::Instant now) {
  auto merged =
      correlate::merge(seen.looked.runs, seen.looked.before, seen.workspace.judging.waivers, now);
  correlate::date(merged.findings, seen.dates, now);
  return merged;
}

}  // namespace andon::flow
