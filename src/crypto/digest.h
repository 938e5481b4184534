// crypto: digests, keyed hashes, signatures of SSH keys (ssh.h) and, later, password hashes; the
// only caller of libcrypto. Pure functions on bytes: it opens no file and reads no clock, and it
// never logs or keeps what it is given.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace andon::crypto {

// In pieces: Sha256 sum; sum.update(a); sum.update(b); sum.hex().
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  Sha256& update(std::string_view bytes);
  // Ends the sum and begins a new one. 32 bytes; 64 lower-case hex digits.
  std::string bytes();
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One shot. The plain names give raw bytes (32, 64, 20), the _hex ones lower-case hex digits.
std::string sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha512(std::string_view bytes);
// For git's object ids and nothing else: SHA-1 is broken for everything that needs trust.
std::string sha1(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);
// HMAC (RFC 2104) with SHA-256.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);

}  // namespace andon::crypto
