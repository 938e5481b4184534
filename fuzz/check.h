// What fuzz targets share: a broken promise ends the process, so that libFuzzer keeps the input.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace andon::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void promise(bool is_kept, const char* what) {
  if (is_kept) return;
  std::fprintf(stderr, "promise broken: %s\n", what);
  std::abort();
}

// Hands the bytes out in pieces of `step`, so that tokens get cut.
class PieceSource final : public base::ByteSource {
 public:
  PieceSource(std::string_view bytes, std::size_t step) : rest_(bytes), step_(step) {}
  base::Result<std::size_t> read(std::span<char> buffer) override {
    const auto count = std::min({step_, buffer.size(), rest_.size()});
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
  std::size_t step_;
};

}  // namespace andon::fuzz
