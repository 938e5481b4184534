// Whether two texts are the same: short ones, as names of fields are, without a call.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace andon::cel {

inline bool same_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  // The first and the last bytes of a word's width, which overlap, are all bytes.
  const auto ends_differ = [&]<class Word>(Word) {
    Word first_a, first_b, last_a, last_b;
    std::memcpy(&first_a, a.data(), sizeof(Word));
    std::memcpy(&first_b, b.data(), sizeof(Word));
    std::memcpy(&last_a, a.data() + size - sizeof(Word), sizeof(Word));
    std::memcpy(&last_b, b.data() + size - sizeof(Word), sizeof(Word));
    return ((first_a ^ first_b) | (last_a ^ last_b)) != 0;
  };
  if (size > 2 * sizeof(std::uint64_t)) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= sizeof(std::uint64_t)) return !ends_differ(std::uint64_t{});
  if (size >= sizeof(std::uint32_t)) return !ends_differ(std::uint32_t{});
  for (std::size_t i = 0; i < size; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace andon::cel
