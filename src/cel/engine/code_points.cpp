#include "cel/engine/code_points.h"

#include <algorithm>

namespace andon::cel {
namespace {
constexpr std::uint32_t replacement = 0xFFFD;
}

std::size_t first_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text[0]);
  const std::size_t wanted = byte < 0x80 ? 1 : (byte < 0xE0 ? 2 : (byte < 0xF0 ? 3 : 4));
  std::size_t size = 1;
  while (size < wanted && size < text.size() &&
         (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    ++size;
  return byte < 0xC0 || size < wanted ? 1 : size;
}

std::uint32_t first_code_point(std::string_view text) {
  const std::size_t size = first_bytes(text);
  if (size == 0) return replacement;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (size == 1) return byte < 0x80 ? byte : replacement;
  std::uint32_t out = byte & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i)
    out = out << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return out;
}

std::optional<std::size_t> place_of(std::string_view text, std::int64_t index) {
  if (index < 0) return std::nullopt;
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at += first_bytes(text.substr(at));
  if (index > 0) return std::nullopt;
  return at;
}

bool is_blank(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(first_code_point(text))) text.remove_prefix(first_bytes(text));
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 &&
           (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80)
      --last;
    if (!is_blank(first_code_point(text.substr(last)))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace andon::cel
