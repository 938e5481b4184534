#include "crypto/digest.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/result.h"
#include "base/text.h"

namespace andon::crypto {
namespace {

// Fetched once: an implicit fetch on each EVP_DigestInit costs more than hashing a small file.
// Without openssl.cnf, which costs more than all digests of a
// small tree and may name modules to load.
const EVP_MD* fetched(const char* name) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const EVP_MD* found = EVP_MD_fetch(nullptr, name, nullptr);
  ASSERT(found != nullptr);
  return found;
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = fetched("SHA256");
  return algorithm;
}

const EVP_MD* sha1_algorithm() {
  static const EVP_MD* const algorithm = fetched("SHA1");
  return algorithm;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
  thread_local const DigestContext context{EVP_MD_CTX_new()};
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  ASSERT(EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1);
  ASSERT(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
  ASSERT(EVP_DigestFinal_ex(context.get(), out.data(), &length) == 1);
  return {reinterpret_cast<const char*>(out.data()), length};
}

}  // namespace

struct Sha256::State {
  DigestContext context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  ASSERT(EVP_DigestInit_ex(state_->context.get(), sha256_algorithm(), nullptr) == 1);
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(std::string_view bytes) {
  ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
  return *this;
}

std::string Sha256::bytes() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  ASSERT(EVP_DigestFinal_ex(state_->context.get(), out.data(), &length) == 1);
  ASSERT(EVP_DigestInit_ex(state_->context.get(), sha256_algorithm(), nullptr) == 1);
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string Sha256::hex() { return base::hex(bytes()); }

std::string sha256(std::string_view bytes) { return digest(sha256_algorithm(), bytes); }
std::string sha256_hex(std::string_view bytes) { return base::hex(sha256(bytes)); }
std::string sha1(std::string_view bytes) { return digest(sha1_algorithm(), bytes); }
std::string sha1_hex(std::string_view bytes) { return base::hex(sha1(bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  // A null key means "the last one" to OpenSSL; an empty one is the empty string.
  const char* key_bytes = key.empty() ? "" : key.data();
  ASSERT(HMAC(sha256_algorithm(), key_bytes, static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data(),
              &length) != nullptr);
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  return base::hex(hmac_sha256(key, bytes));
}

}  // namespace andon::crypto
