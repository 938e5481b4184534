#include "base/compress.h"

#include <gtest/gtest.h>

#include "base/document/test_source.h"

namespace andon::base {
namespace {

constexpr std::size_t limit_bytes = 8u << 20;

// `printf hello | gzip -n`
const std::string hello_gzip(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00"
    "\x00\x00",
    25);

Result<std::string> unpack(const std::string& packed, std::size_t step = 1 << 20) {
  SlowSource source(packed, step);
  const auto rest = unpacked(source, limit_bytes);
  return read_all(*rest, limit_bytes * 4, "x");
}

// Bytes that do not shrink, the same each time.
std::string noise(std::size_t size) {
  std::string out(size, '\0');
  std::uint32_t state = 12345;
  for (char& c : out) {
    state = state * 1664525u + 1013904223u;
    c = static_cast<char>(state >> 24);
  }
  return out;
}

TEST(Compress, gives_back_what_was_packed_by_zstd) {
  for (const std::string& text :
       {std::string(), std::string("x"), noise(300'000), std::string(1'000'000, 'a')}) {
    auto back = zstd_decompress(zstd_compress(text), 2'000'000);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, text);
  }
}

TEST(Compress, refuses_zstd_that_is_cut_or_broken_or_too_large) {
  auto packed = zstd_compress(noise(10'000));
  EXPECT_FALSE(zstd_decompress(std::string_view(packed).substr(0, packed.size() / 2), limit_bytes));
  EXPECT_FALSE(zstd_decompress("", limit_bytes));
  EXPECT_FALSE(zstd_decompress("no zstd at all", limit_bytes));
  auto large = zstd_decompress(zstd_compress(std::string(100'000, 'a')), 99'999);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::too_large);
  EXPECT_TRUE(zstd_decompress(zstd_compress(std::string(100'000, 'a')), 100'000));
}

TEST(Compress, unpacks_gzip_and_zstd_and_passes_the_rest_through) {
  for (std::size_t step : {1u, 5u, 1000u}) {
    EXPECT_EQ(unpack(hello_gzip, step).value_or("failed"), "hello");
    EXPECT_EQ(unpack(hello_gzip + hello_gzip, step).value_or("failed"), "hellohello");
    EXPECT_EQ(unpack(zstd_compress("hello"), step).value_or("failed"), "hello");
    EXPECT_EQ(unpack("plain text", step).value_or("failed"), "plain text");
    EXPECT_EQ(unpack("ab", step).value_or("failed"), "ab");
    EXPECT_EQ(unpack("", step).value_or("failed"), "");
  }
  const auto text = noise(500'000);
  EXPECT_EQ(unpack(zstd_compress(text), 777).value_or("failed"), text);
}

TEST(Compress, refuses_a_cut_stream) {
  for (std::size_t size = 2; size < hello_gzip.size(); ++size) {
    auto text = unpack(hello_gzip.substr(0, size));
    ASSERT_FALSE(text) << size;
    EXPECT_EQ(text.error().kind, ErrorKind::invalid) << size;
  }
  const auto packed = zstd_compress(noise(200'000));
  for (std::size_t size : {4u, 10u, 100'000u}) {
    auto text = unpack(packed.substr(0, size));
    ASSERT_FALSE(text) << size;
    EXPECT_EQ(text.error().kind, ErrorKind::invalid);
  }
}

TEST(Compress, refuses_broken_gzip) {
  auto broken = hello_gzip;
  broken[12] = '\x55';
  EXPECT_FALSE(unpack(broken));
  EXPECT_FALSE(unpack(std::string("\x1f\x8b\x08 not gzip")));
}

TEST(Compress, stops_a_bomb_by_its_size_and_by_its_ratio) {
  auto large = unpack(zstd_compress(noise(limit_bytes + 1)));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::too_large);
  auto bomb = unpack(zstd_compress(std::string(limit_bytes - 1, 'a')));
  ASSERT_FALSE(bomb);
  EXPECT_NE(bomb.error().message.find("times its size"), std::string::npos);
  EXPECT_FALSE(unpack(noise(limit_bytes + 1)));
}

TEST(Compress, hands_on_the_error_of_the_source) {
  for (const auto& start : {std::string("a"), std::string("abcdef"), hello_gzip.substr(0, 12),
                            zstd_compress(noise(100)).substr(0, 20)}) {
    FailingSource source(start);
    const auto rest = unpacked(source, limit_bytes);
    auto text = read_all(*rest, limit_bytes, "x");
    ASSERT_FALSE(text);
    EXPECT_NE(text.error().message.find("the disk is gone"), std::string::npos)
        << text.error().message;
  }
}

}  // namespace
}  // namespace andon::base
