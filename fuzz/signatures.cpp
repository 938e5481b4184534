// Keys, signatures and lists of keys: read or refused; what is read stays what it is, and no
// signature that anybody makes up is one of ours.
#include "crypto/ssh.h"
#include "fuzz/check.h"
#include "governance/trust.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto text = fuzz::text_of(data, size);
  const auto key = crypto::parse_ssh_key(text);
  if (key) {
    fuzz::promise(key->fingerprint().size() == 50, "a fingerprint of another length");
    fuzz::promise(key->type.find('\n') == std::string::npos, "a type of two lines");
  }
  const auto signature = crypto::parse_ssh_signature(text);
  if (signature) {
    for (const auto* name_space : {"andon-waiver", "andon-record"})
      fuzz::promise(!crypto::verify(*signature, name_space, "nobody signed this"), "a forgery");
    // The shape alone may not matter: as if it had been made for us.
    auto ours = *signature;
    ours.name_space = "andon-record";
    fuzz::promise(!crypto::verify(ours, "andon-record", "nobody signed this"), "a forgery");
  }
  const auto trust = governance::parse_trust(text, "fuzz.yaml");
  if (!trust) {
    fuzz::promise(trust.error().message.starts_with("fuzz.yaml:"), "an error without a place");
    return 0;
  }
  for (const auto& each : trust->keys) {
    fuzz::promise(!each.roles.empty(), "a key without a role");
    const governance::Use use{each.roles.front(), "shop", {0}};
    const auto permission = governance::may(*trust, each.fingerprint, use);
    fuzz::promise((permission.key == nullptr) != permission.why_not.empty(), "no reason");
  }
  return 0;
}
