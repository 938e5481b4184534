#include "governance/owners.h"

#include <algorithm>

#include "base/limits.h"
#include "base/strict.h"
#include "base/text.h"
#include "base/yaml.h"
#include "model/glob.h"

namespace andon::governance {
namespace {

using base::Value;

// Words of a line; a backslash keeps a blank, "#" begins a remark.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == ' ') {
      word.push_back(line[++i]);
    } else if (line[i] == ' ' || line[i] == '\t') {
      end_word();
    } else if (line[i] == '#' && word.empty()) {
      break;
    } else {
      word.push_back(line[i]);
    }
  }
  end_word();
  return out;
}

// GitLab: "[Section]", "^[Optional section][2] @default-owner": its default owners follow.
bool is_section(std::string_view line) {
  return (line.starts_with('[') || line.starts_with("^[")) && line.find(']') != line.npos;
}

void add_name(std::vector<std::string>& out, const Value& from) {
  for (const std::string_view key : {"email", "value", "name", "url"})
    if (const auto text = from[key].text_or(); !text.empty()) {
      if (std::ranges::find(out, text) == out.end()) out.emplace_back(text);
      return;
    }
  if (from.is_string() && !from.text_or().empty()) out.emplace_back(from.text_or());
}

void add_names(std::vector<std::string>& out, const Value& from) {
  if (from.is_map() || from.is_string()) return add_name(out, from);
  if (const auto* list = from.list())
    for (const auto& item : *list) add_name(out, item);
}

}  // namespace

std::vector<OwnerRule> parse_codeowners(std::string_view text) {
  std::vector<OwnerRule> out;
  std::vector<std::string> section_owners;
  std::uint32_t number = 0;
  for (const auto raw : base::lines(text)) {
    ++number;
    const auto line = base::trim(raw);
    if (is_section(line)) {
      section_owners = words_of(line.substr(line.rfind(']') + 1));
      continue;
    }
    auto words = words_of(line);
    if (words.empty()) continue;
    OwnerRule rule;
    rule.pattern = std::move(words.front());
    rule.owners.assign(std::next(words.begin()), words.end());
    if (rule.owners.empty()) rule.owners = section_owners;
    rule.line = number;
    out.push_back(std::move(rule));
  }
  return out;
}

const OwnerRule* owner_rule_of(const std::vector<OwnerRule>& rules, std::string_view path) {
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule)
    if (model::path_matches(rule->pattern, path)) return &*rule;
  return nullptr;
}

std::vector<std::string> owners_of(const std::vector<OwnerRule>& rules, std::string_view path) {
  const auto* rule = owner_rule_of(rules, path);
  return rule ? rule->owners : std::vector<std::string>();
}

// Version 2.0 (github.com/ossf/security-insights-spec): project.vulnerability-reporting.contact,
// project.administrators, repository.security.champions, repository.core-team; version 1.0:
// security-contacts, and vulnerability-reporting.email-contact.
base::Result<SecurityContacts> parse_security_insights(std::string_view text,
                                                       const std::string& file) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                      "{}:1:1: more than {} bytes", file, base::limits::configuration_bytes);
  const auto root = TRY(base::yaml::parse(text, file));
  if (!root.is_map())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}:{}:{}: expected a map, found {}", file, root.line, root.column,
                      root.kind_name());
  SecurityContacts out;
  const auto& project = root["project"];
  add_names(out.contacts, project["vulnerability-reporting"]["contact"]);
  add_names(out.contacts, root["security-contacts"]);
  add_names(out.contacts, root["vulnerability-reporting"]["email-contact"]);
  if (out.contacts.empty()) add_names(out.contacts, project["administrators"]);
  if (out.contacts.empty()) add_names(out.contacts, root["repository"]["core-team"]);
  add_names(out.champions, root["repository"]["security"]["champions"]);
  return out;
}

}  // namespace andon::governance
