#include "governance/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/schema.h"
#include "base/yaml.h"

namespace andon::governance {
namespace {

constexpr std::string_view whole = R"(component: shop/api
target_branch: main
checks:
  secrets: {enabled: true, rules: rules/own.toml, decode_depth: 2}
tools:
  semgrep: {required: true, rules: [semgrep.yml], timeout_seconds: 60}
  bandit: {enabled: false}
  cppcheck:
sandbox: bubblewrap
policy: {name: strict, parameters: {severity: medium}}
sync: {remote: origin, public: accepted}
components: [services/a/, services/b]
)";

std::string refusal(std::string_view text) {
  const auto settings = parse_settings(text, "andon.yaml");
  if (settings) return "accepted";
  EXPECT_EQ(settings.error().origin, base::ErrorOrigin::configuration);
  return settings.error().text();
}

TEST(Settings, are_read_with_the_line_that_states_them) {
  const auto settings = parse_settings(whole, "andon.yaml");
  ASSERT_TRUE(settings) << settings.error().text();
  EXPECT_EQ(settings->component.value, "shop/api");
  EXPECT_EQ(settings->component.origin, "andon.yaml:1");
  EXPECT_EQ(settings->secret_rules.value, std::vector<std::string>{"rules/own.toml"});
  EXPECT_EQ(settings->decode_depth.value, 2);
  EXPECT_EQ(settings->decode_depth.origin, "andon.yaml:4");
  ASSERT_EQ(settings->tools.size(), 3u);
  EXPECT_TRUE(settings->tools[0].is_required.value);
  EXPECT_EQ(settings->tools[0].timeout_seconds.value, 60);
  EXPECT_FALSE(settings->tools[1].is_enabled.value);
  EXPECT_EQ(settings->tools[2].is_enabled.origin, "default");
  EXPECT_EQ(settings->sandbox.value, "bubblewrap");
  EXPECT_EQ(settings->policy.value, "strict");
  ASSERT_EQ(settings->parameters.size(), 1u);
  EXPECT_EQ(settings->parameters[0].second.line, 10u);
  EXPECT_EQ(settings->sync_public.value, "accepted");
  EXPECT_EQ(settings->components, (std::vector<std::string>{"services/a", "services/b"}));
}

TEST(Settings, may_be_empty) {
  for (const auto* text : {"", "# nothing\n", "checks:\n"}) {
    const auto settings = parse_settings(text, "andon.yaml");
    ASSERT_TRUE(settings) << settings.error().text();
    EXPECT_EQ(settings->policy.value, "default");
    EXPECT_EQ(settings->policy.origin, "default");
  }
}

TEST(Settings, are_refused_with_place_and_nearest_key) {
  EXPECT_EQ(refusal("componnent: x\n"),
            "andon.yaml:1:13: unknown key \"componnent\", did you mean \"component\"?");
  EXPECT_EQ(refusal("checks:\n  secrets: {decode_deep: 1}\n"),
            "andon.yaml:2:26: unknown key \"decode_deep\", did you mean \"decode_depth\"?");
  EXPECT_EQ(refusal("tools: {semgrpe: {}}\n"),
            "andon.yaml:1:18: unknown key \"semgrpe\", did you mean \"semgrep\"?");
  EXPECT_EQ(refusal("checks: {secrets: {decode_depth: 99}}\n"),
            "andon.yaml:1:34: \"decode_depth\" wants 0 to 5, found 99");
  EXPECT_EQ(refusal("sandbox: bubblewrp\n"),
            "andon.yaml:1:10: \"sandbox\" wants one of none, landlock, bubblewrap, found "
            "\"bubblewrp\", did you mean \"bubblewrap\"?");
  EXPECT_EQ(refusal("checks: {secrets: {rules: [../x.toml]}}\n"),
            "andon.yaml:1:27: \"../x.toml\" is not a path inside the tree");
  EXPECT_EQ(refusal("checks: {secrets: {enabled: yes}}\n"),
            "andon.yaml:1:29: \"enabled\" wants true or false, found \"yes\"");
  EXPECT_EQ(refusal("tools: {semgrep: {enabled: false, required: true}}\n"),
            "andon.yaml:1:45: semgrep is required but not enabled");
  EXPECT_EQ(refusal("components: [/etc]\n"),
            "andon.yaml:1:13: \"/etc\" is not a folder inside the tree");
  EXPECT_EQ(refusal("- a\n"), "andon.yaml:1:1: expected a map, found list");
}

TEST(Settings, are_told_row_by_row_with_their_origin) {
  const auto all = rows(*parse_settings(whole, "andon.yaml"));
  const auto find = [&](std::string_view key) {
    for (const auto& row : all)
      if (row.key == key) return row.value + " | " + row.origin;
    return std::string("none");
  };
  EXPECT_EQ(find("sandbox"), "bubblewrap | andon.yaml:9");
  EXPECT_EQ(find("tools.semgrep.rules"), "semgrep.yml | andon.yaml:6");
  EXPECT_EQ(find("tools.cppcheck.timeout_seconds"), "900 | default");
  EXPECT_EQ(find("policy.parameters.severity"), "medium | andon.yaml:10");
}

TEST(Settings, have_the_published_schema) {
  constexpr const char* path = "docs/reference/schemas/andon.schema.json";
  const auto made = base::json::write(settings_schema());
  if (std::getenv("ANDON_GOLDEN")) std::ofstream(path) << made;
  std::ifstream file(path);
  std::stringstream published;
  published << file.rdbuf();
  EXPECT_EQ(published.str(), made) << "rewrite it with ./dev golden";
}

TEST(Settings, are_judged_by_the_schema_as_by_the_reader) {
  const auto schema = settings_schema();
  const auto breaches = [&](std::string_view text) {
    const auto found = base::schema::breaches(schema, *base::yaml::parse(text, "andon.yaml"));
    EXPECT_TRUE(found) << found.error().text();
    return found ? found->size() : 99;
  };
  std::string text(whole);
  text.erase(text.find("  cppcheck:\n"), std::string_view("  cppcheck:\n").size());
  EXPECT_EQ(breaches(text), 0u);
  EXPECT_EQ(breaches("checks: {secrets: {rules: [a, b], decode_depth: 2}}\n"), 0u);
  EXPECT_GT(breaches("componnent: x\n"), 0u);
  EXPECT_GT(breaches("sandbox: none at all\n"), 0u);
  EXPECT_GT(breaches("checks: {secrets: {decode_depth: 99}}\n"), 0u);
  EXPECT_GT(breaches("tools: {semgrep: {timeout_seconds: 0}}\n"), 0u);
}

}  // namespace
}  // namespace andon::governance
