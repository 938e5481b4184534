// RE2 behind a plain face: linear time, Go's syntax, UTF-8 or bytes.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::base {

class Regex {
 public:
  struct Options {
    std::int64_t memory_bytes = 8 << 20;
    bool is_latin1 = false;  // each byte a character; patterns that must match any bytes
  };
  // The message holds RE2's reason; the caller adds file and line.
  static Result<Regex> create(std::string_view pattern);
  static Result<Regex> create(std::string_view pattern, Options options);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool search(std::string_view text) const;
  // groups[0] is the whole match; an unset group has a null data().
  bool search(std::string_view text, std::size_t from, std::span<std::string_view> groups) const;
  // The match must lie in [from, to); what stands around it still counts for ^, $ and \b.
  bool search_within(std::string_view text, std::size_t from, std::size_t to,
                     std::span<std::string_view> groups) const;
  // The match must begin at `from`.
  bool match_at(std::string_view text, std::size_t from, std::span<std::string_view> groups) const;
  int group_count() const;
  std::string_view pattern() const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace andon::base
