// Bytes in and out, in pieces: what report readers and writers use, so that memory stays flat.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::base {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills up to buffer.size() bytes; 0 is the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
};

class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override;

 private:
  std::string_view rest_;
};

class StringSink final : public ByteSink {
 public:
  Result<void> write(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  std::string text;
};

// The whole source; too_large (origin input) when it holds more than limit bytes.
Result<std::string> read_all(ByteSource& source, std::size_t limit_bytes, std::string_view name);

}  // namespace andon::base
