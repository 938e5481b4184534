#include "crypto/ssh/wire.h"

#include <algorithm>
#include <array>

namespace andon::crypto {

using base::Result;

std::unexpected<base::Error> malformed(std::string_view why) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}", why);
}

Result<std::string_view> WireReader::take(std::size_t count) {
  if (count > rest_.size()) return malformed("it is cut off");
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

Result<std::uint32_t> WireReader::number() {
  const auto bytes = TRY(take(4));
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

Result<std::string_view> WireReader::text() {
  const auto length = TRY(number());
  return take(length);
}

Result<std::string_view> WireReader::positive() {
  auto bytes = TRY(text());
  const auto is_high = [](char byte) { return (static_cast<unsigned char>(byte) & 0x80u) != 0; };
  if (bytes.empty() || is_high(bytes.front())) return malformed("an integer in it is not positive");
  if (bytes.front() != '\0') return bytes;
  bytes.remove_prefix(1);
  if (bytes.empty() || !is_high(bytes.front())) return malformed("an integer in it is not minimal");
  return bytes;
}

std::string wire_text(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + 4);
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(bytes.size() >> shift & 0xffu);
  out += bytes;
  return out;
}

namespace {

constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<signed char, 256> values = [] {
  std::array<signed char, 256> out{};
  out.fill(-1);
  for (std::size_t i = 0; i < letters.size(); ++i)
    out[static_cast<unsigned char>(letters[i])] = static_cast<signed char>(i);
  return out;
}();

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const int value = values[static_cast<unsigned char>(letter)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xffu);
    }
  }
  // One spelling for each value: the bits that stand for nothing are zero.
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return out;
}

std::string to_base64_unpadded(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += letters[bits >> count & 63u];
    }
  }
  if (count > 0) out += letters[bits << (6 - count) & 63u];
  return out;
}

}  // namespace andon::crypto
