#include "governance/compare.h"

#include <gtest/gtest.h>

namespace andon::governance {
namespace {

using Files = std::vector<SourceFile>;
using Lines = std::vector<std::string>;

const std::string product =
    "product: shop\ntier: low\nresponsibilities: {operations: cleo}\ncomponents:\n"
    "- {id: web, team: web, pack: own}\n";

Lines changes(const Files& before, const Files& after) {
  Lines out;
  for (const auto& change : compare(read_source(before).source, read_source(after).source))
    out.push_back(change.whom + ": " + change.text + " (" + change.file + ")");
  return out;
}

TEST(Compare, says_nothing_of_what_is_the_same) {
  const Files files{{"organisation/products/shop.yaml", product},
                    {"levels.yaml", "preset: library"}};
  EXPECT_EQ(changes(files, files), Lines{});
}

TEST(Compare, says_who_joins_and_leaves_and_who_is_champion_now) {
  EXPECT_EQ(changes({{"organisation/teams.yaml",
                      "teams: [{id: web, members: [ada, bob], champion: ada}]\n"}},
                    {{"organisation/teams.yaml",
                      "teams: [{id: web, members: [bob, cleo], champion: bob}]\n"}}),
            (Lines{"team web: cleo joins (organisation/teams.yaml)",
                   "team web: ada leaves (organisation/teams.yaml)",
                   "team web: champion is now bob (was ada) (organisation/teams.yaml)"}));
}

TEST(Compare, says_that_a_tier_rises_and_whose_responsibility_moves) {
  auto after = product;
  after.replace(after.find("low"), 3, "high");
  after.replace(after.find("cleo"), 4, "dan");
  EXPECT_EQ(changes({{"organisation/products/shop.yaml", product}},
                    {{"organisation/products/shop.yaml", after}}),
            (Lines{"product shop: its risk tier rises to high (was low): other packs may apply to "
                   "its components (organisation/products/shop.yaml)",
                   "product shop: operations is now dan (was cleo) "
                   "(organisation/products/shop.yaml)"}));
}

TEST(Compare, says_that_a_component_moves_comes_or_goes) {
  EXPECT_EQ(
      changes({{"organisation/products/shop.yaml", product}},
              {{"organisation/products/shop.yaml",
                "product: shop\ntier: low\nresponsibilities: {operations: cleo}\n"},
               {"organisation/products/till.yaml",
                "product: till\ncomponents: [{id: web, team: web, pack: own}, {id: new}]\n"}}),
      (Lines{"component new: is new in product till (organisation/products/till.yaml)",
             "component web: moves to product till (was shop) "
             "(organisation/products/till.yaml)",
             "product till: is new (organisation/products/till.yaml)"}));
  EXPECT_EQ(changes({{"organisation/products/shop.yaml", product}}, {}),
            (Lines{"component web: no longer belongs to product shop or any other "
                   "(organisation/products/shop.yaml)",
                   "product shop: is gone (organisation/products/shop.yaml)"}));
}

TEST(Compare, says_for_whom_a_pack_or_a_waiver_changes) {
  const std::string waiver =
      "reason: r\nrule: x\nowner: a\napprover: b\ncreated: 2026-01-01\ncomponents: [web]\n";
  EXPECT_EQ(changes({{"organisation/products/shop.yaml", product}, {"packs/own.yaml", "a\n"}},
                    {{"organisation/products/shop.yaml", product},
                     {"packs/own.yaml", "b\n"},
                     {"waivers/w.yaml", waiver + "expires: 2026-02-01\n"}}),
            (Lines{"component web: the pack packs/own.yaml changes: andon policy diff says what "
                   "(packs/own.yaml)",
                   "component web: the new waiver w lets x be until 2026-02-02T00:00:00Z, by a "
                   "(waivers/w.yaml)"}));
  EXPECT_EQ(changes({{"waivers/w.yaml", waiver + "expires: 2026-02-01\n"}},
                    {{"waivers/w.yaml", waiver + "expires: 2026-03-01\n"}}),
            Lines{"component web: the waiver w changes: it lets x be until 2026-03-02T00:00:00Z "
                  "(was until 2026-02-02T00:00:00Z) (waivers/w.yaml)"});
}

TEST(Compare, says_that_levels_change_their_order_and_properties) {
  EXPECT_EQ(
      changes({{"levels.yaml", "levels: [{id: a, audience: team}, {id: b, audience: team}]\n"}},
              {{"levels.yaml",
                "levels: [{id: b, audience: team}, {id: a, audience: team, public: true}]\n"}}),
      (Lines{"level a: is now number 2 of the levels (was 1) (levels.yaml)",
             "level a: public is now yes (was no) (levels.yaml)",
             "level b: is now number 1 of the levels (was 2) (levels.yaml)"}));
}

}  // namespace
}  // namespace andon::governance
