// JSON Schema validation (valijson, draft 7) of documents that andon reads or publishes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"

namespace andon::base::schema {

// Each breach as "at /path/0/name: ..."; empty when the document is valid. An unusable schema is
// an error.
Result<std::vector<std::string>> breaches(const Value& schema, const Value& document);

}  // namespace andon::base::schema
