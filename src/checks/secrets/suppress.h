// .gitleaksignore: fingerprints `path:rule:line` of findings that are let be; those with a commit
// speak of history, which is not scanned here.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace andon::checks::secrets {

class IgnoreFile {
 public:
  IgnoreFile(std::string_view text, std::string_view name);
  // The line of the file that names this finding; 0 when none does.
  std::size_t line_for(std::string_view path, std::string_view rule, std::size_t line) const;
  const std::string& name() const { return name_; }
  // Entries that are not followed, one sentence each.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::string name_;
  std::map<std::string, std::size_t, std::less<>> lines_;
  std::vector<std::string> notes_;
};

}  // namespace andon::checks::secrets
