#include "checks/secrets/kept_rules.h"

#include <gtest/gtest.h>

#include "checks/secrets/rule_file.h"

namespace andon::checks::secrets {
namespace {

// Every field set, so that one which is not kept is missed.
RuleSet full_set() {
  const Allowlist allowlist{.condition = Condition::all,
                            .target = Target::line,
                            .has_commits = true,
                            .paths = {"a", "b"},
                            .regexes = {"c"},
                            .stopwords = {"d", ""},
                            .place = "file:3"};
  Rule rule;
  rule.id = "id";
  rule.description = "description";
  rule.regex = std::string("re\0gex", 6);
  rule.path = "path";
  rule.entropy = 3.25;
  rule.secret_group = -1;
  rule.keywords = {"keyword"};
  rule.tags = {"tag"};
  rule.allowlists = {allowlist, {}};
  rule.required = {{"other", -4, std::nullopt}, {"third", std::nullopt, std::int64_t{1} << 62}};
  rule.is_reported = false;
  rule.severity = model::Severity::low;
  rule.confidence = model::Confidence::high;
  rule.weaknesses = {"CWE-798"};
  rule.references = {"https://example.org"};
  rule.fix = std::string(300, 'x');
  rule.file = "rules.toml";
  rule.line = 4'000'000'000;
  RuleSet set;
  set.rules = {rule, {}};
  set.allowlists = {allowlist};
  set.notes = {"note"};
  set.problems = {{"path", "text", true}};
  return set;
}

void expect_equal(const RuleSet& one, const RuleSet& other) {
  EXPECT_EQ(one.rules, other.rules);
  EXPECT_EQ(one.allowlists, other.allowlists);
  EXPECT_EQ(one.notes, other.notes);
  ASSERT_EQ(one.problems.size(), other.problems.size());
  for (std::size_t i = 0; i < one.problems.size(); ++i) {
    EXPECT_EQ(one.problems[i].path, other.problems[i].path);
    EXPECT_EQ(one.problems[i].text, other.problems[i].text);
    EXPECT_EQ(one.problems[i].is_harmless, other.problems[i].is_harmless);
  }
}

TEST(KeptRules, come_back_with_every_field) {
  const auto set = full_set();
  const auto back = decode_rules(encode_rules(set));
  ASSERT_TRUE(back);
  expect_equal(set, *back);
}

TEST(KeptRules, are_those_of_the_own_pack_without_examples) {
  auto pack = own_pack();
  ASSERT_TRUE(pack) << pack.error().text();
  const auto back = decode_rules(encode_rules(*pack));
  ASSERT_TRUE(back);
  for (auto& rule : pack->rules) {
    EXPECT_FALSE(rule.matches.empty()) << rule.id;
    rule.matches.clear();
    rule.misses.clear();
  }
  expect_equal(*pack, *back);
}

TEST(KeptRules, of_cut_or_garbled_bytes_there_are_none_or_others_but_never_an_overrun) {
  const auto bytes = encode_rules(full_set());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_rules(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(decode_rules(bytes + "x"));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto garbled = bytes;
    garbled[at] = '\x7f';
    (void)decode_rules(garbled);
  }
}

}  // namespace
}  // namespace andon::checks::secrets
