// SSH's wire format (RFC 4251, 5), read strictly: what is left over or not minimal is an error.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/ssh.h"

namespace andon::crypto {

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  bool is_at_end() const { return rest_.empty(); }
  base::Result<std::string_view> take(std::size_t count);
  base::Result<std::uint32_t> number();
  base::Result<std::string_view> text();
  // Of a positive integer: its bytes, highest first, without a leading zero.
  base::Result<std::string_view> positive();

 private:
  std::string_view rest_;
};

std::string wire_text(std::string_view bytes);  // with its length before it
// RFC 4648, 4, with padding and without line breaks; nothing when it is not.
std::optional<std::string> from_base64(std::string_view text);
std::string to_base64_unpadded(std::string_view bytes);

std::unexpected<base::Error> malformed(std::string_view why);

// The parts of a key's blob, checked: which curve, whose bytes.
struct KeyParts {
  std::string_view curve;        // "nistp256"; of ECDSA keys
  std::string_view point;        // of ECDSA and Ed25519 keys
  std::string_view exponent;     // of RSA keys
  std::string_view modulus;      // of RSA keys
  std::string_view application;  // of security keys: "ssh:"
};
base::Result<KeyParts> parts_of(const SshKey& key);
bool is_known_type(std::string_view type);
bool is_security_key(std::string_view type);
bool is_ecdsa(std::string_view type);
// The key in a blob; its type is on the list and its parts are sound.
base::Result<SshKey> key_from_blob(std::string_view blob);

}  // namespace andon::crypto
