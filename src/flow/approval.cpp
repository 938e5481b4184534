#include "flow/approval.h"

#include <algorithm>

#include "base/text.h"
#include "flow/approval_source.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "governance/waivers.h"
#include "records/signatures.h"

namespace andon::flow {
namespace {

using governance::Role;

struct Approvals {
  const governance::Trust* trust;
  std::string component;
  base::Instant now;
  std::vector<std::string>& notes;
};

void note_once(std::vector<std::string>& notes, std::string note) {
  if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
}

void settle(Governing& side, const Approvals& approvals) {
  for (auto& waiver : side.waivers) {
    waiver.standing = "claimed";
    const auto found = side.waiver_files.find(waiver.file);
    if (found == side.waiver_files.end() || !found->second.signature) continue;
    const auto approval =
        governance::approval_of({waiver, found->second.bytes, *found->second.signature},
                                approvals.trust, approvals.component, approvals.now);
    if (approval.is_proven)
      waiver.standing = "proven";
    else
      note_once(approvals.notes, fmt::format("{}.sig proves nothing, the approval is claimed: {}",
                                             waiver.file, approval.problem));
  }
}

// One of this component's git that speaks of others covers nothing here, whoever copied it. Those
// of the governance source were picked by the component already.
void drop_foreign(Governing& side, const Approvals& approvals) {
  const auto is_foreign = [&](const model::Waiver& waiver) {
    return !waiver.file.starts_with("governance:") &&
           !governance::speaks_of(waiver, approvals.component);
  };
  for (const auto& waiver : side.waivers)
    if (is_foreign(waiver))
      note_once(approvals.notes,
                fmt::format("{} does not count: it names {}, not component {}", waiver.file,
                            base::join(waiver.components, ", "), approvals.component));
  std::erase_if(side.waivers, is_foreign);
}

// The same decision, wherever its file stands. One that the side that judges has changed since, to
// end earlier, must not come back by an older file whose signature still verifies.
bool is_same_decision(const model::Waiver& one, const model::Waiver& other) {
  return one.id == other.id || (one.created == other.created && one.owner == other.owner);
}

}  // namespace

std::optional<governance::Trust> trust_of(const Workspace& workspace) {
  const auto& judging = workspace.judging;
  if (!judging.trust) return std::nullopt;
  auto trust = governance::parse_trust(*judging.trust, judging.trust_file);
  ASSERT(trust.has_value());  // read_governing refused it else
  return std::move(*trust);
}

void settle_approvals(base::Context& context, Workspace& workspace, base::Instant at) {
  std::vector<std::string> notes;
  const auto trust = trust_of(workspace);
  const Approvals approvals{trust ? &*trust : nullptr, component_id(workspace), at, notes};
  for (auto* side : {&workspace.judging, &workspace.mine}) {
    settle(*side, approvals);
    drop_foreign(*side, approvals);
  }
  if (trust) settle_source(context, workspace, *trust, approvals.now, notes);
  count_proven(workspace);
  for (auto& note : notes) note_once(workspace.judging.notes, std::move(note));
}

void count_proven(Workspace& workspace) {
  if (workspace.is_own_judge) return;
  for (const auto& waiver : workspace.mine.waivers) {
    if (waiver.standing != "proven") continue;
    auto& known = workspace.judging.waivers;
    const bool is_older = std::ranges::any_of(known, [&](const model::Waiver& each) {
      return is_same_decision(each, waiver) && waiver.created <= each.created;
    });
    for (auto& each : known)
      if (governance::write_waiver(each) == governance::write_waiver(waiver))
        each.standing = waiver.standing;  // the change brings the signature alone
    if (is_older) continue;
    std::erase_if(known, [&](const model::Waiver& each) { return is_same_decision(each, waiver); });
    known.push_back(waiver);
  }
}

bool RecordStanding::is_signed_for(Role role) const {
  return std::ranges::any_of(
      signers, [&](const By& by) { return std::ranges::find(by.roles, role) != by.roles.end(); });
}

base::Result<RecordStanding> standing_of(base::Context& context, const State& state,
                                         std::string_view digest, const Judge& judge) {
  RecordStanding out;
  out.is_own = state.is_own(context, digest);
  const auto found = TRY(records::signatures_of(context, state.records(), digest));
  for (const auto& problem : found.problems)
    out.notes.push_back(problem.path + ": " + problem.text);
  const auto at = judge.at ? *judge.at : context.world.clock().now();
  for (const auto& signature : found.verified) {
    const auto fingerprint = signature.key.fingerprint();
    if (!judge.trust) {
      out.notes.push_back(
          fmt::format("signed by {}, and no trust.yaml says whose it is", fingerprint));
      continue;
    }
    const governance::Use use{{}, judge.component, at};
    auto permission = governance::may(*judge.trust, fingerprint, use);
    if (permission.key)
      out.signers.push_back({permission.key->id, permission.key->owner,
                             governance::roles_of(*judge.trust, fingerprint, use)});
    else
      out.notes.push_back(std::move(permission.why_not));
  }
  return out;
}

}  // namespace andon::flow
