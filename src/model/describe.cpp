#include "model/describe.h"

namespace andon::model {

base::Result<void> ValueReader::finish() {
  if (!result) return result;
  for (const auto& [key, value] : *from.map()) {
    bool is_known = false;
    for (auto name : known) is_known = is_known || name == key;
    if (is_known) continue;
    const auto near = base::nearest(key, known);
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}unknown key \"{}\"{}",
                      path.empty() ? "" : path + ": ", base::printable(key),
                      near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near));
  }
  return {};
}

base::Result<void> wrong_kind(const base::Value& value, const std::string& path,
                              std::string_view wanted) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: expected {}, found {}",
                    path.empty() ? "document" : path, wanted,
                    value.is_string()
                        ? "\"" + base::shortened(base::printable(value.text_or()), 60) + "\""
                        : std::string(value.kind_name()));
}

}  // namespace andon::model
