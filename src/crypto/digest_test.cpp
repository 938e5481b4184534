#include "crypto/digest.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace andon::crypto {
namespace {

// FIPS 180-4 examples.
TEST(Digest, gives_the_published_answers) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Digest, in_pieces_is_the_same_as_in_one_and_begins_anew_after_the_end) {
  Sha256 sum;
  sum.update("a").update("").update("bc");
  EXPECT_EQ(sum.hex(), sha256_hex("abc"));
  EXPECT_EQ(sum.hex(), sha256_hex(""));
  EXPECT_EQ(base::hex(sum.update("abc").bytes()), sha256_hex("abc"));
}

// RFC 4231, test cases 2 and 6.
TEST(Digest, gives_the_published_keyed_hashes) {
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'),
                            "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hmac_sha256_hex("", ""),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace andon::crypto
