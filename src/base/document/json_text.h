// What reading and writing JSON share about its texts.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/limits.h"

namespace andon::base::json {

inline constexpr std::size_t string_bytes = limits::text_field_bytes * 16;  // of one text
inline constexpr std::int64_t exact_integer = std::int64_t{1} << 53;        // a double holds it

// How many bytes the code point at the start of `text` has; 0 when it is not well-formed UTF-8
// (Unicode 15, table 3-7).
std::size_t well_formed(std::string_view text);
// How many bytes from the start on stand for themselves: ASCII that needs no escape.
std::size_t plain_bytes(std::string_view text);

}  // namespace andon::base::json
