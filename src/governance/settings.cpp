#include "governance/settings.h"

#include <algorithm>
#include <array>
#include <variant>

#include "base/limits.h"
#include "base/strict.h"
#include "base/text.h"
#include "base/yaml.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;
using Texts = std::vector<std::string>;

template <class Owner>
using Member = std::variant<Setting<std::string> Owner::*, Setting<bool> Owner::*,
                            Setting<Texts> Owner::*, Setting<std::int64_t> Owner::*>;

constexpr std::array<std::string_view, 3> sandboxes{"none", "landlock", "bubblewrap"};
constexpr std::array<std::string_view, 2> visibilities{"private", "accepted"};
constexpr std::array<std::string_view, 3> tool_names{"semgrep", "bandit", "cppcheck"};

// The one description of andon.yaml: reading, `config check` and the JSON Schema come from it.
template <class Owner>
struct Key {
  std::string_view path;
  Member<Owner> member;
  std::string_view about;
  std::span<const std::string_view> words{};
  std::int64_t least = 0, most = 0;
  bool names_files = false;  // paths inside the tree
};

const std::array<Key<Settings>, 13> keys{{
    {"product", &Settings::product, "id of the product; else as the governance source says"},
    {"component", &Settings::component, "id of the component; else made from the git remote"},
    {"team", &Settings::team, "id of the team, where the governance source names none"},
    {"governance.source", &Settings::governance_source,
     "URL or folder of the organisation's governance source; else the shipped default serves"},
    {"governance.ref", &Settings::governance_ref, "branch or tag of it that counts; else main"},
    {"target_branch", &Settings::target_branch, "branch that changes go to; else origin/HEAD"},
    {"checks.secrets.enabled", &Settings::secrets_enabled, "look for secrets"},
    {"checks.secrets.rules",
     &Settings::secret_rules,
     "rule files in gitleaks' TOML; else andon's own pack",
     {},
     0,
     0,
     true},
    {"checks.secrets.decode_depth",
     &Settings::decode_depth,
     "how deep encoded text is decoded",
     {},
     0,
     static_cast<std::int64_t>(base::limits::decode_depth)},
    {"sandbox", &Settings::sandbox, "the least that programs of others must run in", sandboxes},
    {"policy.name", &Settings::policy, "the policy that decides"},
    {"sync.remote", &Settings::sync_remote, "where records go: a git remote or a folder"},
    {"sync.public", &Settings::sync_public,
     "private: the repository is not public; accepted: records may be seen by everybody",
     visibilities},
}};

const std::array<Key<ToolSettings>, 4> tool_keys{{
    {"enabled", &ToolSettings::is_enabled, "run it where it is installed"},
    {"required", &ToolSettings::is_required, "missing or incomplete leaves the verdict undecided"},
    {"rules", &ToolSettings::rules, "its rule files", {}, 0, 0, true},
    {"timeout_seconds",
     &ToolSettings::timeout_seconds,
     "longest time that it may take",
     {},
     1,
     86'400},
}};

// Relative, and never up out of the tree.
bool is_inside(std::string_view path) {
  if (path.empty() || path.starts_with('/')) return false;
  for (const auto part : base::split(path, '/'))
    if (part == "..") return false;
  return true;
}

template <class Owner>
Result<void> read_leaf(const Key<Owner>& key, std::string_view name, const Value& map,
                       const std::string& file, Owner& out) {
  const Value* found = strict::entry(map, name);
  if (!found) return {};
  const auto origin = fmt::format("{}:{}", file, found->line);
  if (const auto* member = std::get_if<0>(&key.member)) {
    if (!key.words.empty()) (void)TRY(strict::word(map, file, name, key.words, 0));
    auto value = TRY(strict::text(map, file, name));
    out.** member = {std::move(value), origin};
    if ((out.**member).value.empty())
      return strict::complaint(file, *found, fmt::format("\"{}\" is empty", name));
  } else if (const auto* boolean = std::get_if<1>(&key.member)) {
    auto value = TRY(strict::boolean(map, file, name, false));
    out.** boolean = {std::move(value), origin};
  } else if (const auto* texts = std::get_if<2>(&key.member)) {
    auto value = TRY(strict::texts(map, file, name));
    out.** texts = {std::move(value), origin};
    for (const auto& path : (out.**texts).value)
      if (key.names_files && !is_inside(path))
        return strict::complaint(
            file, *found,
            fmt::format("\"{}\" is not a path inside the tree", base::printable(path)));
  } else {
    auto value = TRY(strict::integer(map, file, name, 0, key.least, key.most));
    out.**std::get_if<3>(&key.member) = {std::move(value), origin};
  }
  return {};
}

// The parts of keys that may follow `prefix`, each once: "checks." is followed by "secrets".
std::vector<std::string_view> following(std::string_view prefix) {
  std::vector<std::string_view> out;
  const auto add = [&](std::string_view path) {
    if (!path.starts_with(prefix)) return;
    path.remove_prefix(prefix.size());
    path = path.substr(0, path.find('.'));
    if (std::ranges::find(out, path) == out.end()) out.push_back(path);
  };
  for (const auto& key : keys) add(key.path);
  for (const std::string_view path : {"policy.parameters", "tools", "components"}) add(path);
  return out;
}

Result<void> read_tools(const Value& tools, const std::string& file, Settings& out) {
  TRY(strict::known_keys(tools, file, tool_names));
  for (const auto& [name, value] : *tools.map()) {
    ToolSettings tool;
    tool.name = name;
    if (!value.is_null()) {
      std::vector<std::string_view> known;
      for (const auto& key : tool_keys) known.push_back(key.path);
      TRY(strict::known_keys(value, file, known));
      for (const auto& key : tool_keys) TRY(read_leaf(key, key.path, value, file, tool));
    }
    if (tool.is_required.value && !tool.is_enabled.value)
      return strict::complaint(file, value["required"],
                               fmt::format("{} is required but not enabled", name));
    out.tools.push_back(std::move(tool));
  }
  return {};
}

Result<void> read_components(const Value& map, const std::string& file, Settings& out) {
  const auto folders = TRY(strict::texts(map, file, "components"));
  for (const auto& folder : folders) {
    if (!is_inside(folder))
      return strict::complaint(
          file, map["components"],
          fmt::format("\"{}\" is not a folder inside the tree", base::printable(folder)));
    out.components.push_back(folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder);
  }
  return {};
}

Result<void> read_parameters(const Value& map, const std::string& file, Settings& out) {
  const Value* parameters = strict::entry(map, "parameters");
  if (!parameters) return {};
  if (!parameters->is_map())
    return strict::complaint(file, *parameters, "\"parameters\" wants a map");
  out.parameters = *parameters->map();
  return {};
}

Result<void> read_map(const Value& map, const std::string& file, const std::string& prefix,
                      Settings& out) {
  const auto known = following(prefix);
  TRY(strict::known_keys(map, file, known));
  for (const auto name : known) {
    const std::string path = prefix + std::string(name);
    const Value* value = strict::entry(map, name);
    if (!value) continue;
    const auto key = std::ranges::find(keys, path, &Key<Settings>::path);
    if (key != keys.end())
      TRY(read_leaf(*key, name, map, file, out));
    else if (path == "tools")
      TRY(read_tools(*value, file, out));
    else if (path == "components")
      TRY(read_components(map, file, out));
    else if (path == "policy.parameters")
      TRY(read_parameters(map, file, out));
    else
      TRY(read_map(*value, file, path + ".", out));
  }
  return {};
}

template <class Owner>
Value leaf_schema(const Key<Owner>& key) {
  Value out{base::Map{}};
  out.set("description", key.about);
  switch (key.member.index()) {
    case 0: {
      out.set("type", "string");
      if (key.words.empty()) {
        out.set("minLength", 1);
        break;
      }
      auto& words = out.set("enum", base::List{});
      for (const auto word : key.words) words.push(word);
      break;
    }
    case 1:
      out.set("type", "boolean");
      break;
    case 2: {
      Value text{base::Map{}};
      text.set("type", "string");
      Value many{base::Map{}};
      many.set("type", "array");
      many.set("items", text);
      out.set("anyOf", base::List{std::move(many), std::move(text)});
      break;
    }
    default:
      out.set("type", "integer");
      out.set("minimum", static_cast<long long>(key.least));
      out.set("maximum", static_cast<long long>(key.most));
  }
  return out;
}

Value map_schema(Value properties) {
  Value out{base::Map{}};
  out.set("type", "object");
  out.set("properties", std::move(properties));
  out.set("additionalProperties", false);
  return out;
}

Value schema_below(const std::string& prefix);

Value schema_of(const std::string& path) {
  const auto key = std::ranges::find(keys, path, &Key<Settings>::path);
  if (key != keys.end()) return leaf_schema(*key);
  if (path == "tools") {
    Value each{base::Map{}}, tools{base::Map{}};
    for (const auto& tool_key : tool_keys) each.set(tool_key.path, leaf_schema(tool_key));
    for (const auto name : tool_names) tools.set(name, map_schema(each));
    return map_schema(std::move(tools));
  }
  if (path == "components") {
    static const Key<Settings> folders{"", &Settings::secret_rules,
                                       "folders that are components of their own"};
    return leaf_schema(folders);
  }
  if (path == "policy.parameters") {
    Value out{base::Map{}};
    out.set("description", "the policy's parameters; they may only be tightened");
    out.set("type", "object");
    return out;
  }
  return schema_below(path + ".");
}

Value schema_below(const std::string& prefix) {
  Value properties{base::Map{}};
  for (const auto name : following(prefix))
    properties.set(name, schema_of(prefix + std::string(name)));
  return map_schema(std::move(properties));
}

std::string shown(const std::string& value) { return value; }
std::string shown(bool value) { return value ? "true" : "false"; }
std::string shown(std::int64_t value) { return fmt::format("{}", value); }
std::string shown(const Texts& value) { return base::join(value, ", "); }

template <class Owner>
SettingRow row(const Key<Owner>& key, std::string path, const Owner& owner) {
  return std::visit(
      [&](auto member) {
        const auto& setting = owner.*member;
        return SettingRow{std::move(path), shown(setting.value), setting.origin};
      },
      key.member);
}

std::string shown(const Value& value) {
  if (value.is_string()) return std::string(value.text_or());
  if (value.is_integer()) return shown(*value.integer());
  if (value.is_bool()) return shown(*value.boolean());
  if (!value.is_list()) return std::string(value.kind_name());
  std::string out;
  for (const auto& item : *value.list()) out += (out.empty() ? "" : ", ") + shown(item);
  return out;
}

}  // namespace

Result<Settings> parse_settings(std::string_view text, const std::string& file) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "{}:1:1: a configuration has at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::yaml::parse(text, file);
  if (!parsed)
    return std::unexpected(std::move(parsed.error()).from(base::ErrorOrigin::configuration));
  Settings out;
  out.file = file;
  if (!parsed->is_null()) TRY(read_map(*parsed, file, "", out));
  return out;
}

Value settings_schema() {
  Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("title", "andon.yaml: what a component states about itself");
  const Value properties = schema_below("");
  for (const auto& [key, value] : *properties.map()) out.set(key, value);
  // An empty file is as good as none.
  out.set("type", base::List{"object", "null"});
  return out;
}

std::vector<SettingRow> rows(const Settings& settings) {
  std::vector<SettingRow> out;
  for (const auto& key : keys) out.push_back(row(key, std::string(key.path), settings));
  for (const auto name : tool_names) {
    ToolSettings tool;
    for (const auto& stated : settings.tools)
      if (stated.name == name) tool = stated;
    for (const auto& key : tool_keys)
      out.push_back(row(key, fmt::format("tools.{}.{}", name, key.path), tool));
  }
  for (const auto& [name, value] : settings.parameters)
    out.push_back({"policy.parameters." + name, shown(value),
                   fmt::format("{}:{}", settings.file, value.line)});
  if (!settings.components.empty())
    out.push_back({"components", base::join(settings.components, ", "), settings.file});
  return out;
}

}  // namespace andon::governance
