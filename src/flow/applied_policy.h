// Which policy judges a component: of its governance source, or of itself where nobody governs it;
// with its own pack on top. And why it is that one, for people.
#pragma once
#include <string>

#include "policy/pack.h"

namespace andon::flow {

struct Governing;
struct Packs;  // flow/policy.h
struct Workspace;

struct AppliedPolicy {
  policy::Combined combined;
  std::string why;  // "of the governance source ../gov, for shop-web: it names the tier high"
};

// `governing` is the side that judges, or that is proposed.
base::Result<AppliedPolicy> applied_policy(const Workspace& workspace, const Governing& governing,
                                           base::Instant now);

// The packs of the governance source and the waivers that may loosen them; empty without one.
Packs packs_of(const Governing& governing);
// The team that the governance source names for the component, else andon.yaml; "" for none.
std::string team_of(const Workspace& workspace, const Governing& governing);

}  // namespace andon::flow
