#include "flow/check.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "flow/approval.h"
#include "flow/approval_review.h"
#include "flow/deciding.h"
#include "flow/signing.h"
#include "records/check.h"

namespace andon::flow {
namespace {

// A tree whose state cannot be kept is still judged: the trouble is told beside the verdict.
struct Kept {
  std::optional<State> state;
  std::optional<base::Error> trouble;
  IdentityKey key;
};

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

model::Report report_of(const Workspace& workspace, const Looked& looked, correlate::Merged merged,
                        base::Instant now) {
  model::Report report;
  report.engine = engine_version();
  report.made_at = now;
  report.release = workspace.tree.release();
  report.release.component = component_id(workspace);
  report.baseline = workspace.chosen.baseline;
  if (report.baseline.kind == "first_look")
    report.baseline.sentence =
        "first look: nothing to compare with, so every finding is judged as if it were new";
  report.runs = looked.runs;
  for (auto& run : report.runs) run.findings.clear();
  report.findings = std::move(merged.findings);
  report.waivers = std::move(merged.waivers);
  report.slope = merged.slope;
  report.looked = looked_at(looked.runs);
  report.notes = looked.notes;
  if (looked.applicable_files == 0)
    report.notes.push_back("no file here that any check applies to: nothing was looked at");
  if (workspace.is_own_judge)
    report.notes.push_back(
        "no baseline: this tree's own settings, waivers and ignore files judge it");
  return report;
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

// What the change brings, and the verdict if it counted (law 9).
base::Result<void> propose(const Workspace& workspace, const Looked& looked,
                           const std::vector<correlate::Dates>& dates, base::Instant now,
                           model::Report& report) {
  if (workspace.is_own_judge) return {};
  report.proposals = proposals(workspace.judging, workspace.mine);
  if (report.proposals.empty()) return {};
  auto policy = load_policy(workspace.mine.settings);
  if (!policy) {
    report.proposals.push_back("andon.yaml would be refused: " + policy.error().text());
    return {};
  }
  auto before = looked.before;
  before.adoptions = workspace.mine.adoptions;
  // On the target branch what was adopted is the baseline, beside what stood there before.
  if (!before.adoptions.empty()) before.baseline.kind = "adopted";
  auto merged = correlate::merge(looked.runs, before, workspace.mine.waivers, now);
  correlate::date(merged.findings, dates, now);
  auto decided = TRY(decide(*policy, {workspace, workspace.mine.settings, looked.runs, merged,
                                      workspace.mine.waivers, now}));
  report.proposed = std::move(decided.decision);
  return {};
}

// Base digests so that a run's record may be a difference to the last run of the same check.
std::vector<std::string> bases_of(State& state, const std::string& component,
                                  const std::vector<model::Run>& runs) {
  std::vector<std::string> bases;
  for (const auto& run : runs) {
    const auto known = state.store().runs(component, run.check, 1);
    if (known && !known->empty()) bases.push_back(known->front().digest);
  }
  return bases;
}

base::Result<records::SealedCheck> keep(base::Context& context, State& state, const Looked& looked,
                                        const model::Report& report, const PolicyText& policy,
                                        const base::Value& facts) {
  records::CheckToSeal sealing{looked.runs,
                               report,
                               facts,
                               policy.name,
                               policy.text,
                               policy.parameters,
                               bases_of(state, report.release.component, looked.runs)};
  auto sealed = TRY(records::seal_check(context, state.records(), sealing), "keeping the records");
  TRY(state.index(context, sealed), "indexing the records");
  return sealed;
}

// The report stands whether or not it could be signed.
void sign_kept(base::Context& context, State& state, const records::SealedCheck& sealed,
               const SigningKey& key, const Workspace& workspace, CheckOutcome& outcome) {
  std::vector<std::string> digests;
  for (const auto& each : sealed) digests.push_back(each.digest);
  auto told = sign_records(context, state, key, digests,
                           {trust_of(workspace), component_id(workspace), workspace.tree.root()});
  if (told)
    outcome.signing = std::move(*told);
  else
    outcome.trouble = std::move(told).error().with("signing the records");
}

void reveal(base::Context& context, const Workspace& workspace, const Looked& looked,
            CheckOutcome& outcome) {
  for (const auto& run : looked.runs)
    for (const auto& finding : run.findings) {
      if (finding.masks.empty()) continue;
      const auto text = workspace.tree.read(context, base::path_bytes(finding.path));
      const auto& mask = finding.masks.front();
      if (text && mask.end <= text->size())
        outcome.secrets.emplace(finding.id,
                                base::Secret(text->substr(mask.begin, mask.end - mask.begin)));
    }
}

}  // namespace

base::Result<CheckOutcome> check(base::Context& context, const CheckRequest& request) {
  const auto key = TRY(signing_key(context, request.is_kept ? request.signing_key : ""));
  auto workspace = TRY(
      open_workspace(context, {request.path, request.baseline, request.since, request.is_staged}));
  TRY(governance_at_hand(workspace.judging));
  auto policy = TRY(load_policy(workspace.judging.settings));
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
  const auto now = context.world.clock().now();
  auto merged = correlate::merge(looked.runs, looked.before, workspace.judging.waivers, now);
  std::vector<correlate::Dates> dates;
  if (kept.state) {
    auto known =
        kept.state->known(context, component_id(workspace), workspace.tree.release().branch);
    if (known) dates = dates_of(*known);
    for (const auto& note : kept.state->notes()) looked.notes.push_back(note);
  }
  correlate::date(merged.findings, dates, now);
  auto decided = TRY(decide(policy, {workspace, workspace.judging.settings, looked.runs, merged,
                                     workspace.judging.waivers, now}));

  CheckOutcome outcome;
  outcome.has_applicable_files = looked.applicable_files > 0;
  outcome.has_readable_files = looked.readable_files > 0;
  outcome.report = report_of(workspace, looked, std::move(merged), now);
  auto& report = outcome.report;
  report.decision = std::move(decided.decision);
  for (const auto& note : engine.checks.notes()) report.notes.push_back(note);
  for (const auto& note : workspace.judging.notes) report.notes.push_back(note);
  if (kept.key.is_local && std::any_of(report.findings.begin(), report.findings.end(),
                                       [](const auto& each) { return !each.value_key.empty(); }))
    report.notes.push_back(
        "copies of one secret are joined by a key of this machine alone; set "
        "ANDON_IDENTITY_KEY to join them across machines");
  TRY(propose(workspace, looked, dates, now, report));
  report.next = next_steps(report, workspace);
  if (request.shows_secrets) reveal(context, workspace, looked, outcome);
  outcome.trouble = std::move(kept.trouble);
  if (kept.state && !report.release.tree.empty()) {
    auto sealed = keep(context, *kept.state, looked, report, policy, decided.facts);
    if (sealed) {
      outcome.record = sealed->back().digest;
      if (key.is_given()) sign_kept(context, *kept.state, *sealed, key, workspace, outcome);
    } else {
      outcome.trouble = std::move(sealed).error();
    }
  }
  return outcome;
}

}  // namespace andon::flow
