// Signatures beside a record, one file a key: <2 hex>/<62 hex>.<32 hex of the key's digest>.sig,
// an SSH signature (name space "andon-record") over the record's canonical JSON. Each is verified
// whenever it is read, taken or given; whether its key may be trusted is governance's to say. One
// that does not verify is named and left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ssh.h"
#include "records/records.h"

namespace andon::records {

inline constexpr std::string_view record_name_space = "andon-record";

// Where the signature of that key stands, relative to the folder.
std::string signature_path(std::string_view digest, const crypto::SshKey& key);

// Parsed and verified against the record's bytes.
base::Result<crypto::SshSignature> verified_signature(const Sealed& sealed,
                                                      std::string_view armored);

// Verified, then written beside the record, which must be at hand. True when it was not there;
// too_large when the record has limits::record_signatures of others.
base::Result<bool> put_signature(base::Context& context, const Folder& folder,
                                 std::string_view digest, std::string_view armored);

struct Signatures {
  std::vector<crypto::SshSignature> verified;
  std::vector<model::Problem> problems;  // files that prove nothing, and why
};
base::Result<Signatures> signatures_of(base::Context& context, const Folder& folder,
                                       std::string_view digest);

// Whether a signature of that key stands beside the record and verifies: one file is looked for by
// its name, nothing is listed.
bool is_signed_by(base::Context& context, const Folder& folder, std::string_view digest,
                  const crypto::SshKey& key);

}  // namespace andon::records
