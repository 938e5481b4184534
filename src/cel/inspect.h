// `andon inspect cel`: one line of JSON in, one line of JSON out, so that the evaluator can be
// tried against others. In: {"expr", "bindings", "container", "types", "disable_check",
// "check_only"}, values in the JSON form of cel.expr.Value ({"int64Value":"1"}), types a list of
// cel.expr.Decl. Out: {"value": ..., "type": ...} or {"error": "text"}; no type under
// disable_check, a type alone under check_only.
#pragma once
#include <string>
#include <string_view>

namespace andon::cel {

std::string inspect_line(std::string_view line);

}  // namespace andon::cel
