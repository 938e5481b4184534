#include "flow/check.h"

#include <algorithm>

#include "base/text.h"
#include "flow/approval.h"
#include "flow/judging.h"
#include "flow/signing.h"
#include "records/check.h"

namespace andon::flow {
namespace {

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

// What the change brings, and the verdict if it counted (law 9).
base::Result<void> propose(base::Context& context, const Workspace& workspace, const Looked& looked,
                           const std::vector<correlate::Dates>& dates, base::Instant now,
                           model::Report& report) {
  if (workspace.is_own_judge) return {};
  report.proposals = proposals(workspace.judging, workspace.mine);
  if (report.proposals.empty()) return {};
  auto policy = load_policy(workspace, workspace.mine, now);
  if (!policy) {
    report.proposals.push_back("what it states would be refused: " + policy.error().text());
    return {};
  }
  auto before = looked.before;
  before.adoptions = workspace.mine.adoptions;
  // On the target branch what was adopted is the baseline, beside what stood there before.
  if (!before.adoptions.empty()) before.baseline.kind = "adopted";
  auto merged = correlate::merge(looked.runs, before, workspace.mine.waivers, now);
  correlate::date(merged.findings, dates, now);
  auto decided =
      TRY(decide(context, *policy,
                 {workspace, workspace.mine, looked.runs, merged, workspace.mine.waivers, now}));
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
  // A gate on this machine runs no tools: it takes what they said here. The fleet counts them all.
  for (const auto& each : sealed)
    if (each.run) (void)state.mark_own(context, each.digest);
  return sealed;
}

// The report stands whether or not it could be signed.
void sign_kept(base::Context& context, State& state, const records::SealedCheck& sealed,
               const SigningKey& key, const Workspace& workspace, CheckOutcome& outcome) {
  std::vector<std::string> digests;
  for (const auto& each : sealed) digests.push_back(each.digest);
  auto told = sign_records(context, state, key, digests,
                           {trust_of(workspace), component_id(workspace), workspace.tree.root(),
                            governance::Role::pipeline});
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
  auto seen = TRY(see(context, request));
  auto& [workspace, policy, kept, looked, dates, rule_notes, taken, now, evidence] = seen;
  auto merged = weigh(seen, now);
  auto decided = TRY(
      decide(context, policy,
             {workspace, workspace.judging, looked.runs, merged, workspace.judging.waivers, now}));

  CheckOutcome outcome;
  outcome.has_applicable_files = looked.applicable_files > 0;
  outcome.has_readable_files = looked.readable_files > 0;
  outcome.report = report_of(workspace, looked, std::move(merged), now);
  auto& report = outcome.report;
  report.decision = std::move(decided.decision);
  for (const auto& note : rule_notes) report.notes.push_back(note);
  for (const auto& note : workspace.judging.notes) report.notes.push_back(note);
  if (kept.key.is_local && std::any_of(report.findings.begin(), report.findings.end(),
                                       [](const auto& each) { return !each.value_key.empty(); }))
    report.notes.push_back(
        "copies of one secret are joined by a key of this machine alone; set "
        "ANDON_IDENTITY_KEY to join them across machines");
  TRY(propose(context, workspace, looked, dates, now, report));
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
