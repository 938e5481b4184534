// URIs (RFC 3986) of paths in a tree.
#pragma once
#include <string>
#include <string_view>

namespace andon::formats {

// A relative reference: the path's bytes percent-encoded but for unreserved characters and '/'.
std::string path_uri(std::string_view path);
// An absolute http or https URI without control characters, blanks or quotes: fit for a link.
bool is_web_link(std::string_view text);

}  // namespace andon::formats
