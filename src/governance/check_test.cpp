#include "governance/check.h"

#include <gtest/gtest.h>

namespace andon::governance {
namespace {

using Files = std::vector<SourceFile>;

base::Instant at(std::string_view time) { return *base::parse_instant(time); }

// A source without any gap, in which a test changes one file.
Files sound() {
  return {
      {"governance.yaml", "governance: v1\n"},
      {"organisation/people.yaml",
       "people: {ada: {name: A}, bob: {name: B}, cleo: {name: C}, dan: {name: D}}\n"},
      {"organisation/teams.yaml", "teams:\n- {id: web, members: [ada, bob], champion: bob}\n"},
      {"organisation/security.yaml", "security_team: [cleo]\n"},
      {"organisation/suppliers.yaml", "suppliers: [{id: host}]\n"},
      {"organisation/environments.yaml", "environments: [{id: prod, level: general}]\n"},
      {"organisation/tools.yaml", "tools: [{id: semgrep, owner: ada, deputy: bob}]\n"},
      {"organisation/products/shop.yaml",
       "product: shop\ntier: high\nresponsibilities:\n  product: ada\n"
       "  development_architecture: bob\n  component_development: bob\n  operations: cleo\n"
       "  quality_and_testing: dan\ncomponents:\n- {id: shop-web, team: web, suppliers: [host]}\n"},
  };
}

Files with(std::string path, std::string text) {
  auto files = sound();
  for (auto& file : files)
    if (file.path == path) {
      file.text = std::move(text);
      return files;
    }
  files.push_back({std::move(path), std::move(text)});
  return files;
}

// "file:line: kind: text" of each gap, errors marked.
std::vector<std::string> gaps(const Files& files, std::string_view now = "2026-06-01T00:00:00Z") {
  const auto reading = read_source(files);
  for (const auto& problem : reading.problems) ADD_FAILURE() << problem.message;
  std::vector<std::string> out;
  for (const auto& gap : find_gaps(reading.source, at(now)))
    out.push_back(fmt::format("{}:{}: {}{}: {}", gap.file, gap.line, gap.is_error ? "error " : "",
                              gap.kind, gap.text));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Gaps, are_none_where_everybody_and_everything_is_named) { EXPECT_EQ(gaps(sound()), Lines{}); }

TEST(Gaps, name_who_is_not_known_and_who_was_meant) {
  EXPECT_EQ(gaps(with("organisation/teams.yaml",
                      "teams:\n- {id: web, members: [ada, boob, bob], champion: bob}\n")),
            Lines{"organisation/teams.yaml:2: error unknown_account: team web names boob, whom "
                  "organisation/people.yaml does not know; did you mean bob?"});
}

TEST(Gaps, know_nothing_of_people_once_their_file_is_erased) {
  auto files = with("organisation/teams.yaml", "teams:\n- {id: web, members: [x], champion: x}\n");
  std::erase_if(files, [](const auto& file) { return file.path == "organisation/people.yaml"; });
  EXPECT_EQ(gaps(files), Lines{});
}

TEST(Gaps, open_on_the_day_after_somebodys_last) {
  const auto files = with("organisation/people.yaml",
                          "people: {ada: {}, bob: {}, cleo: {left: 2026-05-31}, dan: {}}\n");
  EXPECT_EQ(gaps(files, "2026-05-31T23:59:59Z"), Lines{});
  EXPECT_EQ(gaps(files, "2026-06-01T00:00:00Z"),
            (Lines{"organisation/products/shop.yaml:1: left: operations of product shop is cleo, "
                   "who left on 2026-05-31",
                   "organisation/security.yaml:1: left: the security team is cleo, who left on "
                   "2026-05-31"}));
}

TEST(Gaps, tell_of_a_team_without_champion_and_of_one_that_is_empty) {
  EXPECT_EQ(gaps(with("organisation/teams.yaml", "teams:\n- {id: web}\n")),
            (Lines{"organisation/teams.yaml:2: nobody: nobody is in team web",
                   "organisation/teams.yaml:2: no_champion: team web has no champion"}));
  EXPECT_EQ(
      gaps(with("organisation/teams.yaml", "teams:\n- {id: web, members: [ada], champion: dan}\n")),
      Lines{"organisation/teams.yaml:2: champion_outside: dan, the champion of team web, is "
            "no member of it"});
}

TEST(Gaps, tell_of_one_person_who_holds_everything_and_of_what_nobody_holds) {
  const std::string rest = "components:\n- {id: shop-web, team: web}\n";
  EXPECT_EQ(gaps(with("organisation/products/shop.yaml",
                      "product: shop\ntier: high\nresponsibilities: {product: ada, "
                      "development_architecture: ada, component_development: ada, operations: ada, "
                      "quality_and_testing: ada}\n" +
                          rest)),
            Lines{"organisation/products/shop.yaml:1: one_for_all: ada holds all five "
                  "responsibilities of product shop"});
  EXPECT_EQ(gaps(with("organisation/products/shop.yaml",
                      "product: shop\ntier: high\nresponsibilities: {product: ada, "
                      "development_architecture: ada, component_development: bob}\n" +
                          rest)),
            Lines{"organisation/products/shop.yaml:1: nobody: nobody answers in product shop for: "
                  "operations, quality_and_testing"});
}

TEST(Gaps, refuse_what_names_something_that_nobody_describes) {
  EXPECT_EQ(gaps(with("organisation/environments.yaml",
                      "environments:\n- {id: prod, level: generel, products: [shops]}\n")),
            (Lines{"organisation/environments.yaml:2: error unknown_level: environment prod names "
                   "the level generel, which nobody describes; did you mean general?",
                   "organisation/environments.yaml:2: error unknown_product: environment prod "
                   "names the product shops, which nobody describes; did you mean shop?"}));
  const auto product = gaps(with(
      "organisation/products/shop.yaml",
      "product: shop\ntier: grave\nresponsibilities: {product: ada, development_architecture: bob, "
      "component_development: bob, operations: cleo, quality_and_testing: dan}\ncomponents:\n"
      "- {id: shop-web, team: wev, suppliers: [ghost], pack: own}\n"));
  ASSERT_EQ(product.size(), 4u);
  EXPECT_NE(product[0].find("error unknown_tier"), std::string::npos);
  EXPECT_NE(product[1].find("error unknown_team"), std::string::npos);
  EXPECT_NE(product[2].find("error unknown_supplier"), std::string::npos);
  EXPECT_NE(product[3].find("error unknown_pack"), std::string::npos);
}

TEST(Gaps, refuse_a_component_in_two_products) {
  auto files = sound();
  files.push_back({"organisation/products/till.yaml",
                   "product: till\ntier: low\nresponsibilities: {product: ada, "
                   "development_architecture: bob, component_development: bob, operations: cleo, "
                   "quality_and_testing: dan}\ncomponents:\n- {id: shop-web, team: web}\n"});
  EXPECT_EQ(gaps(files),
            Lines{"organisation/products/till.yaml:5: error component_twice: component "
                  "shop-web belongs to shop already "
                  "(organisation/products/shop.yaml:10)"});
}

std::string plan(std::string_view change = "") {
  return fmt::format(
      "title: t\nproduct: shop\nowner: ada\napprover: {}\nlevel: pilot\ncreated: 2026-05-01\n"
      "expires: 2026-07-31\nmeasures:\n- {{id: m, title: t, owner: bob, due: 2026-06-15, "
      "check: c}}\n",
      change.empty() ? "cleo" : change);
}

TEST(Gaps, tell_of_plans_that_ended_and_measures_that_are_overdue) {
  const auto files = with("plans/p.yaml", plan());
  EXPECT_EQ(gaps(files), Lines{});
  EXPECT_EQ(gaps(files, "2026-06-16T00:00:00Z"),
            Lines{"plans/p.yaml:1: measure_overdue: measure m of plan p was due on 2026-06-15; bob "
                  "answers for it"});
  EXPECT_EQ(gaps(files, "2026-08-01T00:00:00Z").front(),
            "plans/p.yaml:1: plan_expired: plan p ended on 2026-07-31; ada answers for it");
}

TEST(Gaps, refuse_a_plan_that_its_owner_approved) {
  EXPECT_EQ(gaps(with("plans/p.yaml", plan("ada"))),
            Lines{"plans/p.yaml:1: error approved_by_owner: plan p: ada approved their own"});
}

TEST(Gaps, refuse_the_answer_of_somebody_who_is_not_responsible) {
  EXPECT_EQ(gaps(with("answers/a.yaml",
                      "question: q\nproduct: shop\nlevel: general\nresponsibility: operations\n"
                      "account: ada\nanswer: yes\nat: 2026-05-01\n")),
            Lines{"answers/a.yaml:1: error not_responsible: answer a is ada's, but operations of "
                  "product shop is cleo"});
}

TEST(Gaps, tell_of_tools_without_deputy_and_of_renewals_that_are_due) {
  EXPECT_EQ(gaps(with("organisation/tools.yaml",
                      "tools:\n- {id: semgrep, owner: ada, renewal: 2026-05-31}\n")),
            (Lines{"organisation/tools.yaml:2: no_deputy: nobody stands in for ada, the owner of "
                   "semgrep",
                   "organisation/tools.yaml:2: renewal_overdue: the renewal of semgrep was due on "
                   "2026-05-31; ada answers for it"}));
}

TEST(Gaps, of_a_component_are_its_own_its_products_and_its_teams) {
  auto files = with("organisation/teams.yaml",
                    "teams:\n- {id: web, members: [ada]}\n- {id: other, members: [bob]}\n");
  for (auto& file : files)
    if (file.path == "organisation/products/shop.yaml")
      file.text += "- {id: shop-api, team: other, pack: own}\n- {id: bare}\n";
  const auto source = read_source(files).source;
  const auto all = find_gaps(source, at("2026-06-01T00:00:00Z"));
  const auto ours = gaps_of(all, "shop", "shop-web", "web");
  ASSERT_EQ(ours.size(), 1u);
  EXPECT_EQ(ours.front().kind, "no_champion");
  EXPECT_EQ(gaps_of(all, "shop", "bare", "").front().kind, "nobody");
}

}  // namespace
}  // namespace andon::governance
