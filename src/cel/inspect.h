// `andon inspect cel`: one line of JSON in, one line of JSON out, so that the evaluator can be
// tried against others. In: {"expr", "bindings", "container", "disable_check"}, values in the JSON
// form of cel.expr.Value ({"int64Value":"1"}). Out: {"value": ...} or {"error": "text"}.
#pragma once
#include <string>
#include <string_view>

namespace andon::cel {

std::string inspect_line(std::string_view line);

}  // namespace andon::cel
