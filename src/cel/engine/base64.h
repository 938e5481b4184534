// Base64 with padding (RFC 4648, 4), as bytes stand in JSON.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace andon::cel {

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace andon::cel
