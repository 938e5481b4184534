// Line and column of a byte in a text that arrives in pieces; columns count code points, from 1.
#pragma once
#include <cstdint>
#include <string_view>

namespace andon::base {

struct Place {
  std::uint64_t line = 1;
  std::uint64_t column = 1;

  // Moves on over `text`.
  void pass(std::string_view text) {
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      ++line;
      column = 1;
      text.remove_prefix(end + 1);
    }
    for (const char c : text)
      if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) ++column;
  }
};

}  // namespace andon::base
