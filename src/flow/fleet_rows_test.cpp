#include "flow/fleet_rows.h"

#include <gtest/gtest.h>

#include "governance/source.h"
#include "model/fleet.h"

namespace andon::flow {
namespace {

using model::FleetFlag;
using Flags = std::vector<FleetFlag>;

base::Instant at(const std::string& text) { return *base::parse_instant(text); }

const base::Instant now = at("2026-03-01T00:00:00Z");

KnownCheck check(const std::string& name, const std::string& started,
                 const std::string& tree = "tree1") {
  const FullRun run{{"shop", tree, "commit", "main", false}, at(started), {}};
  return {name, "complete", "", run, true};
}

// Well in every respect: a test makes one thing worse.
struct Case {
  governance::Source source;
  KnownComponent known;
  FleetFacts facts;

  Case() {
    model::Team team;
    team.id = "web";
    team.champion = "bob";
    team.contact = "web@example.org";
    source.teams = {team};
    model::Component component;
    component.id = "shop";
    component.product = "store";
    component.team = "web";
    model::Product product;
    product.id = "store";
    product.components = {component};
    source.products = {product};
    known.component = "shop";
    known.checks = {check("secrets", "2026-02-28T00:00:00Z")};
    KnownGate gate;
    gate.entry.granted = "pilot";
    gate.entry.environment = "production";
    gate.entry.tree = "tree1";
    gate.entry.at = at("2026-02-28T01:00:00Z");
    gate.entry.is_met = true;
    gate.is_counted = true;
    known.gate = gate;
    facts.now = now;
  }
  model::FleetRow row() {
    facts.source = &source;
    return row_of(known, facts);
  }
  void open(bool is_held, std::optional<model::GateEntry> gate) {
    KnownOpening opening;
    opening.opening.environment = "production";
    opening.opening.level = "pilot";
    opening.opening.release = {"shop", "tree1", "commit", "main", false};
    opening.opening.at = at("2026-02-28T02:00:00Z");
    opening.is_held = is_held;
    opening.gate = std::move(gate);
    known.openings.push_back(std::move(opening));
  }
};

TEST(FleetRow, says_what_is_known_and_asks_for_nobody_when_all_is_well) {
  Case one;
  one.open(true, one.known.gate->entry);
  const auto row = one.row();
  EXPECT_EQ(row.flags, Flags());
  EXPECT_EQ(row.level, "pilot");
  EXPECT_EQ(row.tree, "tree1");
  EXPECT_EQ(row.team, "web");
  EXPECT_EQ(row.owners, std::vector<std::string>{"bob"});
  EXPECT_EQ(row.open.at(0).standing, "granted");
}

TEST(FleetRow, counts_a_level_only_by_a_record_that_counts) {
  Case one;
  one.known.gate->is_counted = false;
  const auto row = one.row();
  EXPECT_EQ(row.level, "none");
  EXPECT_EQ(row.claimed, "pilot");
  EXPECT_EQ(row.flags, Flags{FleetFlag::unsigned_});
}

TEST(FleetRow, lets_a_level_fall_when_its_grant_ends) {
  Case one;
  one.known.gate->entry.until = at("2026-03-01T00:00:01Z");
  EXPECT_EQ(one.row().level, "pilot");
  one.known.gate->entry.until = now;
  EXPECT_EQ(one.row().level, "none");
  EXPECT_EQ(one.row().flags, Flags());
  one.open(true, one.known.gate->entry);
  EXPECT_EQ(one.row().flags, Flags{FleetFlag::grant_ended}) << "and it is still open";
}

TEST(FleetRow, tells_what_opened_without_a_grant_of_that_very_release_there) {
  for (const auto& spoil : std::vector<void (*)(model::GateEntry&)>{
           [](model::GateEntry& gate) { gate.is_met = false; },
           [](model::GateEntry& gate) { gate.tree = "tree2"; },
           [](model::GateEntry& gate) { gate.environment = "test"; }}) {
    Case one;
    auto gate = one.known.gate->entry;
    spoil(gate);
    one.open(true, gate);
    EXPECT_EQ(one.row().flags, Flags{FleetFlag::opened_without_grant});
  }
  Case none;
  none.open(true, std::nullopt);
  EXPECT_EQ(none.row().flags, Flags{FleetFlag::opened_without_grant});
  Case forged;
  forged.open(false, forged.known.gate->entry);
  EXPECT_EQ(forged.row().open.at(0).standing, "not believed");
  EXPECT_EQ(forged.row().flags, Flags{FleetFlag::unsigned_});
}

TEST(FleetRow, tells_never_checked_from_stale_from_incomplete) {
  Case never;
  never.known.checks.clear();
  EXPECT_EQ(never.row().flags, Flags{FleetFlag::never_checked});
  Case stale;
  stale.facts.stale_days = 1;
  EXPECT_EQ(stale.row().flags, Flags()) << "a day old to the moment";
  stale.facts.now.ms += 1;
  EXPECT_EQ(stale.row().flags, Flags{FleetFlag::stale});
  Case partial;
  partial.known.checks[0].last = "partial";
  partial.known.checks[0].full.reset();
  EXPECT_EQ(partial.row().flags, (Flags{FleetFlag::stale, FleetFlag::incomplete}))
      << "no run was ever complete";
  Case failed;
  failed.known.checks[0].last = "failed";
  EXPECT_EQ(failed.row().flags, Flags{FleetFlag::incomplete});
  Case skipped;
  skipped.known.checks[0].last = "skipped";
  EXPECT_EQ(skipped.row().flags, Flags()) << "a tool that is not installed asks for nobody";
}

TEST(FleetRow, is_as_old_as_its_newest_check_and_has_the_findings_of_all) {
  Case one;
  auto other = check("semgrep", "2026-02-27T00:00:00Z", "tree0");
  other.full->open_by_severity = {0, 0, 2, 1, 0};
  one.known.checks[0].full->open_by_severity = {0, 0, 1, 0, 0};
  one.known.checks.push_back(other);
  const auto row = one.row();
  EXPECT_EQ(row.tree, "tree1");
  ASSERT_EQ(row.findings.size(), 2u);
  EXPECT_EQ(row.findings[0].severity, "high");
  EXPECT_EQ(row.findings[0].count, 1u);
  EXPECT_EQ(row.findings[1].count, 3u);
  other.full->open_by_severity = {0, 0, 0, 0, 1};
  one.known.checks.push_back(other);
  EXPECT_EQ(one.row().flags, Flags{FleetFlag::critical});
}

TEST(FleetRow, takes_off_what_waivers_cover_while_they_stand_and_of_that_tree_alone) {
  Case one;
  one.known.checks[0].full->open_by_severity = {0, 0, 0, 3, 0};
  one.known.gate->entry.waived = {
      {"w1", "kim", "secrets", model::Severity::high, at("2026-03-02T00:00:00Z"), 2}};
  EXPECT_EQ(one.row().waived, 2u);
  EXPECT_EQ(one.row().findings.at(0).count, 1u);
  one.known.gate->is_counted = false;
  EXPECT_EQ(one.row().waived, 0u) << "a record that does not count waives nothing";
  one.known.gate->is_counted = true;
  one.known.gate->entry.tree = "another";
  EXPECT_EQ(one.row().waived, 0u);
  one.known.gate->entry.tree = "tree1";
  one.facts.now = at("2026-03-02T00:00:00Z");
  const auto row = one.row();
  EXPECT_EQ(row.findings.at(0).count, 3u) << "the finding comes back by itself";
  ASSERT_EQ(row.overdue.size(), 1u);
  EXPECT_EQ(row.overdue[0].id, "w1");
  EXPECT_EQ(row.flags, Flags{FleetFlag::overdue});
}

TEST(FleetRow, holds_a_measure_overdue_until_a_gate_that_counts_saw_it_proven) {
  Case one;
  model::Plan plan;
  plan.id = "p";
  plan.owner = "ada";
  plan.components = {"sh*"};
  model::Measure measure;
  measure.id = "m";
  measure.due = now;
  plan.measures = {measure};
  one.source.plans = {plan};
  ASSERT_EQ(one.row().overdue.size(), 1u);
  EXPECT_EQ(one.row().overdue[0].id, "p/m");
  EXPECT_EQ(one.row().overdue[0].who, "ada");
  one.known.gate->entry.measures = {{"p/m", true}};
  EXPECT_TRUE(one.row().overdue.empty());
  one.known.gate->is_counted = false;
  EXPECT_EQ(one.row().overdue.size(), 1u) << "a claimed answer proves nothing";
  one.known.gate.reset();
  one.source.plans[0].measures[0].done = at("2026-02-01T00:00:00Z");
  EXPECT_TRUE(one.row().overdue.empty()) << "said to be done, and nothing says otherwise";
  one.known.gate = KnownGate{};
  one.known.gate->is_counted = true;
  one.known.gate->entry.measures = {{"p/m", false}};
  EXPECT_EQ(one.row().overdue.size(), 1u) << "what proves it stopped passing";
  one.source.plans[0].components = {"till"};
  EXPECT_TRUE(one.row().overdue.empty());
}

TEST(FleetRow, knows_a_review_that_is_due_and_a_waiver_of_the_source_that_ended) {
  Case one;
  one.facts.reviews = {{"shop", "g1", "ada", at("2026-02-20T00:00:00Z")},
                       {"till", "g2", "ada", at("2026-02-20T00:00:00Z")}};
  model::Waiver waiver;
  waiver.id = "w2";
  waiver.owner = "kim";
  waiver.expires = at("2026-02-10T00:00:00Z");
  waiver.components = {"shop"};
  one.source.waivers = {waiver};
  waiver.components = {"till"};
  waiver.id = "w3";
  one.source.waivers.push_back(waiver);
  const auto row = one.row();
  ASSERT_EQ(row.overdue.size(), 2u);
  EXPECT_EQ(row.overdue[0].id, "governance/w2") << "the oldest first";
  EXPECT_EQ(row.overdue[1].id, "g1");
}

TEST(FleetRow, names_nobody_who_left_and_falls_back_on_the_product) {
  Case one;
  governance::Person bob;
  bob.account = "bob";
  bob.left = at("2026-02-01T00:00:00Z");
  one.source.people = {bob};
  one.source.products[0].responsibilities.component_development = "ada";
  EXPECT_EQ(one.row().owners, std::vector<std::string>{"ada"});
  one.source.products[0].responsibilities.component_development = "bob";
  EXPECT_EQ(one.row().flags, Flags()) << "the team still has an address";
  one.source.teams[0].contact.clear();
  EXPECT_EQ(one.row().flags, Flags{FleetFlag::nobody});
  one.known.component = "unheard-of";
  EXPECT_EQ(one.row().flags, (Flags{FleetFlag::not_in_organisation, FleetFlag::nobody}));
}

TEST(FleetRow, shows_a_line_that_is_stopped_for_it_for_its_product_or_where_it_is_open) {
  for (const auto* target : {"component:shop", "product:store", "environment:production"}) {
    Case one;
    one.open(true, one.known.gate->entry);
    model::CallBody call;
    call.target = target;
    call.reason = "login fails";
    one.facts.stopped = {call};
    EXPECT_EQ(one.row().flags, Flags{FleetFlag::line_stopped}) << target;
  }
  Case other;
  model::CallBody call;
  call.target = "component:till";
  other.facts.stopped = {call};
  call.target = "environment:production";
  other.facts.stopped.push_back(call);
  EXPECT_EQ(other.row().flags, Flags()) << "it is open nowhere";
}

TEST(FleetRow, comes_before_those_that_are_better) {
  const auto row = [](const std::string& name, Flags flags, std::uint64_t high = 0) {
    model::FleetRow out;
    out.component = name;
    out.flags = std::move(flags);
    if (high > 0) out.findings = {{"high", high}};
    return out;
  };
  std::vector<model::FleetRow> rows{
      row("a", {}),
      row("b", {}, 2),
      row("c", {FleetFlag::stale}),
      row("d", {FleetFlag::stale, FleetFlag::nobody}),
      row("e", {FleetFlag::line_stopped}),
      row("f", {FleetFlag::nobody}, 9),
      row("g", {FleetFlag::stale}, 1),
      row("aa", {}),
  };
  sort_rows(rows);
  std::string order;
  for (const auto& each : rows) order += each.component + " ";
  EXPECT_EQ(order, "e d g c f b a aa ");
}

}  // namespace
}  // namespace andon::flow
