// Owners' files where teams keep them: CODEOWNERS, security-insights.yml, Backstage's
// catalog-info.yaml, security.txt. Opens no file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace andon::governance {

struct OwnerRule {
  std::string pattern;              // as in CODEOWNERS
  std::vector<std::string> owners;  // "@team", "mail@example.org"
  std::uint32_t line = 0;
};

// CODEOWNERS as GitHub and GitLab read it; sections of GitLab are accepted. The last match counts.
std::vector<OwnerRule> parse_codeowners(std::string_view text);
std::vector<std::string> owners_of(const std::vector<OwnerRule>& rules, std::string_view path);
// The rule that counts for the path; nothing when none matches.
const OwnerRule* owner_rule_of(const std::vector<OwnerRule>& rules, std::string_view path);

// security-insights.yml (OpenSSF, 1.x and 2.x): who to tell.
struct SecurityContacts {
  std::vector<std::string> contacts;  // addresses or names
  std::vector<std::string> champions;
};
base::Result<SecurityContacts> parse_security_insights(std::string_view text,
                                                       const std::string& file);

// catalog-info.yaml (backstage.io/docs/features/software-catalog/descriptor-format): several
// documents; those of another kind are left out. References lose kind and namespace:
// "group:default/web" is web.
struct CatalogEntity {
  std::string kind;                  // Component, Group
  std::string name, owner, part_of;  // part_of: the system, a product here
  std::vector<std::string> members;  // of a Group
  std::uint32_t line = 0;
};
base::Result<std::vector<CatalogEntity>> parse_catalog(std::string_view text,
                                                       const std::string& file);

// .well-known/security.txt (RFC 9116). Problems: a field that it must have and has not.
struct SecurityText {
  std::vector<std::string> contacts;
  std::optional<base::Instant> expires;
  std::uint32_t expires_line = 0, contact_line = 0;
  std::vector<std::string> problems;  // "file:line:1: ..."
};
SecurityText parse_security_text(std::string_view text, const std::string& file);

}  // namespace andon::governance
