#include "records/signatures.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace andon::records {

using base::ErrorKind;
using base::ErrorOrigin;

namespace {

constexpr std::size_t key_digits = 32;

// The names of the signature files of that record, without its shelf.
base::Result<std::vector<std::string>> files_of(base::Context& context, const Folder& folder,
                                                std::string_view digest) {
  std::vector<std::string> out;
  const std::string shelf(digest.substr(0, 2));
  auto entries = context.world.files().list(folder.path() + "/" + shelf);
  if (!entries) {
    if (entries.error().kind == ErrorKind::not_found) return out;
    return std::unexpected(std::move(entries).error());
  }
  for (const auto& entry : *entries) {
    const auto path = shelf + "/" + entry.name;
    if (signed_digest_of(path) == digest) out.push_back(path);
  }
  return out;
}

}  // namespace

std::string signature_path(std::string_view digest, const crypto::SshKey& key) {
  return fmt::format("{}/{}.{}.sig", digest.substr(0, 2), digest.substr(2),
                     key.digest().substr(0, key_digits));
}

base::Result<crypto::SshSignature> verified_signature(const Sealed& sealed,
                                                      std::string_view armored) {
  auto signature = TRY(crypto::parse_ssh_signature(armored));
  TRY(crypto::verify(signature, record_name_space, sealed.bytes));
  return signature;
}

base::Result<bool> put_signature(base::Context& context, const Folder& folder,
                                 std::string_view digest, std::string_view armored) {
  const auto sealed = TRY(folder.read_sealed(context, digest), "finding what was signed");
  const auto signature = TRY(verified_signature(sealed, armored));
  const auto path = signature_path(digest, signature.key);
  const auto others = TRY(files_of(context, folder, digest));
  auto& files = context.world.files();
  const auto file = folder.path() + "/" + path;
  if (std::ranges::find(others, path) != others.end()) {
    // One of a key is enough, but not one that was cut or garbled.
    const auto before = files.read(file, base::limits::ssh_signature_bytes);
    if (before && verified_signature(sealed, *before)) return false;
  } else if (others.size() >= base::limits::record_signatures) {
    return base::fail(ErrorKind::too_large, ErrorOrigin::input,
                      "the record has {} signatures already", others.size());
  }
  TRY(files.write_atomically(file, armored, 0600), "writing a signature");
  return true;
}

base::Result<Signatures> signatures_of(base::Context& context, const Folder& folder,
                                       std::string_view digest) {
  Signatures out;
  auto paths = TRY(files_of(context, folder, digest));
  if (paths.empty()) return out;
  const auto sealed = TRY(folder.read_bytes(context, digest));
  for (const auto& path : paths) {
    const auto refuse = [&](const std::string& why) {
      out.problems.push_back({path, why + ": left out", false});
    };
    if (out.verified.size() + out.problems.size() >= base::limits::record_signatures) {
      refuse("the record has too many signatures");
      break;
    }
    const auto armored =
        context.world.files().read(folder.path() + "/" + path, base::limits::ssh_signature_bytes);
    if (!armored) {
      refuse(armored.error().text());
      continue;
    }
    auto signature = verified_signature(sealed, *armored);
    if (signature)
      out.verified.push_back(std::move(*signature));
    else
      refuse(signature.error().message);
  }
  return out;
}

bool is_signed_by(base::Context& context, const Folder& folder, std::string_view digest,
                  const crypto::SshKey& key) {
  if (!is_digest(digest)) return false;
  const auto file = folder.path() + "/" + signature_path(digest, key);
  const auto armored = context.world.files().read(file, base::limits::ssh_signature_bytes);
  if (!armored) return false;
  // What is signed are the bytes: that they are a record was seen when it was indexed.
  const auto sealed = folder.read_bytes(context, digest);
  if (!sealed) return false;
  const auto signature = verified_signature(*sealed, *armored);
  return signature && signature->key == key;
}

}  // namespace andon::records
