// TOML 1.0 (toml++) into Value with line and column of every node; dates become strings.
#pragma once
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace andon::base::toml {

Result<Value> parse(std::string_view text, std::string_view name);

}  // namespace andon::base::toml
