// Lines of source out of a report, as a finding's frame. They come from outside: the caller
// redacts.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace andon::formats {

// `text` begins at line `first`; nothing when that is 0.
std::vector<model::FrameLine> frame_from(std::uint32_t first, std::string_view text);
// Each line begins with its number and a space: "12 import os".
std::vector<model::FrameLine> numbered_frame(std::string_view text);

}  // namespace andon::formats
