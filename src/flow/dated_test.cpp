#include "flow/dated.h"

#include <gtest/gtest.h>

#include "flow/exposure.h"
#include "governance/source.h"
#include "governance/trust.h"
#include "model/finding.h"
#include "model/gate_record.h"
#include "policy/policy.h"

namespace andon::flow {
namespace {

using model::UpcomingKind;

base::Instant at(std::string_view text) { return *base::parse_instant(text); }

struct Case {
  model::Organisation organisation;
  governance::Source source;
  governance::Trust trust;
  policy::Policy policy;
  std::vector<model::Waiver> waivers;
  std::vector<model::Finding> findings;
  std::vector<StoppedLine> stopped;
  std::vector<BrokenGlass> glasses;
  std::vector<OpenRelease> open;
  std::vector<model::GateEntry> grants;
  std::vector<model::MissingItem> missing;
  std::map<std::string, bool> done_measures;
  base::Instant now = at("2027-01-05T12:00:00Z");

  std::vector<DatedEvent> events() {
    model::Release release;
    release.component = "shop-web";
    release.tree = "t1";
    return dated_events({organisation,
                         &source,
                         &trust,
                         policy,
                         waivers,
                         findings,
                         stopped,
                         glasses,
                         open,
                         grants,
                         missing,
                         done_measures,
                         {},
                         release,
                         now});
  }
  // "2027-01-21 waiver w1 (kim)"
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& [when, event] : events()) {
      const auto kind = words(event.kind)[static_cast<std::size_t>(event.kind)];
      std::string owners;
      for (const auto& owner : event.owners) owners += (owners.empty() ? "" : ",") + owner;
      out.push_back(fmt::format("{} {} {} ({})", base::to_date(when), kind, event.subject, owners));
    }
    return out;
  }
};

using Told = std::vector<std::string>;

TEST(Dated, tells_nothing_where_nothing_has_a_date) { EXPECT_EQ(Case().told(), Told()); }

TEST(Dated, tells_a_waivers_end_and_leaves_out_one_that_ended_and_covers_nothing) {
  Case test;
  model::Waiver waiver;
  waiver.id = "w1";
  waiver.owner = "kim";
  waiver.expires = at("2027-01-21T00:00:00Z");
  test.waivers.push_back(waiver);
  waiver.id = "ended";
  waiver.expires = test.now;
  test.waivers.push_back(waiver);
  EXPECT_EQ(test.told(), Told{"2027-01-21 waiver w1 (kim)"});
  model::Finding finding;
  finding.waiver = "ended";
  finding.state = model::FindingState::returned;
  test.findings.push_back(finding);
  EXPECT_EQ(test.told(), (Told{"2027-01-05 waiver ended (kim)", "2027-01-21 waiver w1 (kim)"}));
  test.findings.front().state = model::FindingState::fixed;
  EXPECT_EQ(test.told(), Told{"2027-01-21 waiver w1 (kim)"});
}

TEST(Dated, tells_a_waiver_of_the_source_that_loosens_the_policy) {
  Case test;
  model::Waiver waiver;
  waiver.id = "soft";
  waiver.rule = "policy:few";
  waiver.owner = "ada";
  waiver.expires = at("2027-02-01T00:00:00Z");
  test.source.waivers.push_back(waiver);
  EXPECT_EQ(test.told(), Told{"2027-02-01 waiver governance/soft (ada)"});
}

model::Plan plan() {
  model::Plan out;
  out.id = "p";
  out.owner = "ada";
  out.created = at("2026-11-01T00:00:00Z");
  out.expires = at("2027-03-01T00:00:00Z");
  model::Measure measure;
  measure.id = "m";
  measure.owner = "bob";
  measure.due = at("2027-02-11T00:00:00Z");
  out.measures.push_back(measure);
  return out;
}

TEST(Dated, tells_open_measures_and_not_those_that_are_proven) {
  Case test;
  test.organisation.plans.push_back(plan());
  EXPECT_EQ(test.told(), (Told{"2027-02-11 measure p/m (bob,ada)", "2027-03-01 plan p (ada)"}));
  test.done_measures["p/m"] = true;
  EXPECT_EQ(test.told(), Told{"2027-03-01 plan p (ada)"});
  // Said to be done, but what proves it does not hold.
  test.organisation.plans[0].measures[0].done = test.now;
  test.done_measures["p/m"] = false;
  EXPECT_EQ(test.told(), (Told{"2027-02-11 measure p/m (bob,ada)", "2027-03-01 plan p (ada)"}));
}

TEST(Dated, keeps_a_plan_that_ended_with_something_open_and_lets_a_finished_one_go) {
  Case test;
  test.organisation.plans.push_back(plan());
  test.now = at("2027-04-01T00:00:00Z");
  EXPECT_EQ(test.told(), Told{"2027-03-01 plan p (ada)"});
  test.organisation.plans[0].measures[0].done = at("2027-02-01T00:00:00Z");
  EXPECT_EQ(test.told(), Told());
}

TEST(Dated, tells_the_last_answer_only_and_none_of_another_release) {
  Case test;
  model::Answer answer;
  answer.id = "old";
  answer.question = "q";
  answer.account = "cleo";
  answer.at = at("2026-01-01T00:00:00Z");
  answer.expires = at("2026-12-01T00:00:00Z");
  test.organisation.answers.push_back(answer);
  EXPECT_EQ(test.told(), Told{"2026-12-01 answer old (cleo)"});
  answer.id = "new";
  answer.at = at("2026-11-01T00:00:00Z");
  answer.expires = at("2027-06-01T00:00:00Z");
  test.organisation.answers.push_back(answer);
  answer.id = "other";
  answer.question = "r";
  answer.release = "t2";
  test.organisation.answers.push_back(answer);
  EXPECT_EQ(test.told(), Told{"2027-06-01 answer new (cleo)"});
}

TEST(Dated, tells_every_rung_that_a_call_climbs_with_who_stands_on_it) {
  Case test;
  test.organisation.team.emplace();
  test.organisation.team->champion = "bob";
  test.organisation.advocates = {"cleo"};
  StoppedLine line;
  line.call.call = "c";
  line.call.owner = "ada";
  line.rung = "team";
  line.climbs = at("2027-01-06T12:00:00Z");
  test.stopped.push_back(line);
  EXPECT_EQ(test.told(),
            (Told{"2027-01-06 call c/champion (bob)", "2027-01-07 call c/advocate (cleo)",
                  "2027-01-08 call c/security_team (ada)"}));
}

TEST(Dated, tells_broken_glass_until_it_is_reviewed) {
  Case test;
  BrokenGlass glass;
  glass.glass.glass = "g";
  glass.glass.actor = "ada";
  glass.ends = at("2027-01-06T00:00:00Z");
  glass.is_standing = true;
  test.glasses.push_back(glass);
  ASSERT_EQ(test.told(), Told{"2027-01-06 glass g (ada)"});
  EXPECT_EQ(test.events().front().event.to_do, "andon break-glass --confirm g --by ACCOUNT");
  test.glasses[0].confirmed_by = "bob";
  EXPECT_EQ(test.events().front().event.to_do, "andon break-glass --review g --by ACCOUNT");
  test.glasses[0].is_standing = false;
  test.glasses[0].is_review_due = true;
  EXPECT_EQ(test.told().size(), 1u);
  test.glasses[0].is_reviewed = true;
  EXPECT_EQ(test.told(), Told());
}

TEST(Dated, tells_the_grant_once_by_what_runs_under_it) {
  Case test;
  test.organisation.product.emplace();
  test.organisation.product->responsibilities.operations = "cleo";
  model::GateEntry entry;
  entry.environment = "prod";
  entry.asked = entry.granted = "general";
  entry.tree = "t1";
  entry.is_met = true;
  entry.until = at("2027-01-12T00:00:00Z");
  test.grants.push_back(entry);
  EXPECT_EQ(test.told(), Told{"2027-01-12 grant prod/general (cleo)"});
  OpenRelease open;
  open.opening.environment = "prod";
  open.opening.release.tree = "t1";
  open.opening.until = entry.until;
  open.is_held = true;
  test.open.push_back(open);
  EXPECT_EQ(test.told(), Told{"2027-01-12 opening prod/t1 (cleo)"});
  // It has ended, and it runs on.
  test.now = at("2027-02-01T00:00:00Z");
  EXPECT_EQ(test.told(), Told{"2027-01-12 opening prod/t1 (cleo)"});
  // Nobody's record: it proves no grant.
  test.open[0].is_held = false;
  EXPECT_EQ(test.told(), Told());
  // A later answer that refuses is the last word.
  test.open.clear();
  test.now = at("2027-01-05T12:00:00Z");
  entry.is_met = false;
  test.grants.push_back(entry);
  EXPECT_EQ(test.told(), Told());
}

TEST(Dated, tells_keys_that_begin_or_end_for_this_component) {
  Case test;
  governance::TrustedKey key;
  key.id = "ci";
  key.owner = "ci";
  key.until = at("2027-02-01T00:00:00Z");
  test.trust.keys.push_back(key);
  key.id = "next";
  key.from = at("2027-01-20T00:00:00Z");
  key.until.reset();
  test.trust.keys.push_back(key);
  key.id = "foreign";
  key.components = {"other"};
  test.trust.keys.push_back(key);
  key = {};
  key.id = "retired";
  key.until = test.now;
  test.trust.keys.push_back(key);
  EXPECT_EQ(test.told(), (Told{"2027-01-20 key next/from (ci)", "2027-02-01 key ci (ci)"}));
}

TEST(Dated, tells_when_rules_and_packs_rise_for_the_team) {
  Case test;
  test.organisation.team.emplace();
  test.organisation.team->id = "web";
  test.policy.name = "shop";
  test.policy.owner = "ada";
  for (const std::string id : {"a", "b"}) {
    policy::Rule rule(*cel::Expression::compile("true", {}));
    rule.id = id;
    rule.pack.rollout = {{{"web"}, policy::Lifecycle::enforce, at("2027-02-01T00:00:00Z")},
                         {{"app"}, policy::Lifecycle::enforce, at("2027-01-20T00:00:00Z")}};
    test.policy.rules.push_back(std::move(rule));
  }
  test.policy.rules.back().effective_on = at("2027-03-20T00:00:00Z");
  EXPECT_EQ(test.told(),
            (Told{"2027-02-01 rule pack/shop/enforce (ada)", "2027-03-20 rule rule/b (ada)"}));
}

TEST(Dated, tells_who_leaves_and_where_they_are_still_named) {
  Case test;
  test.organisation.team.emplace();
  test.organisation.team->id = "web";
  test.organisation.team->lead = "ada";
  test.organisation.team->champion = "Bob";
  governance::Person person;
  person.account = "bob";
  person.left = at("2027-02-16T00:00:00Z");
  test.source.people.push_back(person);
  person.account = "nobody-names-me";
  test.source.people.push_back(person);
  ASSERT_EQ(test.told(), Told{"2027-02-16 person bob (ada)"});
  EXPECT_NE(
      test.events().front().event.text.find("leaves and is still named: champion of team web"),
      std::string::npos);
}

TEST(Dated, tells_renewals_the_old_lock_and_soak_times) {
  Case test;
  model::ToolCare tool;
  tool.id = "semgrep";
  tool.owner = "ada";
  tool.deputy = "bob";
  tool.renewal = at("2027-01-01T00:00:00Z");
  test.organisation.tools.push_back(tool);
  test.organisation.governance.source = "gov";
  test.organisation.governance.locked_at = at("2027-01-01T00:00:00Z");
  model::MissingItem item;
  item.item = "soak";
  item.who = "kim";
  item.earliest = at("2027-01-08T00:00:00Z");
  test.missing = {item, item};
  EXPECT_EQ(test.told(), (Told{"2027-01-01 tool semgrep (ada,bob)",
                               "2027-01-08 rule item/soak (kim)", "2027-01-31 lock lock ()"}));
}

}  // namespace
}  // namespace andon::flow
