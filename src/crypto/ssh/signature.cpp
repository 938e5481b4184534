#include <array>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/ssh/wire.h"

namespace andon::crypto {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

// PROTOCOL.sshsig, "Armored format" and "Blob format".
constexpr std::string_view armor_begin = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view armor_end = "-----END SSH SIGNATURE-----";
constexpr std::string_view magic = "SSHSIG";
constexpr std::uint32_t version = 1;
constexpr std::uint8_t flag_touched = 0x01;  // PROTOCOL.u2f, "SSH U2F Signatures"
constexpr std::size_t ed25519_signature_bytes = 64;

template <class T, void (*release)(T*)>
struct Free {
  void operator()(T* held) const { release(held); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM, OSSL_PARAM_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;
using EcdsaPair = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::unexpected<base::Error> not_theirs() {
  ERR_clear_error();
  return base::fail(ErrorKind::denied, ErrorOrigin::input,
                    "the signature is not of these bytes by its key");
}

Result<std::string> armored_bytes(std::string_view text) {
  std::string letters;
  bool is_open = false, is_closed = false;
  for (const auto raw : base::lines(text)) {
    const auto line = base::trim(raw);
    if (!is_open) {
      if (line != armor_begin) return malformed("it does not begin as an SSH signature does");
      is_open = true;
    } else if (line == armor_end) {
      if (is_closed) return malformed("something follows its end");
      is_closed = true;
    } else if (is_closed) {
      if (!line.empty()) return malformed("something follows its end");
    } else {
      letters += line;
    }
  }
  if (!is_closed) return malformed("it is cut off");
  auto bytes = from_base64(letters);
  if (!bytes) return malformed("what it holds is no base64");
  return std::move(*bytes);
}

bool is_algorithm_of(std::string_view algorithm, std::string_view type) {
  if (type == "ssh-rsa") return algorithm == "rsa-sha2-256" || algorithm == "rsa-sha2-512";
  return algorithm == type;
}

Result<void> read_proper(std::string_view blob, SshSignature& out) {
  WireReader reader(blob);
  out.algorithm = TRY(reader.text());
  if (!is_algorithm_of(out.algorithm, out.key.type))
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "\"{}\" is no signature that is taken of a key of type {}",
                      base::shortened(base::printable(out.algorithm), 60), out.key.type);
  out.bytes = TRY(reader.text());
  if (is_security_key(out.key.type)) {
    out.flags = static_cast<std::uint8_t>(TRY(reader.take(1)).front());
    out.counter = TRY(reader.number());
  }
  if (!reader.is_at_end()) return malformed("something follows the signature");
  return {};
}

Key made_of(const char* type, const Builder& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return {};
  // Fails for a point that is not on the curve.
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return {};
  return Key(key);
}

Key rsa_key(const KeyParts& parts) {
  const Builder builder(OSSL_PARAM_BLD_new());
  const auto number = [](std::string_view bytes) {
    return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  };
  const auto modulus = number(parts.modulus), exponent = number(parts.exponent);
  ASSERT(builder && modulus && exponent);
  ASSERT(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1);
  ASSERT(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
  return made_of("RSA", builder);
}

Key ecdsa_key(const KeyParts& parts) {
  const Builder builder(OSSL_PARAM_BLD_new());
  const char* group = parts.curve == "nistp256"   ? "prime256v1"
                      : parts.curve == "nistp384" ? "secp384r1"
                                                  : "secp521r1";
  ASSERT(builder != nullptr);
  ASSERT(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1);
  ASSERT(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                          parts.point.data(), parts.point.size()) == 1);
  return made_of("EC", builder);
}

// libcrypto wants DER where SSH has two integers (RFC 5656, 3.1.2).
Result<std::string> der_of(std::string_view pair) {
  WireReader reader(pair);
  const auto r = TRY(reader.positive());
  const auto s = TRY(reader.positive());
  constexpr std::size_t most_bytes = 66;
  if (!reader.is_at_end() || r.size() > most_bytes || s.size() > most_bytes)
    return malformed("it holds no ECDSA signature");
  const EcdsaPair both(ECDSA_SIG_new());
  ASSERT(both != nullptr);
  ASSERT(ECDSA_SIG_set0(both.get(), BN_bin2bn(bytes_of(r), static_cast<int>(r.size()), nullptr),
                        BN_bin2bn(bytes_of(s), static_cast<int>(s.size()), nullptr)) == 1);
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(both.get(), &der);
  ASSERT(length > 0);
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return out;
}

Result<void> check(EVP_PKEY* key, const char* hash, std::string_view signature,
                   std::string_view signed_bytes) {
  const DigestContext context(EVP_MD_CTX_new());
  ASSERT(context != nullptr);
  if (EVP_DigestVerifyInit_ex(context.get(), nullptr, hash, nullptr, nullptr, key, nullptr) != 1)
    return not_theirs();
  if (EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(signed_bytes),
                       signed_bytes.size()) != 1)
    return not_theirs();
  return {};
}

Result<void> check_proper(const SshSignature& signature, std::string_view signed_bytes) {
  const auto parts = TRY(parts_of(signature.key));
  if (signature.key.type == "ssh-rsa") {
    const auto key = rsa_key(parts);
    if (!key || signature.bytes.size() != parts.modulus.size()) return not_theirs();
    const char* hash = signature.algorithm == "rsa-sha2-256" ? "SHA256" : "SHA512";
    return check(key.get(), hash, signature.bytes, signed_bytes);
  }
  if (is_ecdsa(signature.key.type)) {
    const auto key = ecdsa_key(parts);
    if (!key) return not_theirs();
    const auto der = TRY(der_of(signature.bytes));
    const char* hash = parts.curve == "nistp256"   ? "SHA256"
                       : parts.curve == "nistp384" ? "SHA384"
                                                   : "SHA512";
    return check(key.get(), hash, der, signed_bytes);
  }
  const Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, bytes_of(parts.point),
                                               parts.point.size()));
  if (!key || signature.bytes.size() != ed25519_signature_bytes) return not_theirs();
  return check(key.get(), nullptr, signature.bytes, signed_bytes);
}

// What a security key signs in place of the message (PROTOCOL.u2f).
std::string on_security_key(const SshSignature& signature, std::string_view application,
                            std::string_view message) {
  std::string out = sha256(application);
  out += static_cast<char>(signature.flags);
  for (const int shift : {24, 16, 8, 0})
    out += static_cast<char>(signature.counter >> shift & 0xff);
  return out + sha256(message);
}

}  // namespace

Result<SshSignature> parse_ssh_signature(std::string_view armored) {
  if (armored.size() > base::limits::ssh_signature_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "a signature has at most {} bytes",
                      base::limits::ssh_signature_bytes);
  const auto bytes = TRY(armored_bytes(armored));
  WireReader reader(bytes);
  if (TRY(reader.take(magic.size())) != magic) return malformed("it holds no SSH signature");
  if (const auto found = TRY(reader.number()); found != version)
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "version {} of SSH signatures is not known", found);
  SshSignature out;
  out.key = TRY(key_from_blob(TRY(reader.text())));
  out.name_space = TRY(reader.text());
  if (out.name_space.empty()) return malformed("it names no name space");
  // For later versions; ssh-keygen signs it as empty whatever stands there.
  if (!TRY(reader.text()).empty()) return malformed("its reserved field is not empty");
  out.hash = TRY(reader.text());
  if (out.hash != "sha256" && out.hash != "sha512")
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input, "its hash \"{}\" is not taken",
                      base::shortened(base::printable(out.hash), 30));
  TRY(read_proper(TRY(reader.text()), out));
  if (!reader.is_at_end()) return malformed("something follows the signature");
  return out;
}

Result<void> verify(const SshSignature& signature, std::string_view name_space,
                    std::string_view message) {
  if (signature.name_space != name_space)
    return base::fail(ErrorKind::denied, ErrorOrigin::input,
                      "the signature was made for \"{}\", not for \"{}\"",
                      base::shortened(base::printable(signature.name_space), 60), name_space);
  std::string signed_bytes(magic);
  signed_bytes += wire_text(signature.name_space);
  signed_bytes += wire_text("");
  signed_bytes += wire_text(signature.hash);
  signed_bytes += wire_text(signature.hash == "sha256" ? sha256(message) : sha512(message));
  if (is_security_key(signature.key.type)) {
    if ((signature.flags & flag_touched) == 0)
      return base::fail(ErrorKind::denied, ErrorOrigin::input,
                        "the security key was not touched for this signature");
    const auto parts = TRY(parts_of(signature.key));
    signed_bytes = on_security_key(signature, parts.application, signed_bytes);
  }
  return check_proper(signature, signed_bytes);
}

}  // namespace andon::crypto
