// Every shipped policy passes its own tests, and every case of tests/data/policy.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/yaml.h"
#include "policy/facts.h"
#include "policy/policy.h"

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

TEST(Policies, pass_their_own_tests) {
  const auto files = yaml_files("policies");
  ASSERT_FALSE(files.empty());
  for (const auto& path : files) {
    const auto policy = parse(content(path), path.string());
    ASSERT_TRUE(policy) << policy.error().text();
    EXPECT_FALSE(policy->tests.empty()) << path;
    for (const auto& test : run_tests(*policy))
      EXPECT_TRUE(test.is_passed) << path << ": " << test.name << ": " << test.text;
  }
}

// {note, policy: a document or the name of a shipped one, parameters, facts, decision: {verdict,
// rules: {id: {outcome, elements: {id: message}}}}, explanation: [sentence ...]}
TEST(Policies, decide_and_explain_every_case_as_written) {
  const auto files = yaml_files("tests/data/policy");
  ASSERT_FALSE(files.empty());
  for (const auto& path : files) {
    SCOPED_TRACE(path.string());
    const auto read = base::yaml::parse(content(path), path.string());
    ASSERT_TRUE(read) << read.error().text();
    const base::Value& example = *read;
    EXPECT_FALSE(example["note"].text_or().empty());
    const bool is_named = example["policy"].is_string();
    const auto text = is_named ? content(fmt::format("policies/{}.yaml", example["policy"].text_or()))
                               : base::yaml::write(example["policy"]);
    const auto policy = parse(text, path.string());
    ASSERT_TRUE(policy) << policy.error().text();
    const auto given = parameters(*policy, example["parameters"], path.string());
    ASSERT_TRUE(given) << given.error().text();
    const auto facts = facts_of_sample(example["facts"], path.string());
    ASSERT_TRUE(facts) << facts.error().text();
    const auto decision = decide(*policy, *given, *facts, Stamp{});
    base::Value decided{base::Map{}};
    decided.set("verdict", words(decision.verdict)[static_cast<std::size_t>(decision.verdict)]);
    auto& rules = decided.set("rules", base::Map{});
    for (const auto& rule : decision.rules) {
      if (rule.outcome == model::RuleOutcome::pass) continue;
      auto& shown = rules.set(rule.rule, base::Map{});
      shown.set("effect", words(rule.effect)[static_cast<std::size_t>(rule.effect)]);
      shown.set("outcome", words(rule.outcome)[static_cast<std::size_t>(rule.outcome)]);
      auto& elements = shown.set("elements", base::Map{});
      for (const auto& element : rule.elements)
        elements.set(element.element.empty() ? "once" : element.element, element.message);
    }
    EXPECT_EQ(base::json::write(decided), base::json::write(example["decision"]));
    base::Value explanation{base::List{}};
    for (const auto& sentence : explain(decision)) explanation.push(sentence);
    EXPECT_EQ(base::json::write(explanation), base::json::write(example["explanation"]));
  }
}

}  // namespace
}  // namespace andon::policy
