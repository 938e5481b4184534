#include "policy/facts.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/schema.h"
#include "base/yaml.h"
#include "model/shape.h"
#include "policy/evidence_facts.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

// Facts in which every list has an element and every option is there.
base::Value whole_facts() {
  std::vector<model::Finding> findings(1);
  findings[0].waiver = "w1";
  findings[0].suppression = model::Suppression{};
  findings[0].first_seen = findings[0].fixed_at = findings[0].returned_at = base::Instant{};
  findings[0].state = model::FindingState::waived;
  std::vector<model::Waiver> waivers(1);
  waivers[0].id = "w1";
  waivers[0].standing = "claimed";
  waivers[0].expires = {1};
  waivers[0].findings.emplace_back();
  std::vector<model::Run> runs(1);
  runs[0].check = "secrets";
  runs[0].kind = "built-in";
  runs[0].problems.emplace_back();
  Governed governed;
  governed.governance.emplace().locked_at = base::Instant{};
  governed.product.emplace();
  governed.environment.emplace();
  governed.components.emplace(1);
  governed.levels.emplace(1);
  governed.evidence.emplace(1).front().expires = base::Instant{};
  governed.measures.emplace(1);
  governed.answers.emplace(1).front().expires = base::Instant{};
  governed.openings.emplace(1).front().closed_at = base::Instant{};
  governed.recorded_until = base::Instant{};
  const model::Release release;
  const model::Baseline baseline;
  const model::Slope slope;
  const RequiredCheck required[] = {{"secrets", "why"}};
  const auto out = facts(
      {base::Instant{}, release, baseline, runs, findings, waivers, required, slope, &governed});
  return with_level(out, out["levels"].list()->front());
}

// Both ways: what the facts hold is described, what is described the facts hold.
void compare(const base::Value& value, const model::Shape& shape, const std::string& path) {
  if (const auto* list = value.list()) {
    ASSERT_EQ(shape.kind, model::ShapeKind::list) << path;
    for (const auto& item : *list) compare(item, shape.items.at(0), path + "[]");
    return;
  }
  if (!value.is_map()) return;
  ASSERT_EQ(shape.kind, model::ShapeKind::record) << path;
  for (const auto& [key, inside] : *value.map()) {
    const auto* field = shape.find(key);
    ASSERT_NE(field, nullptr) << path << "." << key << " is not described";
    compare(inside, field->shape, path + "." + key);
  }
  for (const auto& field : shape.fields)
    EXPECT_NE(value.find(field.name), nullptr) << path << "." << field.name << " is described";
}

TEST(FactsShape, is_the_shape_of_facts) { compare(whole_facts(), facts_shape(), "facts"); }

TEST(FactsShape, is_a_schema_that_facts_keep) {
  const auto breaches = base::schema::breaches(facts_schema(), whole_facts());
  ASSERT_TRUE(breaches) << breaches.error().text();
  EXPECT_TRUE(breaches->empty()) << breaches->front();
}

void expect_golden(const std::string& path, const std::string& text) {
  if (std::getenv("ANDON_GOLDEN")) {
    std::ofstream(path) << text;
    return;
  }
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  EXPECT_EQ(content.str(), text) << path << ": ANDON_GOLDEN=rewrite writes it";
}

TEST(FactsShape, is_published_as_it_is) {
  expect_golden("docs/reference/schemas/facts.schema.json",
                base::json::write(facts_schema()) + "\n");
  expect_golden("docs/reference/facts.md", facts_table());
  expect_golden("docs/reference/schemas/policy.schema.json",
                base::json::write(document_schema()) + "\n");
}

TEST(DocumentSchema, takes_the_shipped_policies_and_refuses_an_unknown_key) {
  for (const std::string name : {"default", "strict"}) {
    std::ifstream file("policies/" + name + ".yaml");
    std::stringstream text;
    text << file.rdbuf();
    auto document = base::yaml::parse(text.str(), name);
    ASSERT_TRUE(document) << document.error().text();
    auto breaches = base::schema::breaches(document_schema(), *document);
    ASSERT_TRUE(breaches) << breaches.error().text();
    EXPECT_TRUE(breaches->empty()) << breaches->front();
    document->set("rulez", 1);
    breaches = base::schema::breaches(document_schema(), *document);
    EXPECT_FALSE(breaches->empty());
  }
}

}  // namespace
}  // namespace andon::policy
