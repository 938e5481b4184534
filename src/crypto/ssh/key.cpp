#include <algorithm>
#include <array>
#include <bit>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/ssh/wire.h"

namespace andon::crypto {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

constexpr std::array<std::string_view, 7> types{"ssh-ed25519",
                                                "ecdsa-sha2-nistp256",
                                                "ecdsa-sha2-nistp384",
                                                "ecdsa-sha2-nistp521",
                                                "ssh-rsa",
                                                "sk-ssh-ed25519@openssh.com",
                                                "sk-ecdsa-sha2-nistp256@openssh.com"};

constexpr std::size_t ed25519_bytes = 32;

std::string known_types() {
  return base::join(std::vector<std::string>(types.begin(), types.end()), ", ");
}

std::size_t bits_of(std::string_view number) {
  return (number.size() - 1) * 8 +
         static_cast<std::size_t>(std::bit_width(static_cast<unsigned char>(number.front())));
}

// Uncompressed (SEC 1, 2.3.3): 04, then both coordinates.
bool is_point(std::string_view curve, std::string_view point) {
  const std::size_t bytes = curve == "nistp256" ? 32 : curve == "nistp384" ? 48 : 66;
  return point.size() == 1 + 2 * bytes && point.front() == '\x04';
}

Result<void> read_ecdsa(const SshKey& key, WireReader& reader, KeyParts& out) {
  out.curve = TRY(reader.text());
  const auto at = key.type.find("nistp");
  if (out.curve != std::string_view(key.type).substr(at, 8))
    return malformed("its curve is not the one that its type says");
  out.point = TRY(reader.text());
  if (!is_point(out.curve, out.point)) return malformed("its point is none of the curve");
  return {};
}

Result<void> read_rsa(WireReader& reader, KeyParts& out) {
  out.exponent = TRY(reader.positive());
  out.modulus = TRY(reader.positive());
  const auto bits = bits_of(out.modulus);
  if (bits < base::limits::rsa_least_bits)
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "an RSA key of {} bits is too weak: at least {}", bits,
                      base::limits::rsa_least_bits);
  if (bits > base::limits::rsa_most_bits || out.exponent.size() > 8)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "the RSA key is too large");
  const auto is_odd = [](std::string_view number) { return (number.back() & 1) != 0; };
  if (!is_odd(out.modulus) || !is_odd(out.exponent) || out.exponent == "\x01")
    return malformed("it is no RSA key");
  return {};
}

}  // namespace

bool is_known_type(std::string_view type) { return std::ranges::find(types, type) != types.end(); }
bool is_security_key(std::string_view type) { return type.starts_with("sk-"); }
bool is_ecdsa(std::string_view type) { return type.find("ecdsa-") != std::string_view::npos; }

Result<KeyParts> parts_of(const SshKey& key) {
  WireReader reader(key.blob);
  KeyParts out;
  if (TRY(reader.text()) != key.type) return malformed("its type is not the one inside");
  if (is_ecdsa(key.type)) {
    TRY(read_ecdsa(key, reader, out));
  } else if (key.type == "ssh-rsa") {
    TRY(read_rsa(reader, out));
  } else {
    out.point = TRY(reader.text());
    if (out.point.size() != ed25519_bytes) return malformed("an Ed25519 key has 32 bytes");
  }
  if (is_security_key(key.type)) {
    out.application = TRY(reader.text());
    if (out.application.empty()) return malformed("a security key names its application");
  }
  if (!reader.is_at_end()) return malformed("something follows the key");
  return out;
}

Result<SshKey> key_from_blob(std::string_view blob) {
  WireReader reader(blob);
  SshKey key;
  key.type = TRY(reader.text());
  key.blob = blob;
  if (!is_known_type(key.type))
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "keys of type \"{}\" are not taken; known: {}",
                      base::shortened(base::printable(key.type), 60), known_types());
  TRY(parts_of(key));
  return key;
}

Result<SshKey> parse_ssh_key(std::string_view line) {
  line = base::trim(line);
  if (line.size() > base::limits::ssh_key_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "a key has at most {} bytes",
                      base::limits::ssh_key_bytes);
  if (line.find('\n') != std::string_view::npos) return malformed("a key is one line");
  const auto first = line.find_first_of(" \t");
  const auto type = line.substr(0, first);
  if (!is_known_type(type))
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "\"{}\" is no type of key that is taken; known: {}",
                      base::shortened(base::printable(type), 60), known_types());
  auto rest = first == std::string_view::npos ? std::string_view() : base::trim(line.substr(first));
  const auto second = rest.find_first_of(" \t");
  const auto blob = from_base64(rest.substr(0, second));
  if (!blob || blob->empty()) return malformed("what follows the type is no base64");
  auto key = TRY(key_from_blob(*blob));
  if (key.type != type) return malformed("its type is not the one inside");
  if (second != std::string_view::npos) key.comment = base::trim(rest.substr(second));
  return key;
}

std::string SshKey::fingerprint() const { return "SHA256:" + to_base64_unpadded(sha256(blob)); }
std::string SshKey::digest() const { return sha256_hex(blob); }

}  // namespace andon::crypto
