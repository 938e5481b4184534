// Owners' files where teams keep them: CODEOWNERS, security-insights.yml. Opens no file.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace andon::governance {

struct OwnerRule {
  std::string pattern;              // as in CODEOWNERS
  std::vector<std::string> owners;  // "@team", "mail@example.org"
  std::uint32_t line = 0;
};

// CODEOWNERS as GitHub and GitLab read it; sections of GitLab are accepted. The last match counts.
std::vector<OwnerRule> parse_codeowners(std::string_view text);
std::vector<std::string> owners_of(const std::vector<OwnerRule>& rules, std::string_view path);

// security-insights.yml (OpenSSF, 1.x and 2.x): who to tell.
struct SecurityContacts {
  std::vector<std::string> contacts;  // addresses or names
  std::vector<std::string> champions;
};
base::Result<SecurityContacts> parse_security_insights(std::string_view text,
                                                       const std::string& file);

}  // namespace andon::governance
