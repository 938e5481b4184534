#include "formats/reading/sarif_tool.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "model/weakness.h"

namespace andon::formats {

namespace {

constexpr std::size_t title_bytes = 200;
constexpr std::size_t fix_bytes = 500;

std::string text_of(const base::Value& message) { return std::string(message["text"].text_or()); }

std::string first_line(std::string_view text) {
  const auto trimmed = base::trim(text);
  return base::shortened(base::trim(trimmed.substr(0, trimmed.find('\n'))), title_bytes);
}

std::string title_of(const base::Value& descriptor) {
  for (const auto& candidate :
       {text_of(descriptor["shortDescription"]), text_of(descriptor["fullDescription"]),
        std::string(descriptor["name"].text_or())})
    if (auto line = first_line(candidate); !line.empty()) return line;
  return {};
}

const SarifRule* at(const SarifComponent& component, std::int64_t index) {
  if (index < 0 || static_cast<std::uint64_t>(index) >= component.rules.size()) return nullptr;
  return &component.rules[static_cast<std::size_t>(index)];
}

// A result's rule id may go on after the descriptor's: "CA1000/1" means "CA1000" (3.27.5).
bool is_part_of(std::string_view id, std::string_view rule) {
  return id == rule || (id.size() > rule.size() && id.starts_with(rule) && id[rule.size()] == '/');
}

const SarifRule* by_id(const SarifComponent& component, std::string_view id) {
  while (!id.empty()) {
    const auto found = component.by_id.find(std::string(id));
    if (found != component.by_id.end()) return &component.rules[found->second];
    const auto slash = id.rfind('/');
    if (slash == id.npos) return nullptr;
    id = id.substr(0, slash);
  }
  return nullptr;
}

const SarifRule* in_component(const SarifComponent& component, const SarifRuleReference& wanted) {
  const auto* indexed = at(component, wanted.index);
  // An index that leads to another id is a producer's slip; the id is what people see.
  if (indexed && (wanted.id.empty() || is_part_of(wanted.id, indexed->id))) return indexed;
  if (!wanted.guid.empty()) {
    const auto found = component.by_guid.find(wanted.guid);
    if (found != component.by_guid.end()) return &component.rules[found->second];
  }
  if (const auto* named = by_id(component, wanted.id)) return named;
  return nullptr;
}

}  // namespace

std::vector<std::string> sarif_texts(const base::Value& value) {
  std::vector<std::string> texts;
  if (const auto* text = value.string()) texts.push_back(*text);
  if (const auto* list = value.list())
    for (const auto& item : *list)
      if (const auto* text = item.string()) texts.push_back(*text);
  return texts;
}

std::optional<double> sarif_score(const base::Value& properties) {
  const auto& value = properties["security-severity"];
  if (const auto* number = value.number()) return *number;
  if (const auto* integer = value.integer()) return static_cast<double>(*integer);
  const auto text = base::trim(value.text_or());
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
    return std::nullopt;
  return number;
}

SarifMessages sarif_messages(const base::Value& strings) {
  SarifMessages messages;
  if (const auto* map = strings.map())
    for (const auto& [id, message] : *map) messages.emplace_back(id, text_of(message));
  return messages;
}

std::vector<std::string> sarif_weaknesses(const base::Value& properties) {
  std::vector<std::string> found;
  for (const auto& tag : sarif_texts(properties["tags"]))
    model::add_weaknesses(found, model::weaknesses_in(tag));
  for (const auto* key : {"cwe", "cwe_id", "cwes", "CWE"}) {
    for (const auto& text : sarif_texts(properties[key])) {
      auto ids = model::weaknesses_in(text);
      if (ids.empty()) ids = model::weaknesses_in("CWE-" + text);
      model::add_weaknesses(found, std::move(ids));
    }
    if (auto id = model::weakness_of_number(properties[key].integer_or(0)))
      model::add_weaknesses(found, {std::move(*id)});
  }
  return found;
}

std::vector<std::string> sarif_taxa(const base::Value& references) {
  std::vector<std::string> found;
  const auto* list = references.list();
  if (!list) return found;
  for (const auto& item : *list) {
    const auto& taxon = item["target"].is_map() ? item["target"] : item;
    const auto id = taxon["id"].text_or();
    auto ids = model::weaknesses_in(id);
    const bool is_cwe = base::lower_ascii(taxon["toolComponent"]["name"].text_or()) == "cwe";
    if (ids.empty() && is_cwe) ids = model::weaknesses_in(fmt::format("CWE-{}", id));
    model::add_weaknesses(found, std::move(ids));
  }
  return found;
}

std::optional<model::Confidence> sarif_confidence(const base::Value& properties) {
  for (const auto* key : {"precision", "confidence", "issue_confidence"})
    if (auto confidence = model::confidence_of(properties[key].text_or())) return confidence;
  // Semgrep puts it among the tags: "HIGH CONFIDENCE".
  constexpr std::string_view ending = " CONFIDENCE";
  for (const auto& tag : sarif_texts(properties["tags"]))
    if (tag.ends_with(ending))
      if (auto confidence =
              model::confidence_of(std::string_view(tag).substr(0, tag.size() - ending.size())))
        return confidence;
  return std::nullopt;
}

SarifRule sarif_rule(const base::Value& descriptor) {
  const auto& properties = descriptor["properties"];
  SarifRule rule;
  rule.id = descriptor["id"].text_or();
  rule.title = title_of(descriptor);
  const auto help = text_of(descriptor["help"]);
  // A help text may be a whole page; a short one says what to do.
  if (help.size() <= fix_bytes) rule.fix = base::trim(help);
  rule.level = descriptor["defaultConfiguration"]["level"].text_or();
  rule.score = sarif_score(properties);
  rule.confidence = sarif_confidence(properties);
  rule.weaknesses = sarif_weaknesses(properties);
  model::add_weaknesses(rule.weaknesses, sarif_taxa(descriptor["relationships"]));
  if (const auto help_uri = descriptor["helpUri"].text_or(); !help_uri.empty())
    rule.references.emplace_back(help_uri);
  rule.tags = sarif_texts(properties["tags"]);
  rule.messages = sarif_messages(descriptor["messageStrings"]);
  return rule;
}

SarifRuleReference sarif_rule_reference(const base::Value& result) {
  const auto& rule = result["rule"];
  const auto& component = rule["toolComponent"];
  SarifRuleReference reference;
  reference.id = result["ruleId"].text_or(rule["id"].text_or());
  reference.guid = rule["guid"].text_or();
  reference.index = rule["index"].integer_or(result["ruleIndex"].integer_or(-1));
  reference.component_index = component["index"].integer_or(-1);
  reference.component_name = component["name"].text_or();
  reference.component_guid = component["guid"].text_or();
  return reference;
}

void SarifComponent::add_rule(const base::Value& descriptor) {
  if (rules.size() >= base::limits::report_rules) return;
  rules.push_back(sarif_rule(descriptor));
  by_id.emplace(rules.back().id, rules.size() - 1);
  if (const auto rule_guid = descriptor["guid"].text_or(); !rule_guid.empty())
    by_guid.emplace(std::string(rule_guid), rules.size() - 1);
}

SarifTool::Found SarifTool::find(const SarifRuleReference& wanted) const {
  const SarifComponent* component = nullptr;
  if (wanted.component_index >= 0 &&
      static_cast<std::uint64_t>(wanted.component_index) < extensions.size())
    component = &extensions[static_cast<std::size_t>(wanted.component_index)];
  if (!component) {
    const auto is_named = [&](const SarifComponent& one) {
      return (!wanted.component_guid.empty() && one.guid == wanted.component_guid) ||
             (!wanted.component_name.empty() && one.name == wanted.component_name);
    };
    const auto named = std::ranges::find_if(extensions, is_named);
    component = named == extensions.end() ? &driver : &*named;
  }
  if (const auto* rule = in_component(*component, wanted)) return {rule, component};
  if (const auto* rule = by_id(driver, wanted.id)) return {rule, &driver};
  for (const auto& extension : extensions)
    if (const auto* rule = by_id(extension, wanted.id)) return {rule, &extension};
  return {nullptr, component};
}

std::string_view SarifTool::version() const {
  return driver.semantic_version.empty() ? driver.version : driver.semantic_version;
}

}  // namespace andon::formats
