// Path patterns as .gitignore writes them, for waivers and
// settings: "src/", "*.pem", "docs/**/x.md".
#pragma once
#include <string_view>

namespace andon::model {

// A pattern without a slash (but a last one) matches in any folder; with one, from the top. A
// folder's pattern covers all below it. `*` and `?` stay within a part, `**` spans parts, [a-z] and
// [!a-z] are classes, a backslash quotes. No negation.
bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace andon::model
