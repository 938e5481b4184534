#include "policy/levels.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/yaml.h"
#include "policy/facts.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

constexpr std::string_view service_levels = R"(
levels:
  - {id: test, title: Test}
  - {id: pilot, title: Pilot, real_data: true, audience: selected}
  - {id: general, title: General, real_data: true, audience: everyone, public: true}
)";

constexpr std::string_view two_stages = R"(
policy: two
rules:
  - id: no-grave
    each: finding
    deny: finding.severity == 'critical'
    fix: Mend it
    effort: 3 d
  - id: answered
    stage: {property: real_data}
    require: >-
      answers.exists(a, a.responsibility == 'operations' && a.answer == 'yes' && !a.is_expired)
    role: operations
    fix: Ask operations
    effort: 1 h
  - id: tested
    stage: {property: public}
    require: all_evidence.exists(e, e.control == 'penetration-test' && e.is_fresh)
    fix: Have it tested
levels: {pilot: {at_most_days: 7}}
)";

Policy read(std::string_view text) {
  auto policy = parse(text, "p.yaml");
  EXPECT_TRUE(policy) << policy.error().text();
  return std::move(*policy);
}

base::Value sample(std::string_view more) {
  auto yaml = base::yaml::parse(std::string(service_levels) + std::string(more), "facts");
  EXPECT_TRUE(yaml) << yaml.error().text();
  auto facts = facts_of_sample(*yaml, "facts");
  EXPECT_TRUE(facts) << facts.error().text();
  return std::move(*facts);
}

LevelsDecided decided(const Policy& policy, const base::Value& facts) {
  return decide_levels(policy, *parameters(policy, {}, "p.yaml"), facts, Stamp{});
}

TEST(Levels, grant_the_highest_up_to_which_all_are_met) {
  const auto policy = read(two_stages);
  const auto out = decided(policy, sample(R"(
answers: [{id: a1, responsibility: operations, answer: yes}]
all_evidence: []
)"));
  EXPECT_EQ(out.granted, "pilot");
  EXPECT_EQ(out.next, "general");
  const auto lacks = missing(out);
  ASSERT_EQ(lacks.size(), 1u);
  EXPECT_EQ(item_name(lacks[0]), "tested");
  EXPECT_EQ(lacks[0].rule->effort, "");
  EXPECT_EQ(out.levels[1].at_most_days, 7);
  EXPECT_EQ(out.levels[1].decision.level, "pilot");
}

TEST(Levels, list_what_is_missing_cheapest_first_with_who_can_mend_it) {
  const auto policy = read(two_stages);
  const auto out = decided(policy, sample(R"(
findings: [{id: f1, severity: critical}]
answers: []
product: {id: shop, responsibilities: {operations: dan}}
)"));
  EXPECT_EQ(out.granted, no_level);
  EXPECT_EQ(out.next, "test");
  const auto lacks = missing(out);
  ASSERT_EQ(lacks.size(), 1u) << "test asks nothing but done";
  EXPECT_EQ(lacks[0].element->element, "f1");
  EXPECT_EQ(role_of(*lacks[0].rule), "component_development");
  const auto pilot = missing(out.levels[1].decision);
  ASSERT_EQ(pilot.size(), 1u);
  EXPECT_EQ(role_of(*pilot[0].rule), "operations");
  EXPECT_EQ(pilot[0].rule->effort, "1 h");
}

// A rule that looks at the level is asked for each; one that does not is asked once, and recorded
// once for both.
TEST(Levels, share_what_does_not_depend_on_them) {
  const auto policy = read(R"(
policy: p
rules:
  - id: same
    each: finding
    stage: {property: real_data}
    deny: finding.severity == 'critical'
    fix: Mend it
  - id: own
    each: finding
    stage: {property: real_data}
    deny: level.id == 'general' && finding.severity == 'critical'
    fix: Mend it
)");
  const auto out = decided(policy, sample("findings: [{id: f1, severity: critical}]\n"));
  const auto& pilot = out.levels[1].decision;
  const auto& general = out.levels[2].decision;
  ASSERT_EQ(pilot.rules.size(), 2u);
  EXPECT_TRUE(pilot.rules[0].elements.shares_with(general.rules[0].elements));
  EXPECT_EQ(pilot.rules[1].outcome, model::RuleOutcome::pass);
  EXPECT_EQ(general.rules[1].outcome, model::RuleOutcome::fail);
  const auto value = to_value(out);
  const auto& rules = *value["rules"].list();
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(base::json::write_line(rules[0]["levels"]), R"(["pilot","general"])");
  EXPECT_EQ(base::json::write_line(rules[1]["levels"]), R"(["pilot"])");
  EXPECT_EQ(base::json::write_line(rules[2]["levels"]), R"(["general"])");
}

TEST(Levels, are_not_granted_by_an_answer_that_nobody_brought_in) {
  const auto out = decided(read(two_stages), sample(""));
  EXPECT_EQ(out.granted, "test");
  EXPECT_EQ(out.levels[1].decision.verdict, model::Verdict::undecided);
}

TEST(Levels, that_say_nothing_of_a_property_leave_it_undecided) {
  auto facts = sample("answers: []\nall_evidence: []\n");
  auto& level = (*facts.find("levels")->list())[0];
  std::erase_if(*level.map(), [](const auto& entry) { return entry.first == "real_data"; });
  const auto out = decided(read(two_stages), facts);
  EXPECT_EQ(out.granted, no_level);
}

TEST(Levels, sort_effort_by_what_it_takes) {
  EXPECT_EQ(effort_minutes("90 min"), 90);
  EXPECT_EQ(effort_minutes("2 h"), 120);
  EXPECT_EQ(effort_minutes("3d"), 1440);
  EXPECT_EQ(effort_minutes("1 w"), 2400);
  EXPECT_EQ(effort_minutes("a while"), std::nullopt);
  EXPECT_EQ(effort_minutes("-2 h"), std::nullopt);
}

constexpr std::string_view soak = R"(
policy: soak
rules:
  - id: soaked
    stage: {property: public}
    require: openings.exists(o, o.level == 'pilot')
    not_before: timestamp(openings.filter(o, o.level == 'pilot')[0].opened_at) + duration('72h')
    fix: Wait
)";

TEST(Soak, is_the_only_way_in_which_time_improves_a_decision) {
  const auto policy = read(soak);
  const auto early = decided(policy, sample("now: 2026-03-03T00:00:00Z\nopenings: [{level: pilot, "
                                            "opened_at: 2026-03-01T00:00:00Z}]\n"));
  EXPECT_EQ(early.granted, "pilot");
  const auto lacks = missing(early);
  ASSERT_EQ(lacks.size(), 1u);
  EXPECT_EQ(lacks[0].element->message, "it can pass from 2026-03-04T00:00:00Z on");
  ASSERT_TRUE(lacks[0].element->not_before);
  EXPECT_EQ(base::to_text(*lacks[0].element->not_before), "2026-03-04T00:00:00Z");
  const auto late = decided(policy, sample("now: 2026-03-04T00:00:00Z\nopenings: [{level: pilot, "
                                           "opened_at: 2026-03-01T00:00:00Z}]\n"));
  EXPECT_EQ(late.granted, "general");
}

constexpr std::string_view rising = R"(
pack: rising
layer: organisation
lifecycle: observe
rollout:
  - {teams: [web], lifecycle: enforce, from: 2026-03-01}
  - {lifecycle: enforce, from: 2026-06-01}
rules:
  - {id: none, deny: findings.size() > 0, fix: Mend it}
  - {id: draft, lifecycle: draft, deny: findings.size() > 0, fix: Mend it}
)";

std::string effect_for(std::string_view now, std::string_view components) {
  const auto policy = read(rising);
  auto facts = sample(fmt::format("now: {}\n{}\n", now, components));
  const auto out = decide(policy, {}, facts, Stamp{});
  EXPECT_EQ(out.rules.size(), 1u) << "a draft is not asked";
  return std::string(words(out.rules[0].effect)[static_cast<std::size_t>(out.rules[0].effect)]);
}

TEST(Lifecycle, caps_the_effect_by_team_and_date) {
  EXPECT_EQ(effect_for("2026-02-28T23:59:59Z", "components: [{id: a, team: web}]"), "observe");
  EXPECT_EQ(effect_for("2026-03-01T00:00:00Z", "components: [{id: a, team: web}]"), "block");
  EXPECT_EQ(effect_for("2026-03-01T00:00:00Z", "components: [{id: a, team: shop}]"), "observe");
  EXPECT_EQ(effect_for("2026-06-01T00:00:00Z", "components: [{id: a, team: shop}]"), "block");
  EXPECT_EQ(effect_for("2026-03-01T00:00:00Z", ""), "block") << "nobody says which team it is";
}

constexpr std::string_view audited = R"(
policy: audited
rules:
  - id: one
    lifecycle: audited
    require: all_evidence.exists(e, e.control == 'review')
    fix: Sign it
  - id: all
    lifecycle: audited
    each: evidence
    require: evidence.is_fresh
    fix: Sign it
  - id: waived
    lifecycle: audited
    each: finding
    deny: finding.severity == 'high' && !finding.is_waived
    fix: Mend it
)";

TEST(Audited, counts_only_what_is_proven) {
  const auto policy = read(audited);
  const auto outcomes = [&](std::string_view standing) {
    const auto facts = sample(fmt::format(R"(
all_evidence: [{{id: e1, control: review, standing: {0}}}]
waivers: [{{id: w1, owner: ada, standing: {0}, expires: 2027-01-01T00:00:00Z}}]
findings: [{{id: f1, severity: high, state: waived, waiver: w1}}]
)",
                                          standing));
    std::string out;
    for (const auto& rule : decide(policy, {}, facts, Stamp{}).rules)
      out += std::string(words(rule.outcome)[static_cast<std::size_t>(rule.outcome)]) + " ";
    return out;
  };
  EXPECT_EQ(outcomes("proven"), "pass pass pass ");
  EXPECT_EQ(outcomes("claimed"), "fail undecided fail ");
}

}  // namespace
}  // namespace andon::policy
