// Keys, signatures, and commits that are signed: the first byte picks the door. What
// is read stays what it is, and no signature that anybody makes up is one of ours.
#include <optional>

#include "crypto/openpgp.h"
#include "crypto/ssh.h"
#include "fuzz/check.h"
#include "governance/commit_history.h"

namespace {

using namespace andon;
using fuzz::promise;

void read_key(std::string_view text) {
  const auto key = crypto::parse_ssh_key(text);
  if (!key) return;
  promise(key->fingerprint().size() == 50, "a fingerprint of another length");
  promise(key->type.find('\n') == std::string::npos, "a type of two lines");
}

void read_signature(std::string_view text) {
  const auto signature = crypto::parse_ssh_signature(text);
  if (!signature) return;
  for (const auto* name_space : {"andon-waiver", "andon-record", "andon-plan", "git"})
    promise(!crypto::verify(*signature, name_space, "nobody signed this"), "a forgery");
  // The shape alone may not matter: as if it had been made for us.
  auto ours = *signature;
  ours.name_space = "andon-record";
  promise(!crypto::verify(ours, "andon-record", "nobody signed this"), "a forgery");
}

void read_openpgp_key(std::string_view text) {
  const auto key = crypto::parse_openpgp_key(text);
  if (!key) return;
  promise(key->fingerprint.size() == 40, "a fingerprint of another length");
  promise(!key->bytes.empty(), "a key of no bytes");
}

void read_status(std::string_view text) {
  const auto signer = crypto::signer_in_status(text);
  if (!signer) return;
  promise(signer->size() == 40, "a signer without a fingerprint");
  promise(text.contains("GOODSIG") && text.contains("VALIDSIG"), "a bad signature is taken");
  promise(!text.contains("\n[GNUPG:] BADSIG ") && !text.contains("\n[GNUPG:] EXPKEYSIG ") &&
              !text.contains("\n[GNUPG:] REVKEYSIG "),
          "a signature that gpgv refused is taken");
}

// What was signed and the signature together are the commit: nothing of it is left out of both.
void read_commit(std::string_view text) {
  const auto parts = governance::parse_commit_object(text);
  if (!parts) return;
  promise(!parts->signature.empty() || parts->payload == text, "what nobody signed is changed");
  promise(parts->signature.size() + parts->payload.size() < text.size() + 1, "bytes are made up");
  const auto again = governance::parse_commit_object(parts->payload);
  promise(again && again->signature.empty() && again->payload == parts->payload &&
              again->tree == parts->tree && again->parents == parts->parents,
          "what was signed reads as another commit");
}

void read_history(std::string_view text) {
  const auto objects = governance::unpack_objects(text, "fuzz");
  if (!objects) {
    promise(objects.error().message.starts_with("fuzz:"), "an error without a place");
    return;
  }
  const auto packed = governance::pack_objects(*objects);
  const auto again = governance::unpack_objects(packed, "fuzz");
  promise(again && governance::pack_objects(*again) == packed, "kept objects change");
  for (const auto& [id, object] : *objects) {
    promise(governance::git_object_id(object.type, object.bytes) == id, "an object of another id");
    if (object.type != "commit") continue;
    governance::CommitHistory history(
        [&](std::string_view wanted) {
          const auto found = objects->find(wanted);
          return found == objects->end() ? nullptr : &found->second;
        },
        id);
    for (const auto& giver : history.givers("waivers/a.yaml", "a\n").commits) {
      promise(!giver.signature.empty(), "a commit that nobody signed");
      promise(objects->contains(giver.id), "a commit that is not there");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data + 1, size - 1);
  switch (data[0]) {
    case 's':
      read_signature(text);
      break;
    case 'p':
      read_openpgp_key(text);
      break;
    case 'g':
      read_status(text);
      break;
    case 'c':
      read_commit(text);
      break;
    case 'o':
      read_history(text);
      break;
    default:
      read_key(text);
  }
  return 0;
}
