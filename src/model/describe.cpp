#include "model/describe.h"

#include <algorithm>

namespace andon::model {

std::string Where::text() const {
  auto out = parent_ != nullptr ? parent_->text() : std::string();
  if (index_ != no_index) return out + "[" + std::to_string(index_) + "]";
  if (!out.empty() && !name_.empty()) out += '.';
  return out.append(name_);
}

base::Result<void> refuse_unknown(const base::Map& map, const std::vector<std::string_view>& known,
                                  const Where& where) {
  for (const auto& [key, value] : map) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const auto near = base::nearest(key, known);
    const auto path = where.text();
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}unknown key \"{}\"{}",
                      path.empty() ? "" : path + ": ", base::printable(key),
                      near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near));
  }
  return {};
}

base::Result<void> wrong_kind(const base::Value& value, const Where& where,
                              std::string_view wanted) {
  const auto path = where.text();
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: expected {}, found {}",
                    path.empty() ? "document" : path, wanted,
                    value.is_string()
                        ? "\"" + base::shortened(base::printable(value.text_or()), 60) + "\""
                        : std::string(value.kind_name()));
}

}  // namespace andon::model
