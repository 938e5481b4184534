// How deep a TOML text would nest, before the parser sees it: toml++ bounds brackets, not dotted
// keys
// ("a.a.a. ..."), and takes its tree apart by recursion.
#pragma once
#include <optional>
#include <string_view>

#include "base/document/place.h"

namespace andon::base::toml {

// Where the text goes over limits::document_depth; nothing when it stays within.
std::optional<Place> too_deep(std::string_view text);

}  // namespace andon::base::toml
