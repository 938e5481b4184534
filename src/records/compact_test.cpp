#include "records/compact.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "records/check.h"
#include "records/sync.h"
#include "tests/fakes/fake_world.h"

namespace andon::records {
namespace {

model::Run run_on(int day, const std::vector<int>& findings) {
  model::Run run;
  run.check = "semgrep";
  run.release.component = "shop";
  run.started = *base::parse_instant(fmt::format("2026-01-{:02}T00:00:00Z", day));
  for (const int number : findings) {
    auto& finding = run.findings.emplace_back();
    finding.id = fmt::format("{:016x}", number);
    finding.check = run.check;
    finding.rule = "rule";
    finding.path = "a.py";
    finding.message = "long enough that a difference is shorter than the whole of the findings";
    finding.identity.context = fmt::format("{:064x}", number);
  }
  return run;
}

std::vector<int> up_to(int most) {
  std::vector<int> out;
  for (int i = 1; i <= most; ++i) out.push_back(i);
  return out;
}

class CompactTest : public testing::Test {
 protected:
  std::string put(const model::Run& run, const std::string& base = {}) {
    return seal_run(fake.context, folder, run, base)->digest;
  }
  std::string decide(const model::Run& run, std::vector<std::string> bases = {}) {
    model::Report report;
    report.release = run.release;
    const base::Value none{base::Map{}};
    const auto sealed = seal_check(fake.context, folder,
                                   {{run}, report, none, "default", "", none, std::move(bases)});
    EXPECT_TRUE(sealed.has_value()) << sealed.error().text();
    return sealed->front().digest;
  }
  bool has(const Folder& where, const std::string& digest) {
    return *where.holds(fake.context, digest);
  }
  std::string compacted(int before_day) {
    const auto done = compact(fake.context, folder, "shop", run_on(before_day, {}).started);
    EXPECT_TRUE(done.has_value()) << done.error().text();
    EXPECT_TRUE(done->has_value());
    return *done ? (*done)->digest : std::string();
  }
  model::CompactionBody body(const std::string& digest) {
    return *model::compaction_body_from(folder.read(fake.context, digest)->body);
  }

  FakeWorld world;
  FakeContext fake{world};
  Folder folder{"/state/records"};
};

TEST_F(CompactTest, names_what_it_replaces_with_the_dates) {
  const auto first = put(run_on(1, {1, 2}));
  const auto second = put(run_on(2, {2, 3}));
  const auto third = put(run_on(9, {3}));
  const auto compaction = compacted(5);
  EXPECT_FALSE(has(folder, first));
  EXPECT_FALSE(has(folder, second));
  EXPECT_TRUE(has(folder, third));
  auto expected = std::vector{first, second};
  std::ranges::sort(expected);
  EXPECT_EQ(body(compaction).replaces, expected);
  ASSERT_EQ(body(compaction).seen.size(), 3u);
  EXPECT_EQ(body(compaction).seen[1].finding.id, fmt::format("{:016x}", 2));
  EXPECT_EQ(base::to_date(body(compaction).seen[1].first_seen), "2026-01-01");
  EXPECT_EQ(base::to_date(body(compaction).seen[1].last_seen), "2026-01-02");
  EXPECT_FALSE(compact(fake.context, folder, "shop", run_on(5, {}).started)->has_value());
  EXPECT_FALSE(compact(fake.context, folder, "other", run_on(28, {}).started)->has_value());
}

TEST_F(CompactTest, keeps_every_run_that_a_decision_cites_and_what_that_rests_on) {
  const auto base = put(run_on(1, up_to(20)));
  const auto cited = decide(run_on(2, up_to(21)), {base});
  const auto loose = put(run_on(3, {1}));
  compacted(28);
  EXPECT_TRUE(has(folder, base));
  EXPECT_TRUE(has(folder, cited));
  EXPECT_FALSE(has(folder, loose));
  RunLoader loader(folder);
  EXPECT_TRUE(loader.load(fake.context, cited).has_value());
}

TEST_F(CompactTest, first_states_a_run_whole_whose_base_goes) {
  const auto base = put(run_on(1, up_to(20)));
  const auto kept = put(run_on(9, up_to(21)), base);
  ASSERT_EQ(model::run_body_from(folder.read(fake.context, kept)->body)->base, base);
  compacted(5);
  EXPECT_FALSE(has(folder, base));
  EXPECT_FALSE(has(folder, kept)) << "the restatement stands for it";
  RunLoader loader(folder);
  std::size_t restated = 0;
  const auto listing = *folder.list(fake.context);
  for (const auto& digest : listing.digests) {
    const auto record = *folder.read(fake.context, digest);
    if (record.kind != "run") continue;
    ++restated;
    EXPECT_EQ(model::run_body_from(record.body)->restates, kept);
    const auto* whole = *loader.load(fake.context, digest);
    EXPECT_EQ(whole->run.findings.size(), 21u);
    EXPECT_EQ(whole->run.started, run_on(9, {}).started);
  }
  EXPECT_EQ(restated, 1u);
}

TEST_F(CompactTest, makes_a_union_drop_what_it_replaces_whoever_brings_it) {
  const auto first = put(run_on(1, {1, 2}));
  const auto other = Folder("/other/records");
  ASSERT_TRUE(take(fake.context, folder, other).has_value());
  const auto compaction = compacted(5);
  // The other still has the run, and gets the compaction: it recomputes it and drops the run.
  world.disk.put_folder("/shared");
  ASSERT_TRUE(sync_with_folder(fake.context, folder, "/shared", Direction::both).has_value());
  const auto synced = sync_with_folder(fake.context, other, "/shared", Direction::both);
  ASSERT_TRUE(synced.has_value()) << synced.error().text();
  EXPECT_EQ(synced->dropped, 1u);
  EXPECT_TRUE(synced->problems.empty());
  EXPECT_FALSE(has(other, first));
  EXPECT_FALSE(has(Folder("/shared"), first));
  EXPECT_TRUE(has(other, compaction));
  // A third that brings it again does not bring it back.
  const auto third = Folder("/third/records");
  ASSERT_TRUE(third
                  .put(fake.context, make(fake.context, "run", "shop",
                                          model::to_value(*run_body(run_on(1, {1, 2}), nullptr))))
                  .has_value());
  ASSERT_TRUE(take(fake.context, third, Folder("/shared")).has_value());
  ASSERT_TRUE(sync_with_folder(fake.context, folder, "/shared", Direction::both).has_value());
  EXPECT_FALSE(has(folder, first));
}

TEST_F(CompactTest, is_not_accepted_when_it_cannot_be_recomputed_or_lies) {
  const auto run = put(run_on(3, {1}));
  const auto cited = decide(run_on(4, {1}));
  RunLoader loader(folder);
  const auto honest = *compaction_of(fake.context, loader, {run});
  const auto refused = [&](const model::CompactionBody& bad, std::string_view why) {
    const auto digest =
        *folder.put(fake.context, make(fake.context, "compaction", "shop", model::to_value(bad)));
    const auto applied = apply_compactions(fake.context, folder);
    ASSERT_TRUE(applied.has_value());
    EXPECT_TRUE(applied->dropped.empty());
    bool is_named = false;
    for (const auto& problem : applied->problems)
      is_named |= problem.path == path_of(digest) && problem.text.find(why) != std::string::npos;
    EXPECT_TRUE(is_named) << why;
  };
  auto bad = honest;
  bad.seen[0].first_seen.ms -= 1000;
  refused(bad, "other dates");
  bad = honest;
  bad.replaces.push_back(std::string(64, 'f'));
  refused(bad, "not at hand");
  bad = honest;
  bad.replaces = {"../../../etc/passwd"};
  refused(bad, "no digest");
  refused(*compaction_of(fake.context, loader, {cited}), "cites");
  EXPECT_TRUE(has(folder, run));
  EXPECT_TRUE(has(folder, cited));
}

TEST_F(CompactTest, goes_on_where_it_was_killed) {
  const auto first = put(run_on(1, {1}));
  const auto second = put(run_on(2, {2}));
  RunLoader loader(folder);
  const auto whole = *compaction_of(fake.context, loader, {first, second});
  ASSERT_TRUE(
      folder.put(fake.context, make(fake.context, "compaction", "shop", model::to_value(whole)))
          .has_value());
  // Killed after the compaction was written: nothing is dropped yet, nothing is lost.
  EXPECT_TRUE(has(folder, first));
  const auto applied = *apply_compactions(fake.context, folder);
  EXPECT_EQ(applied.dropped.size(), 2u);
  // Killed in the middle of dropping: the rest is dropped the next time.
  put(run_on(2, {2}));
  EXPECT_FALSE(has(folder, first));
}

}  // namespace
}  // namespace andon::records
