#include "crypto/openpgp.h"

#include <gtest/gtest.h>

namespace andon::crypto {
namespace {

// Made with `gpg --quick-generate-key lee ed25519 sign never`; its private half is nowhere.
constexpr std::string_view lines_of_key[] = {
    "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    "",
    "mDMEawMtQRYJKwYBBAHaRw8BAQdARHDoXOofSKokrcoZy6/VtlVqyuejKW0c6a1m",
    "vr9H25+0FWxlZSA8bGVlQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEEluXjdln3oh++",
    "vT05UW6BO7D0ylgFAmsDLUECGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ",
    "UW6BO7D0yljsZAEA7Scd17MbosiRpmaynec5MZQOjxlflSjoNdcw0SlxH8gBAJ9I",
    "7tquD77C6L9xzmd0vYv8yc466ek4b2K4vdtMrTwC",
    "=5KIn",
    "-----END PGP PUBLIC KEY BLOCK-----"};
constexpr std::string_view fingerprint = "96E5E37659F7A21FBEBD3D39516E813BB0F4CA58";

std::string key() {
  std::string out;
  for (const auto line : lines_of_key) out.append(line).append("\n");
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string error_of(std::string_view text) {
  const auto read = parse_openpgp_key(text);
  return read ? "" : read.error().message;
}

TEST(OpenPgp, reads_a_key_and_its_fingerprint) {
  const auto read = parse_openpgp_key(key());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->fingerprint, fingerprint);
  EXPECT_EQ(static_cast<unsigned char>(read->bytes[0]), 0x98);  // a public key, length in one byte
  EXPECT_TRUE(parse_openpgp_key("\n  " + replaced(key(), "\n\n", "\nComment: lee\n\n")));
  EXPECT_TRUE(parse_openpgp_key(replaced(key(), "=5KIn\n", "")));
}

TEST(OpenPgp, refuses_what_is_no_single_public_key) {
  EXPECT_EQ(error_of(""), "the key block does not end");
  EXPECT_EQ(error_of("ssh-ed25519 AAAA"), "it does not begin as a PGP public key block does");
  EXPECT_EQ(error_of("-----BEGIN PGP PRIVATE KEY BLOCK-----\n"),
            "it is a private key: take it out, and make a new one");
  EXPECT_EQ(error_of(replaced(key(), "=5KIn", "=5KIo")), "its checksum is another one");
  EXPECT_EQ(error_of(replaced(key(), "mDME", "mD!E")), "the key block is no base64");
  EXPECT_EQ(error_of(key() + "more"), "something follows the key block");
  EXPECT_EQ(error_of(replaced(key(), "BLOCK-----\n\n", "BLOCK-----\n")),
            "an empty line must part the key from its first line");
  // Cut in the middle of a packet, with a base64 that is whole.
  EXPECT_EQ(error_of("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEawMtQRYJKwYB\n"
                     "-----END PGP PUBLIC KEY BLOCK-----\n"),
            "a packet of it is cut short");
  EXPECT_EQ(parse_openpgp_key(std::string(300'000, 'a')).error().kind, base::ErrorKind::too_large);
}

TEST(OpenPgp, refuses_keys_of_other_versions_and_of_algorithms_that_are_not_on_the_list) {
  const auto block = [](std::string_view letters) {
    return "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + std::string(letters) +
           "\n-----END PGP PUBLIC KEY BLOCK-----\n";
  };
  // 0x98 (key), its length, version, time, algorithm, the bits of the first number.
  EXPECT_EQ(error_of(block("mAgDAAAAAAEIAA==")), "it is of version 3; version 4 is read");
  EXPECT_EQ(error_of(block("mAgEAAAAABEIAA==")),
            "it is of algorithm 17; RSA, ECDSA and EdDSA are read");
  EXPECT_EQ(error_of(block("mAgEAAAAAAEEAA==")),
            "an RSA key of 1024 bits; from 2048 to 16384 are read");
}

std::string status(std::string_view good, std::string_view valid) {
  return "[GNUPG:] NEWSIG lee@example.org\n[GNUPG:] " + std::string(good) +
         " 516E813BB0F4CA58 lee\n[GNUPG:] VALIDSIG " + std::string(fingerprint) +
         " 2026-11-22 1795368602 0 4 0 " + std::string(valid) + " " + std::string(fingerprint) +
         "\n";
}

TEST(GpgvStatus, names_the_primary_key_of_one_good_signature) {
  const auto signer = signer_in_status(status("GOODSIG", "22 8 00"));
  ASSERT_TRUE(signer) << signer.error().message;
  EXPECT_EQ(*signer, fingerprint);
}

TEST(GpgvStatus, takes_no_signature_of_a_key_that_ended_or_that_is_weak) {
  const auto why = [](std::string_view good, std::string_view valid) {
    const auto signer = signer_in_status(status(good, valid));
    return signer ? *signer : signer.error().message;
  };
  EXPECT_EQ(why("EXPKEYSIG", "22 8 00"), "its key has expired");
  EXPECT_EQ(why("REVKEYSIG", "22 8 00"), "its key was revoked");
  EXPECT_EQ(why("EXPSIG", "22 8 00"), "the signature has expired");
  EXPECT_EQ(why("BADSIG", "22 8 00"), "the signature is not of these bytes by its key");
  EXPECT_EQ(why("GOODSIG", "22 2 00"), "its hash is too weak: SHA-2 is taken");
  EXPECT_EQ(why("GOODSIG", "17 8 00"), "it is of an algorithm that is not read");
  EXPECT_EQ(why("GOODSIG", "22 8 01"), "it is no signature of a document");
  EXPECT_EQ(why("", "22 8 00"), "gpgv does not take it for one good signature");
}

TEST(GpgvStatus, takes_nothing_for_one_signature_that_is_none_or_two) {
  EXPECT_EQ(signer_in_status("").error().kind, base::ErrorKind::denied);
  const auto one = status("GOODSIG", "22 8 00");
  EXPECT_EQ(signer_in_status(one + one).error().kind, base::ErrorKind::denied);
  EXPECT_EQ(signer_in_status(one + "[GNUPG:] BADSIG 516E813BB0F4CA58 lee\n").error().kind,
            base::ErrorKind::denied);
  // A user id cannot bring a line of its own: gpgv writes it escaped, in the line of its key.
  EXPECT_EQ(signer_in_status("[GNUPG:] NEWSIG\n[GNUPG:] ERRSIG 1 1 8 00 0 9 -\n"
                             "[GNUPG:] NO_PUBKEY 516E813BB0F4CA58\n")
                .error()
                .kind,
            base::ErrorKind::not_found);
}

}  // namespace
}  // namespace andon::crypto
