#include "base/bytes.h"

#include <gtest/gtest.h>

#include "base/secret.h"

namespace andon::base {
namespace {

// Gives one byte at a time, as a pipe may.
class Drip final : public ByteSource {
 public:
  explicit Drip(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    if (rest_.empty() || buffer.empty()) return 0;
    buffer[0] = rest_[0];
    rest_.remove_prefix(1);
    return 1;
  }

 private:
  std::string_view rest_;
};

TEST(Bytes, reads_a_source_to_its_end) {
  StringSource empty("");
  EXPECT_EQ(read_all(empty, 10, "x"), "");
  Drip drip("abc");
  EXPECT_EQ(read_all(drip, 10, "x"), "abc");
  const std::string large(300'000, 'y');
  StringSource source(large);
  EXPECT_EQ(read_all(source, 300'000, "x"), large);
}

TEST(Bytes, refuses_one_byte_over_the_limit_and_names_the_source) {
  StringSource source("abcd");
  const auto text = read_all(source, 3, "report.json");
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().kind, ErrorKind::too_large);
  EXPECT_EQ(text.error().message, "report.json: larger than 3 bytes");
  StringSource exact("abc");
  EXPECT_TRUE(read_all(exact, 3, "x").has_value());
}

TEST(Secret, keeps_its_value_through_copies_and_moves) {
  Secret first(std::string("value"));
  Secret copy = first;
  Secret moved = std::move(first);
  EXPECT_EQ(copy.reveal(), "value");
  EXPECT_EQ(moved.reveal(), "value");
  copy = Secret(std::string("other"));
  EXPECT_EQ(copy.reveal(), "other");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, is_wiped_when_it_dies) {
  alignas(Secret) unsigned char room[sizeof(Secret)];
  auto* secret = new (room) Secret(std::string("hunter2hunter2"));  // short: inside the object
  secret->~Secret();
  // volatile: the compiler may otherwise drop reads of a dead object.
  std::string seen;
  for (const volatile unsigned char& byte : room) seen += static_cast<char>(byte);
  EXPECT_EQ(seen.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace andon::base
