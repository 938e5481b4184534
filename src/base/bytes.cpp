#include "base/bytes.h"

#include <algorithm>
#include <cstring>

namespace andon::base {

Result<std::size_t> StringSource::read(std::span<char> buffer) {
  const std::size_t count = std::min(buffer.size(), rest_.size());
  if (count > 0) std::memcpy(buffer.data(), rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

Result<std::string> read_all(ByteSource& source, std::size_t limit_bytes, std::string_view name) {
  constexpr std::size_t first_step = 16u << 10;
  std::string text;
  std::size_t used = 0;
  while (true) {
    // One byte more than the limit, so that a source of exactly the limit is told from a longer
    // one.
    const std::size_t step = std::max(first_step, used);
    const std::size_t room = std::min(step, limit_bytes - used + 1);
    text.resize(used + room);
    const std::size_t got = TRY(source.read(std::span<char>(text.data() + used, room)));
    used += got;
    if (got == 0) break;
    if (used > limit_bytes)
      return fail(ErrorKind::too_large, ErrorOrigin::input, "{}: larger than {} bytes", name,
                  limit_bytes);
  }
  text.resize(used);
  return text;
}

}  // namespace andon::base
