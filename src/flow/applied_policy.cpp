#include "flow/applied_policy.h"

#include <algorithm>

#include "base/text.h"
#include "flow/governance_source.h"
#include "flow/policy.h"
#include "flow/workspace.h"

namespace andon::flow {
namespace {

policy::Subject subject_of(const Workspace& workspace, const governance::Source& source) {
  policy::Subject subject;
  subject.component = component_id(workspace);
  if (const auto* component = source.component(subject.component)) {
    subject.product = component->product;
    if (const auto* product = source.product(component->product)) subject.tier = product->tier;
  }
  // The strictest that its environments ask for: the same policy judges a release everywhere.
  for (const auto& environment : source.environments) {
    const bool is_its =
        environment.products.empty() ||
        std::ranges::find(environment.products, subject.product) != environment.products.end();
    const auto* level = source.level(environment.level);
    if (is_its && level != nullptr && level->is_public) subject.is_public = true;
  }
  return subject;
}

base::Result<AppliedPolicy> governed(const Workspace& workspace, const Governing& governing,
                                     const Packs::File* own, base::Instant now) {
  const auto& locked = governing.governance.front();
  const auto subject = subject_of(workspace, locked.source);
  const auto packs = packs_of(governing);
  auto combined = TRY(governing_policy(packs, subject, own, now));
  auto why =
      fmt::format("of the governance source {}, for {}: {}", base::printable(locked.lock.source),
                  base::printable(subject.component), TRY(why_picked(packs, subject)));
  // A component says which policy it means only where nobody governs it.
  const auto& named = governing.settings.policy;
  if (named.origin != "default" && named.value != combined.policy.name)
    combined.notes.push_back(fmt::format(
        "{}: the policy {} that it names does not count: the governance source picks the pack",
        named.origin, base::printable(named.value)));
  return AppliedPolicy{std::move(combined), std::move(why)};
}

base::Result<AppliedPolicy> by_itself(const Governing& governing, const Packs::File* own,
                                      base::Instant now) {
  const auto& named = governing.settings.policy;
  auto combined = layered_policy({}, named.value, own, now);
  if (!combined && combined.error().kind == base::ErrorKind::not_found)
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration, "{}: {}",
                      named.origin, combined.error().message);
  if (!combined) return std::unexpected(std::move(combined).error());
  return AppliedPolicy{
      std::move(*combined),
      named.origin == "default"
          ? "nobody governs this component: the shipped default serves"
          : fmt::format("nobody governs this component: {} names it", named.origin)};
}

}  // namespace

Packs packs_of(const Governing& governing) {
  Packs packs;
  for (const auto& locked : governing.governance) {
    for (const auto& file : locked.source.packs) packs.files.push_back({file.path, file.text});
    packs.waivers = locked.source.waivers;
  }
  return packs;
}

std::string team_of(const Workspace& workspace, const Governing& governing) {
  for (const auto& locked : governing.governance)
    if (const auto* component = locked.source.component(component_id(workspace)))
      if (!component->team.empty()) return component->team;
  return governing.settings.team.value;
}

base::Result<AppliedPolicy> applied_policy(const Workspace& workspace, const Governing& governing,
                                           base::Instant now) {
  const Packs::File own{".andon/pack.yaml", governing.own_pack};
  const auto* on_top = governing.own_pack.empty() ? nullptr : &own;
  auto out = TRY(governing.governance.empty() ? by_itself(governing, on_top, now)
                                              : governed(workspace, governing, on_top, now));
  if (on_top) out.why += fmt::format("; on top of it {}", own.path);
  return out;
}

}  // namespace andon::flow
