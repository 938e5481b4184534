// A ByteSource for tests that hands out a few bytes at a time, so that every token gets cut.
#pragma once
#include <algorithm>
#include <string>

#include "base/bytes.h"

namespace andon::base {

class SlowSource final : public ByteSource {
 public:
  SlowSource(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const auto count = std::min({step_, buffer.size(), bytes_.size() - at_});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t step_;
  std::size_t at_ = 0;
};

// Gives `bytes`, then fails as a disk or a broken archive does.
class FailingSource final : public ByteSource {
 public:
  explicit FailingSource(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    if (bytes_.empty())
      return fail(ErrorKind::unavailable, ErrorOrigin::machine, "the disk is gone");
    const auto count = std::min(buffer.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, buffer.begin());
    bytes_.erase(0, count);
    return count;
  }

 private:
  std::string bytes_;
};

}  // namespace andon::base
