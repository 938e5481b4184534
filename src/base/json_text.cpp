#include <cstring>

#include "base/document/json_text.h"

namespace andon::base::json {
namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

std::size_t well_formed(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1) ? 2 : 0;
  const unsigned second = byte(1);
  if (first < 0xF0) {
    const bool is_overlong = first == 0xE0 && second < 0xA0;
    const bool is_surrogate = first == 0xED && second > 0x9F;
    return follows(1) && follows(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  const bool is_overlong = first == 0xF0 && second < 0x90;
  const bool is_too_high = first == 0xF4 && second > 0x8F;
  return follows(1) && follows(2) && follows(3) && !is_overlong && !is_too_high ? 4 : 0;
}

// Eight at once: each part of the condition sets the high bit of a byte that is not plain, and
// maybe of later ones, so that the eight are then looked at one by one.
std::size_t plain_bytes(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101u, high = ones << 7;
  const auto zero_byte = [](std::uint64_t word) { return (word - ones) & ~word & high; };
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto is_low = (word - ones * 0x20) & ~word & high;
    if (((word & high) | is_low | zero_byte(word ^ (ones * '"')) |
         zero_byte(word ^ (ones * '\\'))) != 0)
      break;
  }
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace andon::base::json
