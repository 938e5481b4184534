// Packs: one policy out of several layers, each of which may only tighten what stands above it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/waiver.h"
#include "policy/policy.h"

namespace andon::policy {

struct Combined {
  std::string text;  // the effective policy as a document; what records keep and replays read
  Policy policy;     // parse(text), and the tests of the last layer
  std::vector<std::string> notes;      // what is loosened until when, and what no longer is
  std::optional<base::Instant> until;  // the end of the first waiver that it rests on
};

// Layers in order, the shipped or the organisation's first. Tightening is free: a new rule, a
// higher effect or lifecycle, an earlier effective_on, a parameter on its stricter side, a shorter
// grant. All else is loosening and refused with the file and line of the key, unless one of
// `waivers` (of the governance source: a component's own never count here) names it as rule
// "policy:RULE" or "policy:parameters.NAME" and has not ended at `now`. Of one that has ended the
// loosening no longer counts, and a note says so.
base::Result<Combined> combine(std::vector<Policy> layers, std::span<const model::Waiver> waivers,
                               base::Instant now);

// The document of a policy; parse() of it is the same policy but for places and tests.
std::string text_of(const Policy& policy);

// What a pack is picked by.
struct Subject {
  std::string component;
  std::string product;
  std::string tier;
  bool is_public = false;
};
// The most specific of the packs that apply: by component, product, tier, exposure, then the one
// without any. Null pointer where none applies; an error where two do that say equally much.
base::Result<const Policy*> choose_pack(std::span<const Policy> packs, const Subject& subject);

// What differs between two policies, rule by rule.
struct Difference {
  std::string what;  // the rule, or "parameters.NAME", "levels.NAME"
  std::string text;  // "effect: warn -> block"
  bool is_loosening = false;
  std::string place;  // file:line in the policy that has it
};
std::vector<Difference> differences(const Policy& before, const Policy& after);

}  // namespace andon::policy
