// Signatures over what was made here. andon never reads a private key: the installed ssh-keygen
// signs, with a key file or through the agent, and what it gives is verified before it is kept.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "governance/trust.h"

namespace andon::flow {

class State;

struct SigningKey {
  std::string file;    // private key, or a public one whose private half the agent holds
  std::string origin;  // "--sign" or "ANDON_SIGNING_KEY"
  bool is_given() const { return !file.empty(); }
};

// What was given, else ANDON_SIGNING_KEY; not_found (usage) when there is no such file.
base::Result<SigningKey> signing_key(base::Context& context, const std::string& given);

// The armored signature. Never runs a program that stands in `tree_root`.
base::Result<std::string> sign(base::Context& context, const SigningKey& key,
                               std::string_view name_space, std::string_view bytes,
                               const std::string& tree_root);

struct Signer {
  std::optional<governance::Trust> trust;  // of the side that judges
  std::string component, tree_root;
  std::optional<governance::Role> role = {};  // that the records need to count elsewhere
};
// Signs those records and puts the signatures beside them. A sentence for people: by which key, and
// whether it counts.
base::Result<std::string> sign_records(base::Context& context, State& state, const SigningKey& key,
                                       std::span<const std::string> digests, const Signer& signer);

}  // namespace andon::flow
