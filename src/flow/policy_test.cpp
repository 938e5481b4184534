#include "flow/policy.h"

#include <gtest/gtest.h>

namespace andon::flow {
namespace {

Packs packs() {
  Packs out;
  out.files.push_back({"gov/packs/all.yaml",
                       "pack: all\nowner: ada\ninherits: default\nlifecycle: enforce\n"
                       "rules:\n  - {id: few, deny: findings.size() > 9, fix: Mend some}\n"});
  out.files.push_back({"gov/packs/high.yaml",
                       "pack: high\nowner: ada\ninherits: all\napplies_to: {tiers: [high]}\n"
                       "parameters: {severity: low}\n"});
  return out;
}

constexpr base::Instant now{1'790'000'000'000};

TEST(GoverningPolicy, is_the_most_specific_pack_with_all_that_it_inherits) {
  const auto high = governing_policy(packs(), {"web", "shop", "high", false}, nullptr, now);
  ASSERT_TRUE(high) << high.error().text();
  EXPECT_EQ(high->policy.name, "high");
  EXPECT_EQ(high->policy.parameters.front().preset.text_or(), "low");
  EXPECT_EQ(high->policy.rules.front().origin->file, "policies/default.yaml");
  EXPECT_EQ(high->policy.rules.back().origin->file, "gov/packs/all.yaml");
  EXPECT_EQ(governing_policy(packs(), {"web", "shop", "low", false}, nullptr, now)->policy.name,
            "all");
  EXPECT_EQ(governing_policy({}, {"web", "shop", "low", false}, nullptr, now)->policy.name,
            "default");
}

TEST(GoverningPolicy, takes_a_components_own_pack_that_tightens_what_applies) {
  const Packs::File own{".andon/pack.yaml",
                        "pack: mine\nlayer: component\ninherits: all\nrules:\n"
                        "  - {id: none, deny: findings.size() > 0, fix: Mend it}\n"};
  const auto mine = governing_policy(packs(), {"web", "shop", "low", false}, &own, now);
  ASSERT_TRUE(mine) << mine.error().text();
  EXPECT_EQ(mine->policy.rules.back().id, "none");
  // Where another pack applies, it cannot fall back to a laxer one.
  const auto evading = governing_policy(packs(), {"web", "shop", "high", false}, &own, now);
  ASSERT_FALSE(evading);
  EXPECT_NE(evading.error().text().find("\"inherits: high\""), std::string::npos);
}

TEST(GoverningPolicy, says_why_it_is_that_one) {
  EXPECT_EQ(*why_picked(packs(), {"web", "shop", "high", false}), "it names the tier high");
  EXPECT_EQ(*why_picked(packs(), {"web", "shop", "low", false}), "it applies to all");
  EXPECT_EQ(*why_picked({}, {"web", "shop", "low", false}),
            "none of its packs applies, the shipped default serves");
  auto narrow = packs();
  narrow.files.push_back(
      {"gov/packs/narrow.yaml",
       "pack: narrow\nowner: ada\ninherits: all\n"
       "applies_to: {components: [we*], products: [shop], exposure: {public: true}}\n"});
  EXPECT_EQ(*why_picked(narrow, {"web", "shop", "low", true}),
            "it names this component and the product shop and what the public reaches");
}

TEST(LayeredPolicy, takes_an_own_pack_of_the_component_layer_alone) {
  const auto layered = [](std::string_view text) {
    const Packs::File own{".andon/pack.yaml", std::string(text)};
    return layered_policy({}, "strict", &own, now);
  };
  const auto mine = layered("pack: mine\nlayer: component\ninherits: strict\n");
  ASSERT_TRUE(mine) << mine.error().text();
  EXPECT_EQ(mine->policy.name, "mine");
  for (const auto* text :
       {"pack: mine\ninherits: strict\n", "pack: mine\nlayer: product\ninherits: strict\n",
        "pack: mine\nlayer: component\ninherits: default\n", "pack: mine\nlayer: component\n"})
    EXPECT_FALSE(layered(text)) << text;
}

TEST(EffectivePolicy, names_what_is_not_there_and_what_inherits_itself) {
  Packs broken;
  broken.files.push_back({"a.yaml", "pack: a\ninherits: b\n"});
  const auto missing = effective_policy(broken, "a", now);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().text(),
            "a.yaml:1:1: \"inherits\": no policy \"b\"; known: default, strict, a");
  broken.files.push_back({"b.yaml", "pack: b\ninherits: a\n"});
  EXPECT_NE(effective_policy(broken, "a", now).error().text().find("inherits itself"),
            std::string::npos);
}

TEST(EffectivePolicy, of_a_shipped_one_that_inherits_nothing_is_its_own_text) {
  const auto shipped = effective_policy({}, "default", now);
  ASSERT_TRUE(shipped) << shipped.error().text();
  EXPECT_TRUE(shipped->text.starts_with("# The shipped policy"));
  EXPECT_FALSE(shipped->policy.is_effective);
}

}  // namespace
}  // namespace andon::flow
