// The normal form of a governance source, and the schemas of its files.
#include "base/yaml.h"
#include "governance/parts/grammar_schema.h"
#include "governance/parts/grammar_writing.h"
#include "governance/parts/grammars.h"
#include "governance/waivers.h"

namespace andon::governance {
namespace {

using base::Value;

Value product_value(const model::Product& product) {
  Value out{base::Map{}};
  out.set("product", product.id);
  const Value fields = noun_value(product);
  for (const auto& [key, value] : *fields.map()) out.set(key, value);
  return out;
}

template <class T>
void add_list(std::vector<SourceFile>& out, std::string path, std::string_view key,
              const std::vector<T>& nouns) {
  if (nouns.empty()) return;
  Value list{base::List{}};
  for (const auto& noun : nouns) list.push(noun_value(noun));
  Value root{base::Map{}};
  root.set(key, std::move(list));
  out.push_back({std::move(path), base::yaml::write(root)});
}

Value marker_value(const Source& source) {
  Value out{base::Map{}};
  out.set("governance", "v1");
  if (!source.title.empty()) out.set("title", source.title);
  auto& tiers = out.set("tiers", base::List{});
  for (const auto& tier : source.tiers) tiers.push(tier);
  return out;
}

void add_people(std::vector<SourceFile>& out, const Source& source) {
  if (source.people.empty()) return;
  Value root{base::Map{}};
  auto& people = root.set("people", base::Map{});
  for (const auto& person : source.people) people.set(person.account, noun_value(person));
  out.push_back({"organisation/people.yaml", base::yaml::write(root)});
}

void add_security(std::vector<SourceFile>& out, const Source& source) {
  if (source.advocates.empty() && source.security_team.empty()) return;
  Value root{base::Map{}};
  auto& advocates = root.set("advocates", base::List{});
  for (const auto& account : source.advocates) advocates.push(account);
  auto& team = root.set("security_team", base::List{});
  for (const auto& account : source.security_team) team.push(account);
  out.push_back({"organisation/security.yaml", base::yaml::write(root)});
}

Value list_schema(std::string_view key, Value each) {
  Value list{base::Map{}}, properties{base::Map{}}, out{base::Map{}};
  list.set("type", "array");
  list.set("items", std::move(each));
  properties.set(key, std::move(list));
  out.set("type", "object");
  out.set("properties", std::move(properties));
  out.set("required", base::List{std::string(key)});
  out.set("additionalProperties", false);
  return out;
}

Value map_schema(Value properties) {
  Value out{base::Map{}};
  out.set("type", "object");
  out.set("properties", std::move(properties));
  out.set("additionalProperties", false);
  return out;
}

Value texts_schema(std::string_view about) {
  Value out{base::Map{}}, text{base::Map{}};
  text.set("type", "string");
  out.set("type", "array");
  out.set("items", std::move(text));
  out.set("description", about);
  return out;
}

Value marker_schema() {
  Value properties{base::Map{}}, version{base::Map{}}, title{base::Map{}};
  version.set("enum", base::List{"v1"});
  title.set("type", "string");
  properties.set("governance", std::move(version));
  properties.set("title", std::move(title));
  properties.set("tiers", texts_schema("risk tiers, lowest first"));
  auto out = map_schema(std::move(properties));
  out.set("required", base::List{"governance"});
  return out;
}

Value people_schema() {
  auto people = map_schema(Value(base::Map{}));
  people.set("additionalProperties", noun_schema<Person>());
  Value properties{base::Map{}};
  properties.set("people", std::move(people));
  return map_schema(std::move(properties));
}

Value product_schema() {
  auto out = noun_schema<model::Product>();
  out.find("properties")->set("product", text_schema({"product", Need::must, Shape::id}));
  out.set("required", base::List{"product"});
  return out;
}

Value levels_schema() {
  auto out = list_schema("levels", noun_schema<model::Level>());
  Value preset{base::Map{}};
  auto& words = preset.set("enum", base::List{});
  for (const auto word : level_presets()) words.push(word);
  out.find("properties")->set("preset", std::move(preset));
  Value one{base::Map{}}, other{base::Map{}};
  one.set("required", base::List{"levels"});
  other.set("required", base::List{"preset"});
  std::erase_if(*out.map(), [](const auto& entry) { return entry.first == "required"; });
  out.set("oneOf", base::List{std::move(one), std::move(other)});
  return out;
}

Value security_schema() {
  Value properties{base::Map{}};
  properties.set("advocates", texts_schema("accounts of the security advocates"));
  properties.set("security_team", texts_schema("accounts of the security team"));
  return map_schema(std::move(properties));
}

}  // namespace

Value file_value(const model::Team& team) { return noun_value(team); }
Value file_value(const model::Product& product) { return product_value(product); }
Value file_value(const model::Component& component) { return noun_value(component); }
Value file_value(const model::Supplier& supplier) { return noun_value(supplier); }
Value file_value(const model::Environment& environment) { return noun_value(environment); }
Value file_value(const model::ToolCare& tool) { return noun_value(tool); }
Value file_value(const model::Level& level) { return noun_value(level); }
Value file_value(const model::Plan& plan) { return noun_value(plan); }
Value file_value(const model::Answer& answer) { return noun_value(answer); }

std::vector<SourceFile> write_source(const Source& source) {
  std::vector<SourceFile> out;
  out.push_back({"governance.yaml", base::yaml::write(marker_value(source))});
  if (!source.preset.empty())
    out.push_back({"levels.yaml", "preset: " + source.preset + "\n"});
  else
    add_list(out, "levels.yaml", "levels", source.levels);
  add_people(out, source);
  add_list(out, "organisation/teams.yaml", "teams", source.teams);
  add_list(out, "organisation/suppliers.yaml", "suppliers", source.suppliers);
  add_list(out, "organisation/environments.yaml", "environments", source.environments);
  add_list(out, "organisation/tools.yaml", "tools", source.tools);
  add_security(out, source);
  for (const auto& product : source.products)
    out.push_back({"organisation/products/" + product.id + ".yaml",
                   base::yaml::write(product_value(product))});
  for (const auto& plan : source.plans)
    out.push_back({"plans/" + plan.id + ".yaml", base::yaml::write(noun_value(plan))});
  for (const auto& answer : source.answers)
    out.push_back({"answers/" + answer.id + ".yaml", base::yaml::write(noun_value(answer))});
  for (const auto& waiver : source.waivers)
    out.push_back({"waivers/" + waiver.id + ".yaml", write_waiver(waiver)});
  out.insert(out.end(), source.packs.begin(), source.packs.end());
  if (source.trust) out.push_back(*source.trust);
  out.insert(out.end(), source.signatures.begin(), source.signatures.end());
  return out;
}

std::vector<NamedSchema> source_schemas() {
  std::vector<NamedSchema> out;
  const auto add = [&](std::string name, std::string_view title, Value schema) {
    Value whole{base::Map{}};
    whole.set("$schema", "http://json-schema.org/draft-07/schema#");
    whole.set("title", title);
    for (const auto& [key, value] : *schema.map()) whole.set(key, value);
    out.push_back({std::move(name), std::move(whole)});
  };
  add("governance", "governance.yaml: the mark of a governance source", marker_schema());
  add("governance-levels", "levels.yaml: the levels, lowest first", levels_schema());
  add("governance-people", "organisation/people.yaml: display names", people_schema());
  add("governance-teams", "organisation/teams.yaml",
      list_schema("teams", noun_schema<model::Team>()));
  add("governance-suppliers", "organisation/suppliers.yaml",
      list_schema("suppliers", noun_schema<model::Supplier>()));
  add("governance-environments", "organisation/environments.yaml",
      list_schema("environments", noun_schema<model::Environment>()));
  add("governance-tools", "organisation/tools.yaml",
      list_schema("tools", noun_schema<model::ToolCare>()));
  add("governance-security", "organisation/security.yaml", security_schema());
  add("governance-product", "organisation/products/<id>.yaml", product_schema());
  add("governance-plan", "plans/<id>.yaml", noun_schema<model::Plan>());
  add("governance-answer", "answers/<id>.yaml", noun_schema<model::Answer>());
  return out;
}

}  // namespace andon::governance
