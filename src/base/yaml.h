// YAML 1.2 core schema by libyaml's events into Value with line and column of every node.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace andon::base::yaml {

// One document. Refused with "name:line:column: ...": several documents, duplicate keys, keys that
// are no strings, tags other than the core ones, depth over limits::document_depth, nodes over
// limits::document_nodes. Aliases are copied and count as nodes (no "billion laughs"). Scalars:
// core schema (true/false, null/~, decimal, 0x, 0o, floats); yes/no/on/off stay strings.
Result<Value> parse(std::string_view text, std::string_view name);

// Block style; strings quoted where a reader of YAML 1.1 or 1.2 would take them for something else.
std::string write(const Value& value);

}  // namespace andon::base::yaml
