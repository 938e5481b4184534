// trust.yaml: which key may do what, for which components, until when; and what a signature proves.
// Bytes in, checked facts out; opens no file and reads no clock.
//
// A key counts at the moment of judging, which is given: an SSH signature holds no time, so any
// other moment could be chosen by whoever holds an old key.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/ssh.h"
#include "model/plan.h"
#include "model/waiver.h"

namespace andon::governance {

inline constexpr std::string_view waiver_name_space = "andon-waiver";
inline constexpr std::string_view plan_name_space = "andon-plan";
inline constexpr std::string_view answer_name_space = "andon-answer";
inline constexpr std::string_view commit_name_space = "git";  // of git's SSH signatures

// What a key may do: sign runs; approve waivers and plans; bring in reports and reviews; open,
// close and stop; sign changes of the governance source.
enum class Role { pipeline, approver, importer, operations, governance };
std::string_view word(Role role);  // "operator" for operations

struct TrustedKey {
  std::string id;
  // "SHA256:..." of an SSH key; 40 or 64 hex digits of a GPG key; "account:lee" of a code host's.
  std::string fingerprint;
  std::optional<crypto::SshKey> ssh;
  std::string openpgp;  // of a GPG key: its packets, as a keyring has them; "" of others
  std::string owner;    // account, or "ci"
  std::vector<Role> roles;
  std::vector<std::string> components;  // globs; empty: all
  std::string highest_level;            // "" without a bound
  std::optional<base::Instant> from, until;
  std::uint32_t line = 0;  // in the file
};

struct Trust {
  std::string file;
  std::vector<TrustedKey> keys;
};

// Strict: errors are "file:line:column: ..." (origin configuration).
base::Result<Trust> parse_trust(std::string_view text, const std::string& file);

// An account of a code host, whose reviews stand in for a signature: as `fingerprint` has it.
std::string account_fingerprint(std::string_view account);

// `*` stands for any text without a slash, `**` for any text; the whole id must match.
bool component_matches(std::string_view glob, std::string_view component);

// One of its globs matches, or it has none.
bool is_for(const TrustedKey& key, std::string_view component);

struct Use {
  std::optional<Role> role;  // nothing: any
  std::string component;
  base::Instant at;
};
struct Permission {
  const TrustedKey* key = nullptr;  // that may; of `trust`
  std::string why_not;              // when none may: one clause
};
// A key may stand in several entries: one that fits is enough.
Permission may(const Trust& trust, std::string_view fingerprint, const Use& use);
// All that the key may do there and then.
std::vector<Role> roles_of(const Trust& trust, std::string_view fingerprint, const Use& use);

// What stands for the approval of a waiver.
struct Approval {
  bool is_proven = false;
  std::string key;      // id of the key that proves it
  std::string problem;  // why the signature that is there proves nothing; "" when there is none
};
struct SignedWaiver {
  const model::Waiver& waiver;
  std::string_view bytes;      // of its file
  std::string_view signature;  // of <file>.sig
};
// Proven: made over exactly these bytes by a key of role approver whose owner is the waiver's
// approver and not its owner, for this component, at this time. `trust` may be null.
Approval approval_of(const SignedWaiver& signed_waiver, const Trust* trust,
                     std::string_view component, base::Instant at);
// Why that account cannot prove it; "" when it can. For a key that is known already: of a signed
// commit, or an account of a review.
std::string objection(const model::Waiver& waiver, std::string_view approver);
std::string objection(const model::Plan& plan, std::string_view approver);     // not its owner
std::string objection(const model::Answer& answer, std::string_view account);  // who answered
// The same of a plan or an answer, whose signature stands beside it too.
struct SignedFile {
  std::string_view bytes, signature, name_space;
};
template <class Noun>
Approval approval_of(const Noun& noun, const SignedFile& file, const Trust* trust,
                     std::string_view component, base::Instant at);
// Names this component, or none at all.
bool speaks_of(const model::Waiver& waiver, std::string_view component);

}  // namespace andon::governance
