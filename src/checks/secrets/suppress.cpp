#include "checks/secrets/suppress.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace andon::checks::secrets {

IgnoreFile::IgnoreFile(std::string_view text, std::string_view name) : name_(name) {
  std::size_t number = 0, by_commit = 0;
  for (const auto raw : base::lines(text)) {
    ++number;
    const auto line = base::trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = base::split(line, ':');
    if (parts.size() == 4) {
      ++by_commit;
      continue;
    }
    if (parts.size() != 3) {
      notes_.push_back(fmt::format("{}:{}: not a fingerprint (path:rule:line)", name, number));
      continue;
    }
    // Written on Windows, read anywhere.
    std::string path(parts[0]);
    std::replace(path.begin(), path.end(), '\\', '/');
    lines_.emplace(fmt::format("{}:{}:{}", path, parts[1], parts[2]), number);
  }
  if (by_commit > 0)
    notes_.push_back(fmt::format("{}: {} with a commit: not applicable, history is not scanned",
                                 name, base::counted(by_commit, "entry", "entries")));
}

std::size_t IgnoreFile::line_for(std::string_view path, std::string_view rule,
                                 std::size_t line) const {
  if (lines_.empty()) return 0;
  const auto found = lines_.find(fmt::format("{}:{}:{}", path, rule, line));
  return found == lines_.end() ? 0 : found->second;
}

}  // namespace andon::checks::secrets
