// Output: a buffer before a ByteSink that keeps the first error, so that writers read as text.
#pragma once
#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace andon::formats {

class Output {
 public:
  explicit Output(base::ByteSink& sink) : sink_(sink) {}

  void put(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= piece_bytes) flush();
  }
  template <class... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    put(fmt::format(format, std::forward<Arguments>(arguments)...));
  }
  // For those who append in place; call put("") afterwards.
  std::string& buffer() { return buffer_; }
  // What has been put since the beginning, in bytes.
  std::size_t written_bytes() const { return flushed_bytes_ + buffer_.size(); }
  base::Result<void> finish() {
    flush();
    return std::move(result_);
  }

 private:
  static constexpr std::size_t piece_bytes = 64u << 10;

  void flush() {
    if (result_ && !buffer_.empty()) result_ = sink_.write(buffer_);
    flushed_bytes_ += buffer_.size();
    buffer_.clear();
  }

  base::ByteSink& sink_;
  std::string buffer_;
  std::size_t flushed_bytes_ = 0;
  base::Result<void> result_{};
};

}  // namespace andon::formats
