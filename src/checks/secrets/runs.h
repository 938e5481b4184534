// Runs of the characters that base64 and hex are written in, found 16 bytes at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace andon::checks::secrets {

struct Run {
  std::size_t begin = std::string_view::npos, end = std::string_view::npos;
};

inline constexpr std::size_t shortest_run = 16;

bool is_run_character(char c);  // [\w/+-]

// From left to right through one text; each block of it is looked at once.
class RunScanner {
 public:
  explicit RunScanner(std::string_view text);
  // The first run of 16 or more that begins at or after `from`, which never falls; a run that holds
  // `from` in its middle is not one.
  Run next(std::size_t from);

 private:
  void go_to(std::size_t block_begin);

  std::string_view text_;
  std::size_t block_ = 0;             // where the block of low_ begins
  std::uint64_t low_ = 0, next_ = 0;  // a bit for each byte of this block and the next
  std::uint64_t begins_ = 0;          // bits that 16 set ones begin at
};

}  // namespace andon::checks::secrets
