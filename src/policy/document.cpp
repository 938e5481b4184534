#include <array>

#include "base/limits.h"
#include "base/strict.h"
#include "base/yaml.h"
#include "policy/engine/reading.h"

namespace andon::policy {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

constexpr std::array<std::string_view, 15> document_keys{
    "policy",  "pack",  "title",      "owner", "inherits", "layer", "applies_to", "lifecycle",
    "rollout", "stage", "parameters", "rules", "levels",   "tests", "effective"};

Result<Sample> read_sample(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 4> known{"name", "parameters", "facts", "expect"};
  TRY(strict::known_keys(from, file, known));
  Sample out;
  (void)TRY(strict::required(from, file, "name"));
  out.name = TRY(strict::text(from, file, "name"));
  out.parameters = from["parameters"];
  out.facts = *TRY(strict::required(from, file, "facts"));
  out.expected = *TRY(strict::required(from, file, "expect"));
  static constexpr std::array<std::string_view, 2> expectations{"verdict", "rules"};
  TRY(strict::known_keys(out.expected, file, expectations));
  return out;
}

Result<void> check_unique(const Policy& policy, const Value& root, std::string_view file) {
  std::vector<std::string_view> seen;
  for (const auto& rule : policy.rules) {
    if (has(seen, rule.id)) {
      Value at = root;
      at.line = rule.line;
      return strict::complaint(file, at, fmt::format("the id \"{}\" stands twice", rule.id));
    }
    seen.push_back(rule.id);
  }
  for (const auto& change : policy.changes) {
    if (has(seen, change.id))
      return strict::complaint(file, change.stated,
                               fmt::format("the id \"{}\" stands twice", change.id));
    seen.push_back(change.id);
  }
  return {};
}

// `policy: NAME` states what a shipped one is; `pack: NAME` what an organisation writes.
Result<void> read_name(const Value& root, std::string_view file, Policy& out) {
  if (strict::entry(root, "policy") && strict::entry(root, "pack"))
    return strict::complaint(file, root, "a document has either \"policy\" or \"pack\"");
  out.is_pack = strict::entry(root, "pack") != nullptr;
  const auto* const key = out.is_pack ? "pack" : "policy";
  const Value* name = TRY(strict::required(root, file, key));
  out.name = TRY(strict::text(root, file, key));
  if (out.is_pack && !is_id(out.name))
    return strict::complaint(file, *name, "\"pack\" wants a-z, 0-9, -, _ and .");
  out.title = TRY(strict::text(root, file, "title"));
  out.owner = TRY(strict::text(root, file, "owner"));
  out.inherits = TRY(strict::text(root, file, "inherits"));
  const auto preset = out.is_pack ? Layer::organisation : Layer::shipped;
  out.layer = static_cast<Layer>(
      TRY(strict::word(root, file, "layer", words(Layer{}), static_cast<std::size_t>(preset))));
  if (out.is_pack && out.layer == Layer::shipped)
    return strict::complaint(file, root["layer"],
                             "a pack is of organisation, product or component");
  // An organisation's new pack is watched before it stops anybody (domain.md 5).
  out.rise.lifecycle =
      out.is_pack && out.layer == Layer::organisation ? Lifecycle::observe : Lifecycle::enforce;
  if (auto stated = TRY(read_rise(root, file, out.rise.lifecycle))) out.rise = std::move(*stated);
  return {};
}

Result<Extent> read_extent(const Value& root, std::string_view file) {
  static constexpr std::array<std::string_view, 4> known{"tiers", "products", "components",
                                                         "exposure"};
  static constexpr std::array<std::string_view, 1> exposures{"public"};
  Extent out;
  const Value* from = strict::entry(root, "applies_to");
  if (!from) return out;
  TRY(strict::known_keys(*from, file, known));
  out.tiers = TRY(strict::texts(*from, file, "tiers"));
  out.products = TRY(strict::texts(*from, file, "products"));
  out.components = TRY(strict::texts(*from, file, "components"));
  if (const Value* exposure = strict::entry(*from, "exposure")) {
    TRY(strict::known_keys(*exposure, file, exposures));
    if (strict::entry(*exposure, "public"))
      out.is_public = TRY(strict::boolean(*exposure, file, "public", false));
  }
  return out;
}

Result<void> read_parameters(const Value& root, std::string_view file, Policy& out) {
  const Value* declared = strict::entry(root, "parameters");
  if (!declared) return {};
  if (!declared->is_map()) return strict::complaint(file, *declared, "\"parameters\" wants a map");
  for (const auto& [name, value] : *declared->map())
    if (!value.is_map() && !out.inherits.empty())
      out.settings.emplace_back(name, value);  // a value of an inherited one
    else
      out.parameters.push_back(TRY(read_parameter(name, value, file)));
  return {};
}

Result<void> read_levels(const Value& root, std::string_view file, Policy& out) {
  static constexpr std::array<std::string_view, 1> known{"at_most_days"};
  constexpr std::int64_t most_days = 3'650;
  const Value* levels = strict::entry(root, "levels");
  if (!levels) return {};
  if (!levels->is_map()) return strict::complaint(file, *levels, "\"levels\" wants a map");
  for (const auto& [level, value] : *levels->map()) {
    TRY(strict::known_keys(value, file, known));
    (void)TRY(strict::required(value, file, "at_most_days"));
    out.at_most_days[level] =
        TRY(strict::integer(value, file, "at_most_days", most_days, 1, most_days));
  }
  return {};
}

Result<void> read_rules(const Value& root, std::string_view file, Document document, Policy& out) {
  const auto preset = TRY(read_stage(root, file));
  const auto* rules = TRY(list_of(root, file, "rules"));
  for (const auto& rule : *rules) {
    const bool is_change =
        !out.inherits.empty() && !strict::entry(rule, "deny") && !strict::entry(rule, "require");
    if (is_change) {
      out.changes.push_back(TRY(read_change(rule, file)));
      continue;
    }
    auto read = TRY(read_rule(rule, file, document, preset));
    if (document == Document::written) read.pack = out.rise;
    if (out.is_pack) read.origin = Origin{out.name, out.layer, std::string(file), read.line};
    out.rules.push_back(std::move(read));
  }
  if (out.rules.empty() && out.inherits.empty())
    return strict::complaint(file, root, "a policy has at least one rule");
  return check_unique(out, root, file);
}

}  // namespace

Result<Policy> parse(std::string_view text, std::string_view file) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "{}:1:1: a policy has at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::yaml::parse(text, file);
  if (!parsed)
    return std::unexpected(std::move(parsed.error()).from(base::ErrorOrigin::configuration));
  const Value root = std::move(*parsed);
  TRY(strict::known_keys(root, file, document_keys));
  Policy out;
  out.file = file;
  TRY(read_name(root, file, out));
  static constexpr std::array<std::string_view, 1> versions{"v1"};
  const bool is_effective = strict::entry(root, "effective") != nullptr;
  if (is_effective) (void)TRY(strict::word(root, file, "effective", versions, 0));
  out.is_effective = is_effective;
  out.extent = TRY(read_extent(root, file));
  TRY(read_parameters(root, file, out));
  TRY(read_levels(root, file, out));
  TRY(read_rules(root, file, is_effective ? Document::effective : Document::written, out));
  const auto* tests = TRY(list_of(root, file, "tests"));
  for (const auto& test : *tests) out.tests.push_back(TRY(read_sample(test, file)));
  return out;
}

}  // namespace andon::policy
