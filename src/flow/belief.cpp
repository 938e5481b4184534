#include "flow/belief.h"

#include <algorithm>

#include "flow/verified.h"

namespace andon::flow {

Belief::Belief(Verified& verified, const governance::Trust* trust, governance::Use use)
    : verified_(verified) {
  if (!trust) return;
  for (const auto& key : trust->keys) {
    // Most keys of an organisation are for other components: the cheap question first.
    if (!key.ssh || !governance::is_for(key, use.component)) continue;
    auto roles = governance::roles_of(*trust, key.fingerprint, use);
    const bool is_known =
        std::ranges::any_of(keys_, [&](const Key& other) { return other.key == *key.ssh; });
    if (!roles.empty() && !is_known) keys_.push_back({*key.ssh, std::move(roles)});
  }
}

const Belief::Standing& Belief::standing_of(std::string_view digest) {
  if (const auto found = known_.find(digest); found != known_.end()) return found->second;
  Standing standing;
  standing.is_own = verified_.is_own(digest);
  for (const auto& [key, roles] : keys_)
    if (!standing.is_own && verified_.is_signed_by(digest, key))
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
