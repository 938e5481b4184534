// The core schema of YAML 1.2 (clause 10.3): what a plain scalar means, and which texts need
// quotes.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/value.h"

namespace andon::base::yaml {

Value plain_scalar(std::string_view text);
// By a full tag such as "tag:yaml.org,2002:int" or "!"; nothing when the tag is no core one or the
// text is not of its kind.
std::optional<Value> tagged_scalar(std::string_view tag, std::string_view text);
// As a reader of YAML 1.1 or 1.2 gets the same text back.
std::string quoted_where_needed(std::string_view text);

}  // namespace andon::base::yaml
