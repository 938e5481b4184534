#include "governance/owners.h"

#include <gtest/gtest.h>

namespace andon::governance {
namespace {

using Names = std::vector<std::string>;

TEST(Codeowners, counts_the_last_match) {
  const auto rules = parse_codeowners(
      "# remark\n*       @all\n/src/   @dev mail@example.org # more\n*.md\n\ndocs/with\\ blank.md "
      "@docs\n");
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(rules[1].line, 3u);
  EXPECT_EQ(owners_of(rules, "Makefile"), Names{"@all"});
  EXPECT_EQ(owners_of(rules, "src/a.c"), (Names{"@dev", "mail@example.org"}));
  EXPECT_EQ(owners_of(rules, "src/a.md"), Names{}) << "a pattern without owners takes them away";
  EXPECT_EQ(owners_of(rules, "docs/with blank.md"), Names{"@docs"});
}

TEST(Codeowners, reads_the_sections_of_gitlab) {
  const auto rules = parse_codeowners("[Database][2] @dba\nmodel/\n^[Docs]\nREADME.md @writer\n");
  EXPECT_EQ(owners_of(rules, "model/x.rb"), Names{"@dba"});
  EXPECT_EQ(owners_of(rules, "README.md"), Names{"@writer"});
}

TEST(SecurityInsights, tells_whom_to_tell_in_both_versions) {
  const auto two = parse_security_insights(
      "header: {schema-version: 2.0.0}\nproject:\n  administrators: [{name: Root}]\n"
      "  vulnerability-reporting:\n    contact: {name: Team, email: s@example.org}\n"
      "repository:\n  security:\n    champions: [{name: Ada}]\n",
      "i.yml");
  ASSERT_TRUE(two) << two.error().text();
  EXPECT_EQ(two->contacts, Names{"s@example.org"});
  EXPECT_EQ(two->champions, Names{"Ada"});
  const auto one = parse_security_insights(
      "header: {schema-version: 1.0.0}\nsecurity-contacts:\n- {type: email, value: "
      "o@example.org}\n",
      "i.yml");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->contacts, Names{"o@example.org"});
}

TEST(SecurityInsights, is_refused_with_a_place_when_it_is_no_map) {
  const auto none = parse_security_insights("- a\n", "i.yml");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "i.yml:1:1: expected a map, found list");
}

}  // namespace
}  // namespace andon::governance
