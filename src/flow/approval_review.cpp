#include "flow/approval_review.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "flow/approval.h"
#include "flow/signing.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "git/git.h"
#include "governance/trust_review.h"

namespace andon::flow {
namespace {

using governance::Role;

// Approvals that an importer brought in for this component. Of each change the newest answer alone
// counts: it is whole, and what was taken back is not in it, or is told as taken back.
base::Result<std::vector<model::ReviewApproval>> believed(base::Context& context, State& state,
                                                          const Judge& judge) {
  struct Answer {
    base::Instant made_at;
    model::Review review;
  };
  std::map<std::pair<std::string, std::string>, Answer> newest;  // by host and change
  for (const auto& digest : TRY(state.records().noted(context, "review"))) {
    const auto record = state.records().read(context, digest);
    if (!record || record->kind != "review" || record->component != judge.component) continue;
    const auto standing = standing_of(context, state, digest, judge);
    if (!standing || !standing->is_signed_for(Role::importer)) continue;
    auto review = model::review_from(record->body);
    if (!review) continue;
    auto& kept = newest[{review->host, review->change}];
    if (kept.made_at <= record->made_at) kept = {record->made_at, std::move(*review)};
  }
  std::vector<model::ReviewApproval> out;
  for (auto& [change, answer] : newest)
    std::ranges::move(answer.review.approvals, std::back_inserter(out));
  return out;
}

class Reviews {
 public:
  Reviews(base::Context& context, const git::Repository& repository, const Judge& judge,
          std::vector<model::ReviewApproval> approvals)
      : context_(context), repository_(repository), judge_(judge), all_(std::move(approvals)) {}

  base::Result<void> settle(Governing& side) {
    for (auto& waiver : side.waivers) {
      const auto file = side.waiver_files.find(waiver.file);
      if (waiver.standing == "proven" || file == side.waiver_files.end()) continue;
      if (waiver.file.starts_with("governance:")) continue;  // it stands in another repository
      for (const auto& approval : all_)
        if (TRY(proves(approval, waiver, file->second.bytes))) waiver.standing = "proven";
    }
    return {};
  }

 private:
  base::Result<bool> proves(const model::ReviewApproval& approval, const model::Waiver& waiver,
                            const std::string& bytes) {
    if (approval.state != "approved") return false;
    if (!governance::objection(waiver, approval.account).empty()) return false;
    const governance::Use use{Role::approver, judge_.component, *judge_.at};
    const auto account = governance::account_fingerprint(approval.account);
    if (!governance::may(*judge_.trust, account, use).key) return false;
    const auto there =
        TRY(repository_.objects(context_, {approval.commit + ":" + base::path_bytes(waiver.file)}));
    return there.front() && there.front()->bytes == bytes;
  }

  base::Context& context_;
  const git::Repository& repository_;
  const Judge& judge_;
  std::vector<model::ReviewApproval> all_;
};

}  // namespace

base::Result<std::string> import_review(base::Context& context, const ReviewRequest& request) {
  const auto key = TRY(signing_key(context, request.signing_key));
  auto workspace = TRY(open_workspace(context, {.path = request.path}));
  const auto text = TRY(context.world.files().read(request.file, base::limits::configuration_bytes),
                        "reading the reviews");
  auto commit = request.commit;
  if (commit.empty() && workspace.tree.git()) commit = workspace.tree.git()->commit;
  const auto review = TRY(governance::parse_review(text, request.file, commit));
  auto state = TRY(State::open(context, workspace.root()));
  const auto component = component_id(workspace);
  const auto digest = TRY(state.records().put(
      context, records::make(context, "review", component, model::to_value(review))));
  std::vector<std::string> approved;
  for (const auto& approval : review.approvals)
    if (approval.state == "approved") approved.push_back(base::printable(approval.account));
  auto out = fmt::format("imported {}: {} of change {}{}{}\n", request.file,
                         base::counted(approved.size(), "approval"),
                         review.change.empty() ? "unknown" : base::printable(review.change),
                         approved.empty() ? "" : " by ", base::join(approved, ", "));
  if (!key.is_given())
    return out + "  it proves nothing before an importer's key has signed it: --sign KEY\n";
  const Signer signer{trust_of(workspace), component, workspace.tree.root()};
  out += TRY(sign_records(context, state, key, std::array{digest}, signer), "signing the record");
  return out + "\n";
}

base::Result<void> settle_reviews(base::Context& context, State& state, Workspace& workspace,
                                  base::Instant at) {
  const Judge judge{trust_of(workspace), component_id(workspace), at};
  if (!judge.trust || !workspace.tree.git()) return {};
  auto approvals = TRY(believed(context, state, judge), "reading the reviews");
  if (approvals.empty()) return {};
  Reviews reviews(context, *workspace.tree.repository(), judge, std::move(approvals));
  TRY(reviews.settle(workspace.judging));
  TRY(reviews.settle(workspace.mine));
  count_proven(workspace);
  return {};
}

}  // namespace andon::flow
