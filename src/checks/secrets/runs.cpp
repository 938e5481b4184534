#include "checks/secrets/runs.h"

#include <array>
#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace andon::checks::secrets {

namespace {

constexpr std::size_t block_bytes = 64;

constexpr std::array<bool, 256> make_table() {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto table = make_table();

// A bit for each of up to 64 bytes from `place` on; bytes beyond the end have none.
std::uint64_t slow_block(std::string_view text, std::size_t place) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < block_bytes && place + i < text.size(); ++i)
    bits |= static_cast<std::uint64_t>(is_run_character(text[place + i])) << i;
  return bits;
}

#ifdef __SSE2__
// Four of these make a block: not inlined, each would load all
// its constants anew (a third of the time).
[[gnu::always_inline]] inline std::uint64_t quarter(const char* bytes) {
  const auto each = [](int value) { return _mm_set1_epi8(static_cast<char>(value)); };
  const auto at_most = [&](__m128i value, int limit) {
    return _mm_cmpeq_epi8(_mm_min_epu8(value, each(limit)), value);
  };
  const auto c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const auto letters = at_most(_mm_sub_epi8(_mm_or_si128(c, each(0x20)), each('a')), 25);
  const auto plus_to_nine = at_most(_mm_sub_epi8(c, each('+')), '9' - '+');
  // ',' and '.' stand among these and differ in one bit.
  const auto comma_or_dot = _mm_cmpeq_epi8(_mm_and_si128(c, each(0xFD)), each(','));
  const auto all = _mm_or_si128(_mm_or_si128(letters, _mm_cmpeq_epi8(c, each('_'))),
                                _mm_andnot_si128(comma_or_dot, plus_to_nine));
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(all)));
}

[[gnu::always_inline]] inline std::uint64_t block(std::string_view text, std::size_t place) {
  if (place >= text.size()) return 0;
  if (place + block_bytes > text.size()) return slow_block(text, place);
  const char* bytes = text.data() + place;
  return quarter(bytes) | quarter(bytes + 16) << 16 | quarter(bytes + 32) << 32 |
         quarter(bytes + 48) << 48;
}
#else
std::uint64_t block(std::string_view text, std::size_t place) { return slow_block(text, place); }
#endif

}  // namespace

bool is_run_character(char c) { return table[static_cast<unsigned char>(c)]; }

RunScanner::RunScanner(std::string_view text) : text_(text), next_(block(text, 0)) { go_to(0); }

void RunScanner::go_to(std::size_t block_begin) {
  low_ =
      block_begin == 0 || block_begin == block_ + block_bytes ? next_ : block(text_, block_begin);
  block_ = block_begin;
  next_ = block(text_, block_begin + block_bytes);
  // After these, bit i says that 16 bits from i on are set.
  begins_ = low_;
  for (std::uint64_t after = next_; const int shift : {1, 2, 4, 8}) {
    begins_ &= begins_ >> shift | after << (64 - shift);
    after &= after >> shift;
  }
}

Run RunScanner::next(std::size_t from) {
  while (true) {
    if (from >= block_ + block_bytes) {
      if (from >= text_.size()) return {};
      go_to(from - from % block_bytes);
    }
    const auto left = begins_ >> (from - block_) << (from - block_);
    if (left == 0) {
      from = block_ + block_bytes;
      continue;
    }
    const auto bit = static_cast<unsigned>(std::countr_zero(left));
    const auto begin = block_ + bit;
    const auto ahead = bit == 0 ? low_ : low_ >> bit | next_ << (64 - bit);
    auto end = begin + static_cast<std::size_t>(std::countr_one(ahead));
    if (end - begin == block_bytes)
      while (end < text_.size() && is_run_character(text_[end])) ++end;
    return {begin, end};
  }
}

}  // namespace andon::checks::secrets
