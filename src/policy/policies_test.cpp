// Every shipped policy passes its own tests, and every case of tests/data/policy.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/json.h"
#include "base/yaml.h"
#include "policy/facts.h"
#include "policy/levels.h"
#include "policy/lint.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> yaml_files(std::string_view folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

// The shipped policy of that name with what it inherits.
Policy shipped(std::string_view name) {
  std::vector<Policy> layers;
  for (std::string next(name); !next.empty();) {
    const auto path = fmt::format("policies/{}.yaml", next);
    auto policy = parse(content(path), path);
    EXPECT_TRUE(policy) << policy.error().text();
    next = policy->inherits;
    layers.insert(layers.begin(), std::move(*policy));
  }
  if (layers.size() == 1) return std::move(layers.front());
  auto combined = combine(std::move(layers), {}, base::Instant{});
  EXPECT_TRUE(combined) << combined.error().text();
  return std::move(combined->policy);
}

TEST(Policies, pass_their_own_tests) {
  const auto files = yaml_files("policies");
  ASSERT_FALSE(files.empty());
  for (const auto& path : files) {
    const auto policy = shipped(path.stem().string());
    EXPECT_FALSE(policy.tests.empty()) << path;
    for (const auto& test : run_tests(policy))
      EXPECT_TRUE(test.is_passed) << path << ": " << test.name << ": " << test.text;
  }
}

TEST(Policies, have_a_test_that_passes_and_one_that_stops_for_each_rule_and_say_what_it_serves) {
  for (const auto& path : yaml_files("policies")) {
    const auto policy = shipped(path.stem().string());
    for (const auto& problem : lint(policy, Author::us))
      ADD_FAILURE() << problem.place << ": " << problem.rule << ": " << problem.text;
    for (const auto& rule : policy.rules) {
      EXPECT_FALSE(rule.serves.empty()) << path << rule.id;
      EXPECT_TRUE(effort_minutes(rule.effort)) << path << rule.id << ": what does mending take?";
    }
  }
}

base::Value decided(const model::Decision& decision) {
  base::Value out{base::Map{}};
  auto& shown_decision = out.set("decision", base::Map{});
  shown_decision.set("verdict",
                     words(decision.verdict)[static_cast<std::size_t>(decision.verdict)]);
  auto& rules = shown_decision.set("rules", base::Map{});
  for (const auto& rule : decision.rules) {
    if (rule.outcome == model::RuleOutcome::pass) continue;
    auto& shown = rules.set(rule.rule, base::Map{});
    shown.set("effect", words(rule.effect)[static_cast<std::size_t>(rule.effect)]);
    shown.set("outcome", words(rule.outcome)[static_cast<std::size_t>(rule.outcome)]);
    auto& elements = shown.set("elements", base::Map{});
    for (const auto& element : rule.elements)
      elements.set(element.element.empty() ? "once" : element.element, element.message);
  }
  auto& explanation = out.set("explanation", base::List{});
  for (const auto& sentence : explain(decision)) explanation.push(sentence);
  return out;
}

// {note, policy: a document or the name of a shipped one, parameters, facts} and what comes of it:
// {decision: {verdict, rules: {id: {effect, outcome, elements}}}, explanation: [sentence ...]}.
// ANDON_GOLDEN=rewrite writes the second part anew.
base::Result<void> check_case(const std::filesystem::path& path) {
  const auto text = content(path);
  const auto example = TRY(base::yaml::parse(text, path.string()));
  EXPECT_FALSE(example["note"].text_or().empty());
  const auto document = example["policy"].is_string()
                            ? content(fmt::format("policies/{}.yaml", example["policy"].text_or()))
                            : base::yaml::write(example["policy"]);
  const auto policy = TRY(parse(document, path.string()));
  const auto given = TRY(parameters(policy, example["parameters"], path.string()));
  const auto facts = TRY(facts_of_sample(example["facts"], path.string()));
  const auto actual = decided(decide(policy, given, facts, Stamp{}));
  if (std::getenv("ANDON_GOLDEN")) {
    std::ofstream(path) << text.substr(0, text.find("\ndecision:") + 1)
                        << base::yaml::write(actual);
    return {};
  }
  EXPECT_EQ(base::json::write(actual["decision"]), base::json::write(example["decision"]));
  EXPECT_EQ(base::json::write(actual["explanation"]), base::json::write(example["explanation"]));
  return {};
}

model::Verdict verdict(const Policy& policy, const base::Value& given, const base::Value& facts,
                       const base::Value& level) {
  return level.is_null() ? decide(policy, given, facts, Stamp{}).verdict
                         : decide(policy, given, facts, level, Stamp{}).verdict;
}

// Every place of the facts is taken away in turn: what was not met must never become met by that.
void take_away(const Policy& policy, const base::Value& given, base::Value& facts,
               const base::Value& level, base::Value& inside, std::size_t& tried) {
  if (auto* list = inside.list())
    for (auto& item : *list) take_away(policy, given, facts, level, item, tried);
  for (std::size_t i = 0; inside.map() && i < inside.map()->size(); ++i) {
    auto& map = *inside.map();
    take_away(policy, given, facts, level, map[i].second, tried);
    const auto name = std::exchange(map[i].first, "taken away");
    EXPECT_NE(verdict(policy, given, facts, level), model::Verdict::met) << name;
    map[i].first = name;
    ++tried;
  }
}

TEST(Policies, never_become_met_when_a_field_becomes_unknown) {
  const auto policy = parse(content("policies/default.yaml"), "default.yaml");
  ASSERT_TRUE(policy);
  const auto given = parameters(*policy, {}, "andon.yaml");
  ASSERT_TRUE(given);
  std::size_t tried = 0;
  for (const auto& test : policy->tests) {
    if (!test.parameters.is_null() || test.expected["verdict"].text_or() == "met") continue;
    SCOPED_TRACE(test.name);
    auto facts = facts_of_sample(test.facts, "default.yaml");
    ASSERT_TRUE(facts);
    const auto level = (*facts)["level"];
    take_away(*policy, *given, *facts, level, *facts, tried);
  }
  EXPECT_GT(tried, 200u);
}

TEST(Policies, decide_and_explain_every_case_as_written) {
  const auto files = yaml_files("tests/data/policy");
  ASSERT_FALSE(files.empty());
  for (const auto& path : files) {
    SCOPED_TRACE(path.string());
    const auto checked = check_case(path);
    EXPECT_TRUE(checked) << checked.error().text();
  }
}

}  // namespace
}  // namespace andon::policy
