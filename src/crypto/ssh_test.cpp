// Signatures of the real ssh-keygen, and what somebody could make of them.
#include "crypto/ssh.h"

#include <gtest/gtest.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/ssh/wire.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::crypto {
namespace {

constexpr std::string_view message = "reason: a test key\nowner: kim\n";

std::string problem_of(const base::Result<void>& result) {
  return result ? "" : result.error().message;
}

class SshTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
  }
  std::string made(const std::string& type, const std::string& bits = "",
                   const std::string& hash = "sha512") {
    const auto name = type + bits;
    if (keygen.public_line(name).empty()) keygen.make(name, type, bits);
    return keygen.sign(name, "andon-waiver", std::string(message), hash);
  }
  SshKeygen keygen;
};

TEST_F(SshTest, takes_what_ssh_keygen_signed_with_every_kind_of_key) {
  struct Kind {
    std::string type, bits, name;
  };
  for (const auto& [type, bits, name] :
       {Kind{"ed25519", "", "ssh-ed25519"}, Kind{"ecdsa", "256", "ecdsa-sha2-nistp256"},
        Kind{"ecdsa", "384", "ecdsa-sha2-nistp384"}, Kind{"ecdsa", "521", "ecdsa-sha2-nistp521"},
        Kind{"rsa", "2048", "ssh-rsa"}, Kind{"rsa", "3072", "ssh-rsa"}}) {
    for (const auto* hash : {"sha256", "sha512"}) {
      const auto signature = parse_ssh_signature(made(type, bits, hash));
      ASSERT_TRUE(signature) << name << ": " << signature.error().message;
      EXPECT_EQ(signature->key.type, name);
      EXPECT_EQ(signature->hash, hash);
      EXPECT_EQ(problem_of(verify(*signature, "andon-waiver", message)), "") << name;
      EXPECT_EQ(problem_of(verify(*signature, "andon-waiver", "reason: another\n")),
                "the signature is not of these bytes by its key");
      EXPECT_EQ(problem_of(verify(*signature, "andon-waiver", "")),
                "the signature is not of these bytes by its key");
    }
  }
}

TEST_F(SshTest, the_key_in_a_signature_is_the_key_of_the_public_line) {
  const auto signature = parse_ssh_signature(made("ed25519"));
  const auto key = parse_ssh_key(keygen.public_line("ed25519"));
  ASSERT_TRUE(signature && key);
  EXPECT_EQ(signature->key, *key);
  EXPECT_EQ(key->comment, "ed25519");
  EXPECT_TRUE(key->fingerprint().starts_with("SHA256:"));
  EXPECT_EQ(key->fingerprint().size(), 7u + 43u);
  EXPECT_EQ(key->digest().size(), 64u);
}

TEST_F(SshTest, a_signature_for_another_name_space_is_refused) {
  const auto signature = parse_ssh_signature(made("ed25519"));
  ASSERT_TRUE(signature);
  EXPECT_EQ(problem_of(verify(*signature, "andon-record", message)),
            "the signature was made for \"andon-waiver\", not for \"andon-record\"");
  auto renamed = *signature;
  renamed.name_space = "andon-record";
  EXPECT_FALSE(verify(renamed, "andon-record", message));
}

TEST_F(SshTest, another_key_in_the_place_of_the_signers_is_refused) {
  for (const auto& [type, bits] : {std::pair{"ed25519", ""}, {"ecdsa", "256"}, {"rsa", "2048"}}) {
    auto signature = parse_ssh_signature(made(type, bits));
    const auto name = std::string("other ") + type;
    keygen.make(name, type, bits);
    const auto other = parse_ssh_key(keygen.public_line(name));
    ASSERT_TRUE(signature && other);
    signature->key = *other;
    EXPECT_FALSE(verify(*signature, "andon-waiver", message)) << type;
  }
}

TEST_F(SshTest, a_signature_of_any_other_bit_is_refused) {
  for (const auto& [type, bits] : {std::pair{"ed25519", ""}, {"ecdsa", "256"}, {"rsa", "2048"}}) {
    const auto signature = parse_ssh_signature(made(type, bits));
    ASSERT_TRUE(signature);
    for (std::size_t at = 0; at < signature->bytes.size(); ++at) {
      auto tampered = *signature;
      tampered.bytes[at] = static_cast<char>(tampered.bytes[at] ^ 1);
      EXPECT_FALSE(verify(tampered, "andon-waiver", message)) << type << " byte " << at;
    }
    auto cut = *signature;
    cut.bytes.pop_back();
    EXPECT_FALSE(verify(cut, "andon-waiver", message));
  }
}

TEST_F(SshTest, a_cut_or_garbled_armor_is_refused_with_its_reason) {
  const auto armored = made("ed25519");
  for (std::size_t size = 0; size + 1 < armored.size(); ++size) {
    const auto cut = parse_ssh_signature(std::string_view(armored).substr(0, size));
    EXPECT_FALSE(cut) << size;
  }
  const auto why = [](const std::string& text) {
    const auto parsed = parse_ssh_signature(text);
    return parsed ? "taken" : parsed.error().message;
  };
  EXPECT_EQ(why(""), "it is cut off");
  EXPECT_EQ(why("hello"), "it does not begin as an SSH signature does");
  EXPECT_EQ(why("-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----\n"),
            "what it holds is no base64");
  EXPECT_EQ(why("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"),
            "it is cut off");
  EXPECT_EQ(why(armored + "more\n"), "something follows its end");
  EXPECT_EQ(why(std::string(100'000, 'x')), "a signature has at most 16384 bytes");
  EXPECT_EQ(why("\r\n" + armored), "it does not begin as an SSH signature does");
}

TEST_F(SshTest, line_ends_of_windows_are_no_reason_to_refuse) {
  std::string windows;
  for (const char letter : made("ed25519"))
    windows += letter == '\n' ? "\r\n" : std::string(1, letter);
  const auto signature = parse_ssh_signature(windows);
  ASSERT_TRUE(signature);
  EXPECT_TRUE(verify(*signature, "andon-waiver", message));
}

TEST_F(SshTest, weak_and_unknown_keys_are_refused) {
  keygen.make("weak", "rsa", "1024");
  const auto weak = parse_ssh_key(keygen.public_line("weak"));
  ASSERT_FALSE(weak);
  EXPECT_EQ(weak.error().message, "an RSA key of 1024 bits is too weak: at least 2048");
  EXPECT_FALSE(parse_ssh_signature(keygen.sign("weak", "andon-waiver", "x")));
}

TEST(SshKey, says_what_is_wrong_with_a_line) {
  const auto why = [](std::string_view line) {
    const auto key = parse_ssh_key(line);
    return key ? "taken" : key.error().message;
  };
  EXPECT_TRUE(
      why("ssh-dss AAAA").starts_with("\"ssh-dss\" is no type of key that is taken; known: "));
  EXPECT_TRUE(why("").starts_with("\"\" is no type of key"));
  EXPECT_EQ(why("ssh-ed25519"), "what follows the type is no base64");
  EXPECT_EQ(why("ssh-ed25519 AAA"), "what follows the type is no base64");
  EXPECT_EQ(why("ssh-ed25519 AAAA"), "it is cut off");
  EXPECT_EQ(why("ssh-ed25519 AAAA\nssh-ed25519 AAAA"), "a key is one line");
  const auto blob = wire_text("ssh-ed25519") + wire_text(std::string(31, 'x'));
  EXPECT_EQ(key_from_blob(blob).error().message, "an Ed25519 key has 32 bytes");
  const auto more = wire_text("ssh-ed25519") + wire_text(std::string(32, 'x')) + "y";
  EXPECT_EQ(key_from_blob(more).error().message, "something follows the key");
  EXPECT_EQ(why("ssh-ed25519 " + std::string(20'000, 'A')), "a key has at most 16384 bytes");
}

TEST(SshKey, an_ecdsa_key_stands_on_its_own_curve) {
  const auto blob = [](std::string_view curve, const std::string& point) {
    return wire_text("ecdsa-sha2-nistp256") + wire_text(curve) + wire_text(point);
  };
  const auto point = "\x04" + std::string(64, '\1');
  EXPECT_EQ(key_from_blob(blob("nistp384", point)).error().message,
            "its curve is not the one that its type says");
  EXPECT_EQ(key_from_blob(blob("nistp256", "\x02" + std::string(32, '\1'))).error().message,
            "its point is none of the curve");
  // Of the right shape, but on no curve: libcrypto refuses it before it verifies.
  const auto key = key_from_blob(blob("nistp256", point));
  ASSERT_TRUE(key);
  SshSignature signature;
  signature.key = *key;
  signature.name_space = "andon-waiver";
  signature.hash = "sha512";
  signature.bytes = wire_text("\1") + wire_text("\1");
  EXPECT_FALSE(verify(signature, "andon-waiver", message));
}

// A security key signs with Ed25519 what PROTOCOL.u2f says; made here with a key of our own.
class SecurityKeyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    ASSERT_NE(key, nullptr);
    std::string point(32, '\0');
    std::size_t size = point.size();
    ASSERT_EQ(
        EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(point.data()), &size), 1);
    signature.key = key_from_blob(wire_text("sk-ssh-ed25519@openssh.com") + wire_text(point) +
                                  wire_text("ssh:"))
                        .value();
    signature.name_space = "andon-record";
    signature.hash = "sha256";
    signature.flags = 1;
    signature.counter = 7;
  }
  void TearDown() override { EVP_PKEY_free(key); }
  void sign() {
    const auto inner = "SSHSIG" + wire_text("andon-record") + wire_text("") + wire_text("sha256") +
                       wire_text(sha256(message));
    const auto outer = sha256("ssh:") + static_cast<char>(signature.flags) +
                       std::string("\0\0\0\7", 4) + sha256(inner);
    auto* context = EVP_MD_CTX_new();
    signature.bytes.assign(64, '\0');
    std::size_t size = 64;
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.bytes.data()), &size,
                   reinterpret_cast<const unsigned char*>(outer.data()), outer.size());
    EVP_MD_CTX_free(context);
  }
  EVP_PKEY* key = nullptr;
  SshSignature signature;
};

TEST_F(SecurityKeyTest, counts_when_it_was_touched) {
  sign();
  EXPECT_EQ(problem_of(verify(signature, "andon-record", message)), "");
  signature.counter = 8;
  EXPECT_FALSE(verify(signature, "andon-record", message));
}

TEST_F(SecurityKeyTest, does_not_count_when_it_was_not_touched) {
  signature.flags = 0;
  sign();
  EXPECT_EQ(problem_of(verify(signature, "andon-record", message)),
            "the security key was not touched for this signature");
}

TEST(Base64, has_one_spelling_for_each_value) {
  EXPECT_EQ(from_base64("YQ=="), "a");
  EXPECT_EQ(from_base64("YWI="), "ab");
  EXPECT_EQ(from_base64("YWJj"), "abc");
  EXPECT_EQ(from_base64(""), "");
  for (const auto* text : {"YR==", "YQ=", "YQ", "Y===", "=YQ=", "Y Q=", "YQ==YQ=="})
    EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_EQ(to_base64_unpadded("a"), "YQ");
  EXPECT_EQ(to_base64_unpadded("abc"), "YWJj");
}

}  // namespace
}  // namespace andon::crypto
