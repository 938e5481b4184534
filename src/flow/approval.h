// What a signature stands for here: approvals of waivers (law 9), and records that came from
// elsewhere (law 11). The side that judges says whose keys count.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "governance/trust.h"

namespace andon::flow {

class State;
struct Workspace;

// The keys that count for this workspace: of the side that judges, never of the change. Nothing
// where there is no trust.yaml.
std::optional<governance::Trust> trust_of(const Workspace& workspace);

// Sets the standing that the waivers of both sides, and the governance source's plans and answers,
// have at `at`; a proven one that the change brings counts at once. A signature that proves nothing
// is named in the notes of the side that judges.
void settle_approvals(base::Context& context, Workspace& workspace, base::Instant at);

// Proven waivers that the change brings join those that judge.
void count_proven(Workspace& workspace);

// What a record may be believed.
struct RecordStanding {
  bool is_own = false;  // made on this machine, as its state says (State::is_own)
  struct By {
    std::string key, owner;
    std::vector<governance::Role> roles;
  };
  std::vector<By> signers;         // keys that count for the component at the judge's moment
  std::vector<std::string> notes;  // signatures that prove nothing, and why
  // Signed by a key of that role.
  bool is_signed_for(governance::Role role) const;
};
struct Judge {
  std::optional<governance::Trust> trust;  // nothing: then nobody's signature counts
  std::string component;
  std::optional<base::Instant> at = {};  // nothing: now
};
// An unsigned record that came from elsewhere has neither: it is a cache of dates, never a pass,
// and loosens nothing.
base::Result<RecordStanding> standing_of(base::Context& context, const State& state,
                                         std::string_view digest, const Judge& judge);

}  // namespace andon::flow
