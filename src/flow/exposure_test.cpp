#include "flow/exposure.h"

#include <gtest/gtest.h>

#include "model/gate_record.h"

namespace andon::flow {
namespace {

base::Instant at(std::string_view text) { return *base::parse_instant(text); }
bool all(const store::KnownEvent&) { return true; }
bool none(const store::KnownEvent&) { return false; }

store::KnownEvent event(std::string_view kind, base::Instant when, base::Value body) {
  static int count = 0;
  return {fmt::format("{:064x}", ++count), "shop-web", std::string(kind), when, std::move(body)};
}

store::KnownEvent opening(model::OpeningAction action, std::string_view tree, std::string_view when,
                          std::string_view environment = "prod") {
  model::OpeningBody body;
  body.action = action;
  body.environment = environment;
  body.level = "general";
  body.release.component = "shop-web";
  body.release.tree = tree;
  body.at = at(when);
  return event("opening", body.at, model::to_value(body));
}

using enum model::OpeningAction;

TEST(Exposure, knows_what_is_open_by_the_last_word) {
  const std::vector<store::KnownEvent> events{opening(opened, "a", "2026-01-01T00:00:00Z"),
                                              opening(opened, "b", "2026-01-02T00:00:00Z"),
                                              opening(closed, "a", "2026-01-03T00:00:00Z")};
  const auto open = open_releases(events, all);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].opening.release.tree, "b");
  EXPECT_TRUE(open[0].is_held);
}

TEST(Exposure, closes_only_in_the_environment_named) {
  const std::vector<store::KnownEvent> events{opening(opened, "a", "2026-01-01T00:00:00Z", "prod"),
                                              opening(opened, "a", "2026-01-01T00:00:00Z", "test"),
                                              opening(closed, "a", "2026-01-03T00:00:00Z", "test")};
  const auto open = open_releases(events, all);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].opening.environment, "prod");
}

TEST(Exposure, shows_an_opening_that_does_not_count_but_lets_nothing_return_by_it) {
  const std::vector<store::KnownEvent> events{opening(opened, "a", "2026-01-01T00:00:00Z")};
  const auto open = open_releases(events, none);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_FALSE(open[0].is_held);
  model::Release release;
  release.component = "shop-web";
  release.tree = "a";
  EXPECT_FALSE(was_open(events, none, "prod", release));
  EXPECT_TRUE(was_open(events, all, "prod", release));
  EXPECT_FALSE(was_open(events, all, "test", release));
}

TEST(Exposure, takes_a_record_of_one_component_that_speaks_of_another_for_neither) {
  auto known = opening(opened, "a", "2026-01-01T00:00:00Z");
  EXPECT_TRUE(speaks_of_its_component(known));
  known.component = "billing";
  EXPECT_FALSE(speaks_of_its_component(known));
  known.body = base::Map{};
  EXPECT_TRUE(speaks_of_its_component(known));
}

TEST(Exposure, stands_to_the_answer_of_this_release_and_environment_alone) {
  const auto now = at("2026-01-05T00:00:00Z");
  model::OpeningBody body;
  body.environment = "prod";
  body.release.tree = "a";
  model::GateEntry gate;
  gate.is_met = true;
  gate.tree = "a";
  gate.environment = "prod";
  EXPECT_EQ(standing_of(body, false, &gate, now), "not believed");
  EXPECT_EQ(standing_of(body, true, nullptr, now), "without a grant");
  EXPECT_EQ(standing_of(body, true, &gate, now), "granted");
  gate.until = now;
  EXPECT_EQ(standing_of(body, true, &gate, now), "ended");
  auto other = gate;
  other.tree = "b";
  EXPECT_EQ(standing_of(body, true, &other, now), "without a grant");
  other = gate;
  other.environment = "test";
  EXPECT_EQ(standing_of(body, true, &other, now), "without a grant");
  other = gate;
  other.is_met = false;
  EXPECT_EQ(standing_of(body, true, &other, now), "without a grant");
}

store::KnownEvent call(model::CallAction action, std::string_view id, std::string_view target,
                       std::string_view when) {
  model::CallBody body;
  body.call = id;
  body.action = action;
  body.target = target;
  body.rung = "team";
  body.at = at(when);
  return event("call", body.at, model::to_value(body));
}

using enum model::CallAction;

TEST(Line, stays_stopped_until_somebody_who_may_resumes_it) {
  const std::vector<store::KnownEvent> events{
      call(pulled, "c1", "product:shop", "2026-01-01T00:00:00Z"),
      call(resumed, "c1", "product:shop", "2026-01-01T01:00:00Z")};
  const auto now = at("2026-01-01T02:00:00Z");
  EXPECT_EQ(stopped_lines(events, all, now).size(), 0u);
  // A forged release of the line is none; a forged stop stops.
  EXPECT_EQ(stopped_lines(events, none, now).size(), 1u);
}

TEST(Line, is_not_released_by_a_forged_call_that_bears_its_id) {
  const std::vector<store::KnownEvent> events{
      call(pulled, "c1", "component:nothing", "2025-12-31T00:00:00Z"),
      call(pulled, "c1", "product:shop", "2026-01-01T00:00:00Z")};
  const auto lines = stopped_lines(events, none, at("2026-01-01T02:00:00Z"));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].call.target, "product:shop");
}

TEST(Exposure, is_not_hidden_by_a_forged_closing) {
  const std::vector<store::KnownEvent> events{opening(opened, "a", "2026-01-01T00:00:00Z"),
                                              opening(closed, "a", "2026-01-02T00:00:00Z")};
  const auto believed = [&](const store::KnownEvent& event) {
    return event.digest == events[0].digest;
  };
  EXPECT_EQ(open_releases(events, believed).size(), 1u);
  EXPECT_EQ(open_releases(events, all).size(), 0u);
}

TEST(Line, climbs_a_rung_each_time_that_its_timer_runs_out) {
  const std::vector<store::KnownEvent> events{
      call(pulled, "c1", "component:shop-web", "2026-01-01T00:00:00Z")};
  const auto rung = [&](std::string_view now) {
    return stopped_lines(events, all, at(now)).front().rung;
  };
  EXPECT_EQ(rung("2026-01-01T23:59:59Z"), "team");
  EXPECT_EQ(rung("2026-01-02T00:00:00Z"), "champion");
  EXPECT_EQ(rung("2026-01-03T00:00:00Z"), "advocate");
  EXPECT_EQ(rung("2026-01-04T00:00:00Z"), "security_team");
  EXPECT_EQ(rung("2027-01-04T00:00:00Z"), "security_team");
  EXPECT_FALSE(stopped_lines(events, all, at("2027-01-01T00:00:00Z")).front().climbs);
}

TEST(Line, stops_what_its_target_names) {
  const Where where{"shop", "shop-web", "prod"};
  const auto line = [](std::string_view target) {
    StoppedLine out;
    out.call.target = target;
    return out;
  };
  EXPECT_TRUE(stops(line("product:shop"), where));
  EXPECT_TRUE(stops(line("component:shop-web"), where));
  EXPECT_TRUE(stops(line("environment:prod"), where));
  EXPECT_FALSE(stops(line("component:shop-api"), where));
  EXPECT_FALSE(stops(line("environment:test"), where));
  EXPECT_TRUE(stops(line("galaxy:milky-way"), where));  // unknown: fail closed
}

store::KnownEvent artifact(std::string_view tree, std::string_view digest) {
  model::ArtifactBody body;
  body.release.component = "shop-web";
  body.release.tree = tree;
  body.artifacts.push_back({"shop.tar", std::string(digest)});
  body.at = at("2026-01-01T00:00:00Z");
  return event("artifact", body.at, model::to_value(body));
}

TEST(Artifact, comes_from_the_one_tree_that_records_name) {
  const std::vector<store::KnownEvent> events{artifact("a", "sha256:1"), artifact("a", "sha256:1"),
                                              artifact("b", "sha256:2"), artifact("a", "sha256:3"),
                                              artifact("b", "sha256:3")};
  ASSERT_TRUE(source_of(events, all, "sha256:1"));
  EXPECT_EQ(source_of(events, all, "sha256:1")->tree, "a");
  EXPECT_FALSE(source_of(events, all, "sha256:3"));  // two say different trees
  EXPECT_FALSE(source_of(events, all, "sha256:4"));
  EXPECT_FALSE(source_of(events, none, "sha256:1"));
}

store::KnownEvent glass(model::GlassAction action, std::string_view actor, std::string_view when) {
  model::BreakGlassBody body;
  body.glass = "g1";
  body.action = action;
  body.environment = "prod";
  body.actor = actor;
  body.at = at(when);
  return event("break_glass", body.at, model::to_value(body));
}

using enum model::GlassAction;

TEST(Glass, ends_after_twelve_hours_unless_another_person_confirms) {
  const std::vector<store::KnownEvent> alone{glass(broken, "ada", "2026-01-01T00:00:00Z"),
                                             glass(confirmed, "@Ada", "2026-01-01T01:00:00Z")};
  EXPECT_TRUE(broken_glasses(alone, all, at("2026-01-01T11:59:59Z"))[0].is_standing);
  EXPECT_FALSE(broken_glasses(alone, all, at("2026-01-01T12:00:00Z"))[0].is_standing);

  auto both = alone;
  both.push_back(glass(confirmed, "bob", "2026-01-01T02:00:00Z"));
  EXPECT_TRUE(broken_glasses(both, all, at("2026-01-01T23:59:59Z"))[0].is_standing);
  EXPECT_FALSE(broken_glasses(both, all, at("2026-01-02T00:00:00Z"))[0].is_standing);
}

TEST(Glass, is_not_confirmed_too_late_and_asks_for_a_review) {
  std::vector<store::KnownEvent> events{glass(broken, "ada", "2026-01-01T00:00:00Z"),
                                        glass(confirmed, "bob", "2026-01-01T12:00:01Z")};
  const auto now = at("2026-01-01T13:00:00Z");
  EXPECT_FALSE(broken_glasses(events, all, now)[0].is_standing);
  EXPECT_TRUE(broken_glasses(events, all, now)[0].is_review_due);
  events.push_back(glass(reviewed, "cleo", "2026-01-01T12:30:00Z"));
  EXPECT_FALSE(broken_glasses(events, all, now)[0].is_review_due);
}

}  // namespace
}  // namespace andon::flow
