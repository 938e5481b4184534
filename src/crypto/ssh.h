// OpenSSH public keys and SSHSIG signatures (OpenSSH's PROTOCOL.sshsig, version 1): read with
// limits, verified through libcrypto. A short list of algorithms and no other: Ed25519, ECDSA on
// the three NIST curves, RSA of 2048 bits and more with SHA-2, and the first two on security keys.
// No SHA-1, no certificates, no private key. Who may sign what is governance's to say.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::crypto {

struct SshKey {
  std::string type;     // "ssh-ed25519"
  std::string blob;     // as it goes over the wire (RFC 4253, 6.6)
  std::string comment;  // what follows in the line

  std::string fingerprint() const;  // "SHA256:...", as `ssh-keygen -l` prints it
  std::string digest() const;       // sha256 of the blob, 64 hex digits: for file names
  friend bool operator==(const SshKey& a, const SshKey& b) { return a.blob == b.blob; }
};

// One line "type base64 comment", without authorized_keys options. Errors (invalid, unsupported,
// too_large) name what is wrong and no place: the caller knows it.
base::Result<SshKey> parse_ssh_key(std::string_view line);

struct SshSignature {
  SshKey key;              // that made it, says the signature: no reason to trust it
  std::string name_space;  // what it was made for: "andon-waiver"
  std::string hash;        // of the message: "sha256" or "sha512"
  std::string algorithm;   // "ssh-ed25519", "rsa-sha2-512"
  std::string bytes;       // of the signature proper
  // Of a security key: flags (1: touched), and how many signatures it made.
  std::uint8_t flags = 0;
  std::uint32_t counter = 0;
};

// "-----BEGIN SSH SIGNATURE-----" ...; its shape alone is judged here.
base::Result<SshSignature> parse_ssh_signature(std::string_view armored);
// denied when the signature is not of these bytes in this name space by its key.
base::Result<void> verify(const SshSignature& signature, std::string_view name_space,
                          std::string_view message);

}  // namespace andon::crypto
