// andon.yaml: what a component states about itself. Strict: an unknown key is an error with file,
// line and the nearest known key. Every default serves, so the file may be missing or empty.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"

namespace andon::governance {

// A setting with the place that stated it: "andon.yaml:3", "default", "--decode-depth",
// "ANDON_...".
template <class T>
struct Setting {
  T value{};
  std::string origin = "default";
};

struct ToolSettings {
  std::string name;                         // semgrep, bandit, cppcheck
  Setting<bool> is_enabled{true};           // run when installed
  Setting<bool> is_required{false};         // missing or incomplete: undecided
  Setting<std::vector<std::string>> rules;  // semgrep: rule files in the tree of the baseline
  Setting<std::int64_t> timeout_seconds{900};
};

struct Settings {
  std::string file;                        // "" when there is none
  Setting<std::string> product;            // id; "" = as the governance source says
  Setting<std::string> component;          // id; "" = from the remote
  Setting<std::string> team;               // id; where the governance source names none
  Setting<std::string> governance_source;  // URL or folder; "" = the shipped default serves
  Setting<std::string> governance_ref;     // branch, tag; "" = main
  Setting<bool> secrets_enabled{true};
  Setting<std::vector<std::string>> secret_rules;  // gitleaks TOML files, relative to andon.yaml
  Setting<std::int64_t> decode_depth{5};
  std::vector<ToolSettings> tools;       // those named; others have the defaults
  Setting<std::string> sandbox{"none"};  // the least that tools must run in
  Setting<std::string> policy{"default"};
  std::vector<std::pair<std::string, base::Value>>
      parameters;                       // of the policy, with line and column
  Setting<std::string> target_branch;   // "" = origin/HEAD
  Setting<std::string> sync_remote;     // no default
  Setting<std::string> sync_public;     // "", "private" or "accepted"
  std::vector<std::string> components;  // folders that are components of their own
};

base::Result<Settings> parse_settings(std::string_view text, const std::string& file);
// JSON Schema (draft 7) for editors, from the same table that parse_settings reads by.
base::Value settings_schema();
// All settings in order as (key, value text, origin): `andon config check`.
struct SettingRow {
  std::string key, value, origin;
};
std::vector<SettingRow> rows(const Settings& settings);

}  // namespace andon::governance
