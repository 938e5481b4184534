// Walking UTF-8 by characters. Bytes that are no UTF-8 count as one character each.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace andon::cel {

// Bytes of the first character; 0 when there is none.
std::size_t first_bytes(std::string_view text);
// Its number; the replacement character for bytes that are no UTF-8.
std::uint32_t first_code_point(std::string_view text);
// Where the character of that index begins, the end being the last; nothing beyond.
std::optional<std::size_t> place_of(std::string_view text, std::int64_t index);
bool is_blank(std::uint32_t code_point);  // Unicode's White_Space
std::string_view trimmed(std::string_view text);

}  // namespace andon::cel
