#include "base/schema.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace andon::base {
namespace {

constexpr std::string_view person = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object", "required": ["name"], "additionalProperties": false,
  "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"},
                 "age": {"type": "integer", "minimum": 0},
                 "tags": {"type": "array", "items": {"$ref": "#/definitions/tag"}}},
  "definitions": {"tag": {"enum": ["a", "b"]}}})";

std::vector<std::string> breaches_of(std::string_view document) {
  auto found = schema::breaches(*json::parse(person, "s"), *json::parse(document, "d"));
  return found ? *found : std::vector<std::string>{"error: " + found.error().message};
}

bool has(const std::vector<std::string>& all, std::string_view start) {
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& one) { return one.starts_with(start); });
}

TEST(Schema, finds_nothing_wrong_with_a_valid_document) {
  EXPECT_TRUE(breaches_of(R"({"name": "ann", "age": 3, "tags": ["a", "b"]})").empty());
}

TEST(Schema, names_the_place_of_each_breach) {
  const auto found = breaches_of(R"({"name": "Ann", "age": "3", "tags": ["a", "x"], "more": 1})");
  EXPECT_TRUE(has(found, "at /name: ")) << fmt::format("{}", found.size());
  EXPECT_TRUE(has(found, "at /age: "));
  EXPECT_TRUE(has(found, "at /tags/1: "));
  EXPECT_TRUE(has(found, "at /: "));
  EXPECT_TRUE(has(breaches_of("{}"), "at /: "));
  EXPECT_TRUE(has(breaches_of("[]"), "at /: "));
}

TEST(Schema, refuses_a_schema_that_is_none) {
  auto found = schema::breaches(*json::parse(R"({"type": 7})", "s"), Value(1));
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().message.starts_with("the schema is not usable: "));
}

TEST(Schema, survives_a_long_text_under_a_pattern) {
  Value document(Map{{"name", Value(std::string(4'000'000, 'a'))}});
  EXPECT_TRUE(schema::breaches(*json::parse(person, "s"), document).has_value());
}

}  // namespace
}  // namespace andon::base
