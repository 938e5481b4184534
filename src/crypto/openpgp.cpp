#include "crypto/openpgp.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/ssh/wire.h"

namespace andon::crypto {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

constexpr std::string_view private_key = "it is a private key: take it out, and make a new one";
constexpr std::string_view armor_end = "-----END PGP PUBLIC KEY BLOCK-----";

std::unexpected<base::Error> wrong(ErrorKind kind, std::string_view why) {
  return base::fail(kind, ErrorOrigin::input, "{}", why);
}

// RFC 9580, 6.1: the generator and the start of the armor's checksum.
std::uint32_t crc24(std::string_view bytes) {
  std::uint32_t sum = 0xb704ce;
  for (const char byte : bytes) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 16;
    for (int bit = 0; bit < 8; ++bit) {
      sum <<= 1;
      if (sum & 0x1000000) sum ^= 0x1864cfb;
    }
  }
  return sum & 0xffffff;
}

Result<std::string> without_armor(std::string_view text) {
  std::string letters, checksum;
  enum class Part { before, headers, data, after } part = Part::before;
  for (const auto raw : base::lines(text)) {
    const auto line = base::trim(raw);
    if (part == Part::before) {
      if (line.empty()) continue;
      if (line == "-----BEGIN PGP PRIVATE KEY BLOCK-----")
        return wrong(ErrorKind::invalid, private_key);
      if (line != openpgp_key_begin)
        return wrong(ErrorKind::invalid, "it does not begin as a PGP public key block does");
      part = Part::headers;
    } else if (part == Part::headers) {
      // "Comment: ..."; an empty line ends them.
      if (line.empty())
        part = Part::data;
      else if (!line.contains(": "))
        return wrong(ErrorKind::invalid, "an empty line must part the key from its first line");
    } else if (part == Part::data) {
      if (line == armor_end)
        part = Part::after;
      else if (line.starts_with('='))
        checksum = line.substr(1);
      else if (checksum.empty())
        letters += line;
      else
        return wrong(ErrorKind::invalid, "the key goes on after its checksum");
    } else if (!line.empty()) {
      return wrong(ErrorKind::invalid, "something follows the key block");
    }
  }
  if (part != Part::after) return wrong(ErrorKind::invalid, "the key block does not end");
  auto bytes = from_base64(letters);
  if (!bytes || bytes->empty()) return wrong(ErrorKind::invalid, "the key block is no base64");
  if (checksum.empty()) return std::move(*bytes);
  const auto stated = from_base64(checksum);
  if (!stated || stated->size() != 3) return wrong(ErrorKind::invalid, "its checksum is no base64");
  std::uint32_t sum = 0;
  for (const char byte : *stated) sum = sum << 8 | static_cast<unsigned char>(byte);
  if (sum != crc24(*bytes)) return wrong(ErrorKind::invalid, "its checksum is another one");
  return std::move(*bytes);
}

// RFC 9580, 4.2: a packet at a time; lengths that are not stated are refused.
class Packets {
 public:
  explicit Packets(std::string_view bytes) : rest_(bytes) {}
  bool is_at_end() const { return rest_.empty(); }

  struct Packet {
    int tag = 0;
    std::string_view body;
  };
  Result<Packet> next() {
    const auto first = TRY(number(1));
    if ((first & 0x80) == 0) return wrong(ErrorKind::invalid, "a packet of it has no tag");
    Packet out;
    std::uint32_t length = 0;
    if (first & 0x40) {
      out.tag = static_cast<int>(first & 0x3f);
      length = TRY(new_length());
    } else {
      out.tag = static_cast<int>(first >> 2 & 0x0f);
      if ((first & 3) == 3) return wrong(ErrorKind::invalid, "a packet of it states no length");
      length = TRY(number(std::size_t{1} << (first & 3)));
    }
    out.body = TRY(take(length));
    return out;
  }

 private:
  Result<std::uint32_t> new_length() {
    const auto first = TRY(number(1));
    if (first < 192) return first;
    if (first < 224) return ((first - 192) << 8) + TRY(number(1)) + 192;
    if (first < 255) return wrong(ErrorKind::unsupported, "a packet of it comes in pieces");
    return number(4);
  }
  Result<std::string_view> take(std::size_t count) {
    if (count > rest_.size()) return wrong(ErrorKind::invalid, "a packet of it is cut short");
    const auto out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  Result<std::uint32_t> number(std::size_t bytes) {
    std::uint32_t out = 0;
    for (const char byte : TRY(take(bytes))) out = out << 8 | static_cast<unsigned char>(byte);
    return out;
  }

  std::string_view rest_;
};

enum Tag {
  signature = 2,
  secret_key = 5,
  public_key = 6,
  secret_subkey = 7,
  user = 13,
  public_subkey = 14,
  attribute = 17
};

// RFC 9580, 9.1: RSA, ECDH (of subkeys that only encrypt), ECDSA, EdDSA. No DSA, no Elgamal.
constexpr int rsa = 1;
constexpr std::array known_algorithms{rsa, 18, 19, 22};

// Version 4, and an algorithm that is on the list; body: version, time (4), algorithm, numbers.
Result<void> check_key(std::string_view body) {
  constexpr std::size_t head_bytes = 8;
  if (body.size() < head_bytes) return wrong(ErrorKind::invalid, "a packet of it is cut short");
  if (body[0] != 4)
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "it is of version {}; version 4 is read", static_cast<unsigned>(body[0]));
  const int algorithm = static_cast<unsigned char>(body[5]);
  if (std::ranges::find(known_algorithms, algorithm) == known_algorithms.end())
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "it is of algorithm {}; RSA, ECDSA and EdDSA are read", algorithm);
  const auto bits = static_cast<std::size_t>(static_cast<unsigned char>(body[6]) << 8 |
                                             static_cast<unsigned char>(body[7]));
  if (algorithm == rsa &&
      (bits < base::limits::rsa_least_bits || bits > base::limits::rsa_most_bits))
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "an RSA key of {} bits; from {} to {} are read", bits,
                      base::limits::rsa_least_bits, base::limits::rsa_most_bits);
  return {};
}

// RFC 4880, 12.2: the SHA-1 of 0x99, the length in two bytes, and the packet's body.
std::string fingerprint_of(std::string_view body) {
  std::string input = "\x99";
  input += static_cast<char>(body.size() >> 8 & 0xffu);
  input += static_cast<char>(body.size() & 0xffu);
  input += body;
  auto out = sha1_hex(input);
  for (auto& letter : out)
    if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
  return out;
}

}  // namespace

Result<OpenPgpKey> parse_openpgp_key(std::string_view armored) {
  if (armored.size() > base::limits::openpgp_key_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "a key block has at most {} bytes",
                      base::limits::openpgp_key_bytes);
  OpenPgpKey out;
  out.bytes = TRY(without_armor(armored));
  Packets packets(out.bytes);
  while (!packets.is_at_end()) {
    const auto packet = TRY(packets.next());
    switch (packet.tag) {
      case secret_key:
      case secret_subkey:
        return wrong(ErrorKind::invalid, private_key);
      case public_key:
        if (!out.fingerprint.empty())
          return wrong(ErrorKind::invalid, "it holds several keys: one an entry");
        TRY(check_key(packet.body));
        if (packet.body.size() > 0xffff) return wrong(ErrorKind::too_large, "its key is too large");
        out.fingerprint = fingerprint_of(packet.body);
        break;
      case public_subkey:
        TRY(check_key(packet.body));
        break;
      case signature:
      case user:
      case attribute:
        break;
      default:
        return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                          "a packet of tag {} is no part of a public key", packet.tag);
    }
    if (out.fingerprint.empty()) return wrong(ErrorKind::invalid, "it does not begin with a key");
  }
  return out;
}

namespace {

// RFC 9580, 9.5: SHA-256, SHA-384, SHA-512, SHA-224; no MD5, SHA-1 or RIPEMD-160.
constexpr std::array<std::string_view, 4> known_hashes{"8", "9", "10", "11"};

struct Refusal {
  std::string_view word, why;
};
constexpr std::array refusals{
    Refusal{"BADSIG", "the signature is not of these bytes by its key"},
    Refusal{"EXPSIG", "the signature has expired"},
    Refusal{"EXPKEYSIG", "its key has expired"},
    Refusal{"REVKEYSIG", "its key was revoked"},
};

}  // namespace

Result<std::string> signer_in_status(std::string_view status) {
  constexpr std::string_view mark = "[GNUPG:] ";
  std::size_t good = 0, begun = 0;
  std::vector<std::vector<std::string_view>> valid;
  bool is_error = false, is_unknown = false;
  for (const auto line : base::lines(status)) {
    if (!line.starts_with(mark)) continue;
    const auto words = base::split(line.substr(mark.size()), ' ');
    const auto found = std::ranges::find(refusals, words[0], &Refusal::word);
    if (found != refusals.end()) return wrong(ErrorKind::denied, found->why);
    good += words[0] == "GOODSIG";
    begun += words[0] == "NEWSIG";
    is_error = is_error || words[0] == "ERRSIG" || words[0] == "NODATA";
    is_unknown = is_unknown || words[0] == "NO_PUBKEY";
    if (words[0] == "VALIDSIG") valid.push_back(words);
  }
  if (is_unknown) return wrong(ErrorKind::not_found, "trust.yaml holds no key that made it");
  if (is_error || good != 1 || begun != 1 || valid.size() != 1)
    return wrong(ErrorKind::denied, "gpgv does not take it for one good signature");
  // VALIDSIG fingerprint date time expiry version reserved key-algorithm hash class primary
  const auto& words = valid.front();
  if (words.size() < 11) return wrong(ErrorKind::denied, "gpgv names no key that made it");
  const auto is_known = [&](std::string_view word) {
    return std::ranges::any_of(known_algorithms,
                               [&](int each) { return word == std::to_string(each); });
  };
  if (!is_known(words[7]))
    return wrong(ErrorKind::denied, "it is of an algorithm that is not read");
  if (std::ranges::find(known_hashes, words[8]) == known_hashes.end())
    return wrong(ErrorKind::denied, "its hash is too weak: SHA-2 is taken");
  // A signature over a document's bytes (RFC 9580, 5.2.1), not over a key or a text.
  if (words[9] != "00") return wrong(ErrorKind::denied, "it is no signature of a document");
  const std::string primary(words[10]);
  if (primary.size() != 40) return wrong(ErrorKind::denied, "gpgv names no key that made it");
  return primary;
}

}  // namespace andon::crypto
