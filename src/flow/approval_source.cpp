#include "flow/approval_source.h"

#include <algorithm>

#include "base/text.h"
#include "flow/commit_signatures.h"
#include "flow/governance_source.h"
#include "flow/workspace.h"
#include "model/glob.h"

namespace andon::flow {
namespace {

constexpr std::string_view source_mark = "governance:";

class Settling {
 public:
  Settling(base::Context& context, Workspace& workspace, const governance::Trust& trust,
           base::Instant at, std::vector<std::string>& notes)
      : source_(workspace.judging.governance.front()),
        root_(workspace.root()),
        component_(component_id(workspace)),
        at_(at),
        trust_(trust),
        notes_(notes),
        commits_(context, trust, workspace.tree.root()) {}

  void settle(Governing& side) {
    side.proven_files.clear();
    for (auto& waiver : side.waivers) {
      if (waiver.standing == "proven" || !waiver.file.starts_with(source_mark)) continue;
      if (is_proven_by_commit(waiver, waiver.file.substr(source_mark.size())))
        waiver.standing = "proven";
    }
    for (const auto& plan : source_.source.plans)
      if (concerns(plan) && is_proven(plan, governance::plan_name_space))
        side.proven_files.insert(plan.file);
    for (const auto& answer : source_.source.answers)
      if (concerns(answer) && is_proven(answer, governance::answer_name_space))
        side.proven_files.insert(answer.file);
  }

 private:
  bool concerns(const model::Answer& answer) const {
    return answer.component.empty() || answer.component == component_;
  }

  bool concerns(const model::Plan& plan) const {
    return plan.components.empty() ||
           std::ranges::any_of(plan.components, [&](const std::string& pattern) {
             return model::path_matches(pattern, component_);
           });
  }

  const std::string* text_of(const std::string& path) const {
    const auto found = std::ranges::find(source_.files, path, &governance::SourceFile::path);
    return found == source_.files.end() ? nullptr : &found->text;
  }

  template <class Noun>
  bool is_proven(const Noun& noun, std::string_view name_space) {
    const auto* signature = text_of(noun.file + ".sig");
    if (signature) {
      const auto approval = governance::approval_of(
          noun, {*text_of(noun.file), *signature, name_space}, &trust_, component_, at_);
      if (approval.is_proven) return true;
      note(fmt::format("{}{}.sig proves nothing: {}", source_mark, noun.file, approval.problem));
    }
    return is_proven_by_commit(noun, noun.file);
  }

  template <class Noun>
  bool is_proven_by_commit(const Noun& noun, const std::string& path) {
    const auto found = commits_.of(source_, root_, path);
    for (const auto& signer : found.signers) {
      const auto permission = governance::may(trust_, signer.fingerprint,
                                              {governance::Role::approver, component_, at_});
      if (permission.key && governance::objection(noun, permission.key->owner).empty()) return true;
      // Who signs all their commits has said nothing of this file, but where they are the one who
      // can.
      if (!permission.key && could_approve(noun, signer.fingerprint))
        note(fmt::format("{}{} is signed in commit {}, which proves nothing: {}", source_mark, path,
                         signer.commit.substr(0, 12), permission.why_not));
    }
    for (const auto& problem : found.problems)
      note(fmt::format("{}{} is not proven by a signed commit: {}", source_mark, path, problem));
    return false;
  }

  template <class Noun>
  bool could_approve(const Noun& noun, const std::string& fingerprint) const {
    return std::ranges::any_of(trust_.keys, [&](const governance::TrustedKey& key) {
      return key.fingerprint == fingerprint && governance::objection(noun, key.owner).empty();
    });
  }

  void note(std::string text) {
    if (std::ranges::find(notes_, text) == notes_.end()) notes_.push_back(std::move(text));
  }

  const LockedGovernance& source_;
  std::string root_, component_;
  base::Instant at_;
  const governance::Trust& trust_;
  std::vector<std::string>& notes_;
  CommitSignatures commits_;
};

}  // namespace

void settle_source(base::Context& context, Workspace& workspace, const governance::Trust& trust,
                   base::Instant at, std::vector<std::string>& notes) {
  if (workspace.judging.governance.empty()) return;
  Settling(context, workspace, trust, at, notes).settle(workspace.judging);
}

}  // namespace andon::flow
