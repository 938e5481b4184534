// What the index answers for all components at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/real_world.h"
#include "store/store.h"
#include "tests/fakes/fake_world.h"

namespace andon::store {
namespace {

base::Instant at(const std::string& text) { return *base::parse_instant(text); }

model::SealedRecord run(int number, const std::string& component, const std::string& check,
                        const std::string& started) {
  model::SealedRecord out;
  out.digest = fmt::format("{:064x}", number);
  out.kind = "run";
  out.component = component;
  out.made_at = at(started);
  out.run.emplace();
  out.run->check = check;
  out.run->release = {component, "tree" + std::to_string(number), "commit", "main", false};
  out.run->started = out.made_at;
  return out;
}

void add(model::SealedRecord& record, model::Severity severity, int number) {
  auto& finding = record.run->findings.emplace_back();
  finding.check = record.run->check;
  finding.id = fmt::format("{:016x}", number);
  finding.identity.context = fmt::format("{:064x}", number);
  finding.severity = severity;
}

model::SealedRecord event(int number, const std::string& component, const std::string& kind,
                          const std::string& when) {
  model::SealedRecord out;
  out.digest = fmt::format("{:064x}", number);
  out.kind = kind;
  out.component = component;
  out.made_at = at(when);
  out.event.set("at", when);
  out.event.set("environment", "production");
  return out;
}

class LatestTest : public testing::Test {
 protected:
  void SetUp() override { folder = *world->files().make_temporary_folder("latest-test"); }
  void TearDown() override { (void)world->files().remove_all(folder); }
  Store open(const std::string& name) {
    EXPECT_TRUE(world->files().make_folders(folder + "/" + name).has_value());
    auto store = Store::open(fake.context, folder + "/" + name);
    EXPECT_TRUE(store.has_value()) << store.error().text();
    return std::move(*store);
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string folder;
};

std::vector<model::SealedRecord> fleet() {
  std::vector<model::SealedRecord> out;
  out.push_back(run(1, "shop", "secrets", "2026-01-01T00:00:00Z"));
  out.push_back(run(2, "shop", "secrets", "2026-01-02T00:00:00Z"));
  add(out.back(), model::Severity::critical, 1);
  add(out.back(), model::Severity::low, 2);
  add(out.back(), model::Severity::low, 3);
  out.back().run->findings.back().suppression.emplace();
  out.push_back(run(3, "shop", "secrets", "2026-01-03T00:00:00Z"));
  out.back().run->outcome = model::Outcome::partial;
  out.push_back(run(4, "shop", "secrets", "2026-01-04T00:00:00Z"));
  out.back().run->scope.is_whole = false;
  out.push_back(run(5, "shop", "semgrep", "2026-01-01T00:00:00Z"));
  out.back().run->outcome = model::Outcome::failed;
  // At one moment: the greater digest is the later.
  out.push_back(run(6, "till", "secrets", "2026-01-01T00:00:00Z"));
  out.push_back(run(7, "till", "secrets", "2026-01-01T00:00:00Z"));
  out.push_back(event(8, "shop", "gate", "2026-01-05T00:00:00Z"));
  out.push_back(event(9, "shop", "gate", "2026-01-05T00:00:00Z"));
  out.push_back(event(10, "till", "gate", "2026-01-06T00:00:00Z"));
  out.push_back(event(11, "shop", "opening", "2026-01-07T00:00:00Z"));
  return out;
}

const base::Instant later = at("2027-01-01T00:00:00Z");

TEST_F(LatestTest, names_the_last_run_of_each_check_and_the_last_that_was_whole_and_complete) {
  auto store = open("one");
  ASSERT_TRUE(store.index(fleet()).has_value());
  const auto latest = *store.latest_runs(later);
  ASSERT_EQ(latest.size(), 3u);
  EXPECT_EQ(latest[0].last.release.component, "shop");
  EXPECT_EQ(latest[0].last.check, "secrets");
  EXPECT_EQ(latest[0].last.release.tree, "tree4");
  ASSERT_TRUE(latest[0].full);
  EXPECT_EQ(latest[0].full->release.tree, "tree2") << "4 was narrow, 3 was partial";
  EXPECT_EQ(latest[1].last.check, "semgrep");
  EXPECT_EQ(latest[1].last.outcome, "failed");
  EXPECT_FALSE(latest[1].full);
  EXPECT_EQ(latest[2].full->release.tree, "tree7") << "of two at one moment";
}

TEST_F(LatestTest, counts_what_a_run_found_by_severity_without_what_is_suppressed) {
  auto store = open("one");
  ASSERT_TRUE(store.index(fleet()).has_value());
  const auto latest = *store.latest_runs(later);
  using Counts = std::array<std::uint64_t, 5>;  // info, low, medium, high, critical
  EXPECT_EQ(latest[0].full->open_by_severity, (Counts{0, 1, 0, 0, 1}));
  EXPECT_EQ(latest[0].full->findings, 3u);
  EXPECT_EQ(latest[2].full->open_by_severity, Counts{});
  EXPECT_EQ(store.runs("shop", "secrets", 3)->back().open_by_severity, (Counts{0, 1, 0, 0, 1}));
}

TEST_F(LatestTest, passes_over_what_is_dated_in_the_future) {
  auto store = open("one");
  ASSERT_TRUE(store.index(fleet()).has_value());
  const auto latest = *store.latest_runs(at("2026-01-01T12:00:00Z"));
  ASSERT_EQ(latest.size(), 3u);
  EXPECT_EQ(latest[0].last.release.tree, "tree1");
  EXPECT_TRUE(store.latest_runs(at("2025-01-01T00:00:00Z"))->empty());
  EXPECT_TRUE(store.latest_events("shop", "gate", at("2026-01-04T00:00:00Z"), 9)->empty());
}

TEST_F(LatestTest, lists_the_events_of_one_component_latest_first) {
  auto store = open("one");
  ASSERT_TRUE(store.index(fleet()).has_value());
  const auto gates = *store.latest_events("shop", "gate", later, 9);
  ASSERT_EQ(gates.size(), 2u);
  EXPECT_EQ(gates[0].digest, fmt::format("{:064x}", 9));
  EXPECT_EQ(gates[0].component, "shop");
  EXPECT_EQ(store.latest_events("shop", "gate", later, 1)->size(), 1u);
  const auto last = *store.last_events("gate", later);
  ASSERT_EQ(last.size(), 2u) << "one of each component";
  EXPECT_EQ(last[0].digest, gates[0].digest);
  EXPECT_EQ(last[1].component, "till");
  EXPECT_TRUE(store.last_events("gate", at("2026-01-04T00:00:00Z"))->empty());
  EXPECT_TRUE(store.latest_events("another", "gate", later, 9)->empty());
  EXPECT_EQ((*store.event("shop", gates[1].digest))->kind, "gate");
  EXPECT_FALSE(store.event("till", gates[1].digest)->has_value()) << "of another component";
  EXPECT_FALSE(store.event("another", gates[1].digest)->has_value());
}

TEST_F(LatestTest, answers_the_same_in_whatever_order_the_records_came) {
  auto records = fleet();
  auto first = open("first");
  ASSERT_TRUE(first.index(records).has_value());
  const auto expected = *first.dump();
  EXPECT_NE(expected.find("\"latest\""), std::string::npos);
  std::mt19937 dice(11);
  for (int round = 0; round < 10; ++round) {
    std::ranges::shuffle(records, dice);
    auto other = open("other" + std::to_string(round));
    for (const auto& record : records) ASSERT_TRUE(other.index(std::span(&record, 1)).has_value());
    EXPECT_EQ(*other.dump(), expected);
  }
}

}  // namespace
}  // namespace andon::store
