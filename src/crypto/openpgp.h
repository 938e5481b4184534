// OpenPGP as far as it is needed to let gpgv verify: public keys out of their armor (RFC 9580, 6.2;
// version 4 keys), and what gpgv says of a signature (GnuPG's doc/DETAILS, "Format of the
// --status-fd output"). Nothing is verified here, and no private key is read.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::crypto {

inline constexpr std::string_view openpgp_key_begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
inline constexpr std::string_view openpgp_signature_begin = "-----BEGIN PGP SIGNATURE-----";

struct OpenPgpKey {
  std::string fingerprint;  // of the primary key: 40 upper-case hex digits (RFC 4880, 12.2)
  std::string bytes;        // its packets without the armor, as a keyring has them
};

// One key block. Errors (invalid, unsupported, too_large) name what is wrong and no place.
base::Result<OpenPgpKey> parse_openpgp_key(std::string_view armored);

// The fingerprint of the primary key that made the one signature that gpgv was asked about; denied
// with the reason where it is not good, or its key has expired or was revoked; not_found where the
// key is not in the keyring.
base::Result<std::string> signer_in_status(std::string_view status);

}  // namespace andon::crypto
