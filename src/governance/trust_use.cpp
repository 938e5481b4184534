#include <algorithm>

#include "base/text.h"
#include "governance/trust.h"
#include "model/account.h"

namespace andon::governance {
namespace {

bool matches_any(const std::vector<std::string>& globs, std::string_view component) {
  return globs.empty() || std::ranges::any_of(globs, [&](const std::string& glob) {
           return component_matches(glob, component);
         });
}

// Why this entry does not allow it; "" when it does.
std::string refusal(const Trust& trust, const TrustedKey& key, const Use& use) {
  const auto name = fmt::format("key {} ({}:{})", key.id, trust.file, key.line);
  if (use.role && std::ranges::find(key.roles, *use.role) == key.roles.end())
    return fmt::format("{} has no role {}", name, word(*use.role));
  if (!is_for(key, use.component))
    return fmt::format("{} is not for component {}", name, base::printable(use.component));
  if (key.from && use.at < *key.from)
    return fmt::format("{} counts from {} on", name, base::to_text(*key.from));
  if (key.until && use.at >= *key.until)
    return fmt::format("{} ended at {}", name, base::to_text(*key.until));
  return {};
}

}  // namespace

bool is_for(const TrustedKey& key, std::string_view component) {
  return matches_any(key.components, component);
}

Permission may(const Trust& trust, std::string_view fingerprint, const Use& use) {
  Permission out;
  for (const auto& key : trust.keys) {
    if (key.fingerprint != fingerprint) continue;
    auto why = refusal(trust, key, use);
    if (why.empty()) return {&key, {}};
    if (out.why_not.empty()) out.why_not = std::move(why);
  }
  if (out.why_not.empty()) out.why_not = fmt::format("{} lists no key {}", trust.file, fingerprint);
  return out;
}

std::vector<Role> roles_of(const Trust& trust, std::string_view fingerprint, const Use& use) {
  std::vector<Role> out;
  for (const auto& key : trust.keys) {
    if (key.fingerprint != fingerprint || !refusal(trust, key, use).empty()) continue;
    for (const auto role : key.roles)
      if (std::ranges::find(out, role) == out.end()) out.push_back(role);
  }
  return out;
}

std::string objection(const model::Waiver& waiver, std::string_view approver) {
  if (model::is_same_account(approver, waiver.owner))
    return fmt::format("{} owns the waiver and cannot approve it", waiver.owner);
  if (!model::is_same_account(approver, waiver.approver))
    return fmt::format("it is {}'s, and the waiver names {} as its approver", approver,
                       waiver.approver);
  return {};
}

std::string objection(const model::Plan& plan, std::string_view approver) {
  if (model::is_same_account(approver, plan.owner))
    return fmt::format("{} owns the plan and cannot approve it", plan.owner);
  if (!model::is_same_account(approver, plan.approver))
    return fmt::format("it is {}'s, and the plan names {} as its approver", approver,
                       plan.approver);
  return {};
}

std::string objection(const model::Answer& answer, std::string_view name) {
  if (!model::is_same_account(name, answer.account))
    return fmt::format("it is {}'s, and the answer is {}'s", name, answer.account);
  return {};
}

bool speaks_of(const model::Waiver& waiver, std::string_view component) {
  return matches_any(waiver.components, component);
}

template <class Noun>
Approval approval_of(const Noun& noun, const SignedFile& file, const Trust* trust,
                     std::string_view component, base::Instant at) {
  Approval out;
  const auto signature = crypto::parse_ssh_signature(file.signature);
  if (!signature) {
    out.problem = signature.error().message;
    return out;
  }
  if (const auto sound = crypto::verify(*signature, file.name_space, file.bytes); !sound) {
    out.problem = sound.error().message;
    return out;
  }
  if (!trust) {
    out.problem = "there is no trust.yaml that says whose key it is";
    return out;
  }
  const auto permission =
      may(*trust, signature->key.fingerprint(), {Role::approver, std::string(component), at});
  if (!permission.key) {
    out.problem = permission.why_not;
    return out;
  }
  out.problem = objection(noun, permission.key->owner);
  out.is_proven = out.problem.empty();
  if (out.is_proven) out.key = permission.key->id;
  return out;
}
template Approval approval_of(const model::Plan&, const SignedFile&, const Trust*, std::string_view,
                              base::Instant);
template Approval approval_of(const model::Answer&, const SignedFile&, const Trust*,
                              std::string_view, base::Instant);

Approval approval_of(const SignedWaiver& signed_waiver, const Trust* trust,
                     std::string_view component, base::Instant at) {
  return approval_of(signed_waiver.waiver,
                     {signed_waiver.bytes, signed_waiver.signature, waiver_name_space}, trust,
                     component, at);
}

}  // namespace andon::governance
