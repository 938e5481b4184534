// SARIF 2.1.0 in, of any producer, streamed; the descriptor stands in formats/sarif.cpp.
#pragma once
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/format.h"

namespace andon::formats {

bool recognises_sarif(std::string_view head, std::string_view file_name);
base::Result<void> read_sarif(base::ByteSource& source, ReadingSink& sink, std::string_view name);

}  // namespace andon::formats
