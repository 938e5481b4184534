#include "flow/belief.h"

#include <algorithm>

#include "flow/state.h"
#include "records/signatures.h"

namespace andon::flow {

Belief::Belief(base::Context& context, const State& state,
               const std::optional<governance::Trust>& trust, std::string component)
    : context_(context), state_(state) {
  if (!trust) return;
  const governance::Use use{{}, std::move(component), context.world.clock().now()};
  for (const auto& key : trust->keys) {
    // Most keys of an organisation are for other components: the cheap question first.
    const bool is_for =
        key.components.empty() || std::ranges::any_of(key.components, [&](const std::string& glob) {
          return governance::component_matches(glob, use.component);
        });
    if (!key.ssh || !is_for) continue;
    auto roles = governance::roles_of(*trust, key.fingerprint, use);
    const bool is_known = std::ranges::any_of(
        keys_, [&](const Key& other) { return other.key->fingerprint == key.fingerprint; });
    if (!roles.empty() && !is_known) keys_.push_back({&key, std::move(roles)});
  }
}

const Belief::Standing& Belief::standing_of(std::string_view digest) {
  if (const auto found = known_.find(digest); found != known_.end()) return found->second;
  Standing standing;
  standing.is_own = state_.is_own(context_, digest);
  for (const auto& [key, roles] : keys_)
    if (!standing.is_own && records::is_signed_by(context_, state_.records(), digest, *key->ssh))
      standing.roles.insert(standing.roles.end(), roles.begin(), roles.end());
  return known_.emplace(std::string(digest), std::move(standing)).first->second;
}

bool Belief::operator()(std::string_view digest, std::initializer_list<governance::Role> roles) {
  const auto& standing = standing_of(digest);
  return standing.is_own || std::ranges::any_of(roles, [&](governance::Role role) {
           return std::ranges::find(standing.roles, role) != standing.roles.end();
         });
}

}  // namespace andon::flow
