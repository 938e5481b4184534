#include "policy/pack.h"

#include <gtest/gtest.h>

#include "policy/facts.h"

namespace andon::policy {
namespace {

constexpr std::string_view above = R"(
policy: above
title: what stands above
parameters:
  severity: {type: severity, stricter: lower, default: high}
  days: {type: integer, stricter: lower, default: 30}
rules:
  - id: grave
    each: finding
    deny: finding.severity_rank >= parameters.severity_rank
    message: "'found ' + finding.id"
    effect: warn
    effective_on: 2026-03-01
    fix: {expression: "'mend ' + finding.id"}
  - {id: runs, require: runs.size() > 0, fix: Run it, on_missing: fail, serves: [PW.7]}
levels: {pilot: {at_most_days: 14}}
)";

Policy read(std::string_view text, std::string_view file = "p.yaml") {
  auto policy = parse(text, file);
  EXPECT_TRUE(policy) << policy.error().text();
  return std::move(*policy);
}

constexpr base::Instant now{1'790'000'000'000};  // 2026-09-21

base::Result<Combined> combined(std::string_view rest, std::vector<model::Waiver> waivers = {}) {
  std::vector<Policy> layers;
  layers.push_back(read(above, "above.yaml"));
  const auto text = fmt::format("pack: below\nowner: ada\ninherits: above\n{}", rest);
  auto below = parse(text, "below.yaml");
  if (!below) return std::unexpected(std::move(below).error());
  layers.push_back(std::move(*below));
  return combine(std::move(layers), waivers, now);
}

std::string refusal(std::string_view rest) {
  const auto out = combined(rest);
  return out ? "accepted" : out.error().text();
}

model::Waiver waiver(std::string rule, base::Instant expires) {
  model::Waiver out;
  out.id = "w1";
  out.rule = std::move(rule);
  out.owner = "ada";
  out.approver = "bob";
  out.expires = expires;
  return out;
}

TEST(Combine, takes_every_tightening) {
  const auto out = combined(R"(
parameters: {severity: medium, days: 7, tries: {type: integer, stricter: lower, default: 3}}
rules:
  - {id: grave, effect: block, effective_on: 2026-02-01, effort: 2 h}
  - {id: more, lifecycle: audited, deny: findings.size() > parameters.tries, fix: Mend it}
levels: {pilot: {at_most_days: 7}, general: {at_most_days: 90}}
)");
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_TRUE(out->notes.empty());
  const auto& policy = out->policy;
  EXPECT_EQ(policy.name, "below");
  ASSERT_EQ(policy.rules.size(), 3u);
  EXPECT_EQ(policy.rules[0].effect, model::Effect::block);
  EXPECT_EQ(base::to_date(*policy.rules[0].effective_on), "2026-02-01");
  EXPECT_EQ(policy.rules[0].origin->file, "above.yaml");
  EXPECT_EQ(policy.rules[2].origin->layer, Layer::organisation);
  EXPECT_EQ(policy.parameters[0].preset.text_or(), "medium");
  EXPECT_EQ(policy.at_most_days.at("pilot"), 7);
}

TEST(Combine, gives_a_document_that_reads_as_the_same_policy) {
  const auto out = combined(
      "lifecycle: audited\nrollout: [{teams: [web], lifecycle: audited, from: 2026-05-01}]\n"
      "rules:\n  - {id: more, stage: {property: audience, is: everyone}, not_before: "
      "timestamp(now), require: 'true', fix: ''}\n");
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_EQ(text_of(out->policy), out->text);
  EXPECT_TRUE(differences(out->policy, read(out->text)).empty());
  EXPECT_EQ(out->policy.rules[2].pack.rollout.size(), 1u);
}

TEST(Combine, refuses_loosening_with_file_and_line) {
  const std::string end =
      " of above: only a waiver of the layer above may do that, with rule: policy:";
  EXPECT_EQ(refusal("parameters: {severity: critical}\n"),
            "below.yaml:4:24: \"severity\" loosens parameters.severity" + end +
                "parameters.severity and an end");
  EXPECT_EQ(refusal("rules:\n  - {id: grave, effect: observe}\n"),
            "below.yaml:5:25: \"effect\" loosens grave" + end + "grave and an end");
  EXPECT_NE(refusal("rules:\n  - {id: grave, effective_on: 2026-04-01}\n").find("loosens grave"),
            std::string::npos);
  EXPECT_NE(refusal("rules:\n  - {id: runs, effective_on: 2020-04-01}\n").find("loosens runs"),
            std::string::npos);
  EXPECT_NE(refusal("rules:\n  - {id: runs, on_missing: undecided}\n").find("loosens runs"),
            std::string::npos);
  EXPECT_NE(refusal("rules:\n  - {id: runs, lifecycle: observe}\n").find("loosens runs"),
            std::string::npos);
  EXPECT_NE(refusal("rules:\n  - {id: runs, remove: true}\n").find("loosens runs"),
            std::string::npos);
  EXPECT_NE(refusal("rules:\n  - {id: runs, require: 'true', fix: a}\n").find("loosens runs"),
            std::string::npos);
  EXPECT_NE(refusal("levels: {pilot: {at_most_days: 15}}\n").find("loosens levels.pilot"),
            std::string::npos);
}

TEST(Combine, names_what_is_not_there) {
  EXPECT_EQ(refusal("rules:\n  - {id: graev, effect: block}\n"),
            "below.yaml:5:5: above has no rule \"graev\", did you mean \"grave\"?; a new one needs "
            "\"deny\" or \"require\"");
  EXPECT_EQ(refusal("parameters: {severty: low}\n"),
            "below.yaml:4:23: above has no parameter \"severty\", did you mean \"severity\"?");
  EXPECT_NE(refusal("parameters: {severity: {type: severity, stricter: lower, default: low}}\n")
                .find("is declared by above"),
            std::string::npos);
}

TEST(Combine, loosens_by_a_waiver_of_the_layer_above_until_it_ends) {
  const auto rest = "rules:\n  - {id: grave, effect: observe}\n";
  const auto standing = combined(rest, {waiver("policy:grave", {now.ms + 1})});
  ASSERT_TRUE(standing) << standing.error().text();
  EXPECT_EQ(standing->policy.rules[0].effect, model::Effect::observe);
  EXPECT_EQ(standing->until, base::Instant{now.ms + 1});
  ASSERT_EQ(standing->notes.size(), 1u);
  const auto ended = combined(rest, {waiver("policy:grave", now)});
  ASSERT_TRUE(ended) << ended.error().text();
  EXPECT_EQ(ended->policy.rules[0].effect, model::Effect::warn) << "what stands above holds again";
  EXPECT_NE(ended->notes.at(0).find("no longer counts"), std::string::npos);
  EXPECT_FALSE(combined(rest, {waiver("grave", {now.ms + 1})})) << "a waiver of findings";
  EXPECT_FALSE(combined(rest, {waiver("policy:runs", {now.ms + 1})})) << "of another rule";
}

TEST(Combine, refuses_a_lower_layer_above_a_higher_one) {
  std::vector<Policy> layers;
  layers.push_back(
      read("pack: a\nlayer: component\nrules:\n  - {id: a, require: 'true', fix: a}\n"));
  layers.push_back(read("pack: b\nlayer: product\ninherits: a\n"));
  EXPECT_FALSE(combine(std::move(layers), {}, now));
}

TEST(ChoosePack, takes_the_most_specific_that_applies) {
  const auto pack = [](std::string_view name, std::string_view applies, std::string_view inherits) {
    return read(fmt::format("pack: {}\ninherits: '{}'\napplies_to: {}\nrules:\n  - {{id: a, "
                            "require: 'true', fix: a}}\n",
                            name, inherits, applies),
                fmt::format("{}.yaml", name));
  };
  std::vector<Policy> packs;
  packs.push_back(pack("all", "{}", "default"));
  packs.push_back(pack("high", "{tiers: [high, critical]}", "all"));
  packs.push_back(pack("open", "{tiers: [high], exposure: {public: true}}", "all"));
  packs.push_back(pack("pay", "{components: ['pay-*']}", "high"));
  const auto chosen = [&](const Subject& subject) {
    const auto found = choose_pack(packs, subject);
    EXPECT_TRUE(found) << found.error().text();
    return *found ? (*found)->name : std::string();
  };
  EXPECT_EQ(chosen({"web", "shop", "low", false}), "all");
  EXPECT_EQ(chosen({"web", "shop", "high", false}), "high");
  EXPECT_EQ(chosen({"web", "shop", "high", true}), "open");
  EXPECT_EQ(chosen({"pay-web", "shop", "high", true}), "pay");
  packs.push_back(pack("other", "{tiers: [high]}", "default"));
  EXPECT_FALSE(choose_pack(packs, {"web", "shop", "high", false}));
}

TEST(Differences, say_which_loosen) {
  const auto before = read(above);
  auto text = std::string(above);
  text.replace(text.find("effect: warn"), 12, "effect: observe");
  text.replace(text.find("at_most_days: 14"), 16, "at_most_days: 30");
  text.replace(text.find("default: high"), 13, "default: low");
  const auto after = read(text);
  std::string told;
  for (const auto& difference : differences(before, after))
    told += fmt::format("{}{}: {}\n", difference.is_loosening ? "- " : "+ ", difference.what,
                        difference.text);
  EXPECT_EQ(told,
            "+ parameters.severity: \"high\" -> \"low\"\n- grave: effect: warn -> observe\n"
            "- levels.pilot: 14 days -> 30 days\n");
}

}  // namespace
}  // namespace andon::policy
