// zstd for records and caches; gzip for reports. Output is bounded.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace andon::base {

std::string zstd_compress(std::string_view bytes);
Result<std::string> zstd_decompress(std::string_view bytes, std::size_t limit_bytes);

// A source over `packed`: unpacks gzip or zstd when the first bytes say so, else passes through.
// Ends in too_large over limit_bytes or limits::report_expansion_ratio; a cut stream is invalid.
std::unique_ptr<ByteSource> unpacked(ByteSource& packed, std::size_t limit_bytes);

}  // namespace andon::base
