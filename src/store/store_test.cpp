#include "store/store.h"

#include "store/left_out.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/real_world.h"
#include "tests/fakes/fake_world.h"

namespace andon::store {
namespace {

model::Finding finding(const std::string& check, int number, const std::string& path = "src/a.py") {
  model::Finding out;
  out.check = check;
  out.rule = "rule-" + std::to_string(number % 7);
  out.path = path;
  out.identity.context = fmt::format("{:064x}", number);
  out.id = fmt::format("{:016x}", number * 7919);
  return out;
}

// A run record; its digest is made of the number, since store does not read records.
model::SealedRecord run(int number, const std::string& started, const std::vector<int>& findings,
                        const std::string& branch = "main") {
  model::SealedRecord out;
  out.digest = fmt::format("{:064x}", number);
  out.kind = "run";
  out.component = "shop";
  out.made_at = *base::parse_instant(started);
  out.run.emplace();
  out.run->check = "secrets";
  out.run->release = {"shop", "tree" + std::to_string(number), "commit", branch, false};
  out.run->scope.rule_digest = "rules";
  out.run->started = out.made_at;
  for (const int one : findings) out.run->findings.push_back(finding("secrets", one));
  return out;
}

model::SealedRecord decision(int number, const std::string& tree, const std::string& at) {
  model::SealedRecord out;
  out.digest = fmt::format("{:064x}", number);
  out.kind = "decision";
  out.component = "shop";
  out.made_at = *base::parse_instant(at);
  out.release = model::Release{"shop", tree, "commit", "main", false};
  out.decision.emplace();
  out.decision->decided_at = out.made_at;
  out.decision->verdict = model::Verdict::met;
  return out;
}

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { folder = *world->files().make_temporary_folder("store-test"); }
  void TearDown() override { (void)world->files().remove_all(folder); }
  Store open(const std::string& in, Access access = Access::read_write) {
    auto store = Store::open(fake.context, in, access);
    EXPECT_TRUE(store.has_value()) << store.error().text();
    return std::move(*store);
  }
  Store open() { return open(folder); }
  // As after a restore of the file alone: its log is gone.
  void replace_database(const std::string& bytes) {
    for (const auto* tail : {"-wal", "-shm"})
      (void)world->files().remove(folder + "/index.db" + tail);
    ASSERT_TRUE(world->files().write_atomically(folder + "/index.db", bytes).has_value());
  }
  std::string subfolder(const std::string& name) {
    EXPECT_TRUE(world->files().make_folders(folder + "/" + name).has_value());
    return folder + "/" + name;
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string folder;
};

std::vector<model::SealedRecord> history() {
  std::vector<model::SealedRecord> records{
      run(1, "2026-01-01T00:00:00Z", {1, 2, 3}),   run(2, "2026-01-02T00:00:00Z", {1, 2, 3}),
      run(3, "2026-01-03T00:00:00Z", {1, 3}),      run(4, "2026-01-04T00:00:00Z", {1, 2, 3, 4}),
      run(5, "2026-01-05T00:00:00Z", {1}),         run(6, "2026-01-03T12:00:00Z", {9}, "feature"),
      decision(7, "tree4", "2026-01-04T00:00:01Z")};
  model::SealedRecord compaction;
  compaction.digest = fmt::format("{:064x}", 8);
  compaction.kind = "compaction";
  compaction.component = "shop";
  compaction.made_at = *base::parse_instant("2026-01-05T10:00:00Z");
  compaction.compaction.emplace();
  const auto one = finding("secrets", 1);
  compaction.compaction->seen.push_back({{one.id, one.check, one.rule, one.path, one.identity},
                                         *base::parse_instant("2025-06-01T00:00:00Z"),
                                         *base::parse_instant("2025-07-01T00:00:00Z")});
  records.push_back(compaction);
  return records;
}

const Known& of(const std::vector<Known>& all, int number) {
  for (const auto& known : all)
    if (known.finding.identity.context == fmt::format("{:064x}", number)) return known;
  ADD_FAILURE() << "nothing is known of finding " << number;
  return all.front();
}

TEST_F(StoreTest, dates_findings_by_what_every_run_saw) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto known = *store.known("shop", "main");
  ASSERT_EQ(known.size(), 5u);
  EXPECT_EQ(base::to_text(of(known, 1).first_seen), "2025-06-01T00:00:00Z") << "of the compaction";
  EXPECT_EQ(base::to_text(of(known, 1).last_seen), "2026-01-05T00:00:00Z");
  EXPECT_FALSE(of(known, 1).fixed_at.has_value());
  // 2 went on the 3rd, came back on the 4th, went on the 5th.
  EXPECT_EQ(base::to_text(*of(known, 2).fixed_at), "2026-01-05T00:00:00Z");
  EXPECT_EQ(base::to_text(*of(known, 2).returned_at), "2026-01-04T00:00:00Z");
  EXPECT_EQ(base::to_text(*of(known, 3).fixed_at), "2026-01-05T00:00:00Z");
  EXPECT_FALSE(of(known, 3).returned_at.has_value());
}

TEST_F(StoreTest, dates_some_findings_as_it_dates_them_among_all) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto all = *store.known("shop", "main");
  const auto text = [](const Known& known) {
    const auto at = [](const auto& when) { return when ? base::to_text(*when) : std::string("-"); };
    return fmt::format("{} {} {} {} {} {}", known.finding.id, known.finding.path,
                       base::to_text(known.first_seen), base::to_text(known.last_seen),
                       at(known.fixed_at), at(known.returned_at));
  };
  for (std::size_t chosen = 0; chosen < 1u << all.size(); ++chosen) {
    std::vector<model::FindingReference> wanted;
    std::vector<std::string> expected, told;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!(chosen >> i & 1)) continue;
      wanted.push_back(all[i].finding);
      wanted.back().path = "moved";
      expected.push_back(text(all[i]));
    }
    const auto some = store.known("shop", "main", wanted);
    ASSERT_TRUE(some) << some.error().text();
    for (const auto& each : *some) told.push_back(text(each));
    EXPECT_EQ(told, expected) << "chosen " << chosen;
  }
  EXPECT_TRUE(store.known("another", "main", {})->empty());
}

TEST_F(StoreTest, takes_nothing_as_fixed_from_another_branch) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto known = *store.known("shop", "feature");
  EXPECT_EQ(base::to_text(of(known, 9).first_seen), "2026-01-03T12:00:00Z");
  for (const auto& one : known) EXPECT_FALSE(one.fixed_at.has_value()) << one.finding.id;
}

TEST_F(StoreTest, takes_nothing_as_fixed_from_a_run_that_is_partial_narrow_or_of_other_rules) {
  auto store = open();
  auto partial = run(2, "2026-01-02T00:00:00Z", {});
  partial.run->outcome = model::Outcome::partial;
  auto narrow = run(3, "2026-01-03T00:00:00Z", {});
  narrow.run->scope.is_whole = false;
  auto other_rules = run(4, "2026-01-04T00:00:00Z", {});
  other_rules.run->scope.rule_digest = "newer rules";
  ASSERT_TRUE(
      store.index(std::vector{run(1, "2026-01-01T00:00:00Z", {1}), partial, narrow, other_rules})
          .has_value());
  EXPECT_FALSE(of(*store.known("shop", "main"), 1).fixed_at.has_value());
  ASSERT_TRUE(store.index(std::vector{run(5, "2026-01-05T00:00:00Z", {})}).has_value());
  EXPECT_EQ(base::to_text(*of(*store.known("shop", "main"), 1).fixed_at), "2026-01-05T00:00:00Z");
}

TEST_F(StoreTest, answers_the_same_in_whatever_order_the_records_came) {
  auto records = history();
  auto first = open(subfolder("first"));
  ASSERT_TRUE(first.index(records).has_value());
  const auto expected = *first.dump();
  EXPECT_NE(expected.find("\"fixed_at\":\"2026-01-05T00:00:00Z\""), std::string::npos);
  std::mt19937 dice(7);
  for (int round = 0; round < 10; ++round) {
    std::ranges::shuffle(records, dice);
    auto other = open(subfolder("other" + std::to_string(round)));
    for (const auto& record : records) ASSERT_TRUE(other.index(std::span(&record, 1)).has_value());
    EXPECT_EQ(*other.dump(), expected);
  }
}

TEST_F(StoreTest, rebuilds_to_the_same_answers) {
  auto store = open();
  const auto records = history();
  ASSERT_TRUE(store.index(records).has_value());
  const auto before = *store.dump();
  std::size_t at = records.size();
  ASSERT_TRUE(store
                  .rebuild([&]() -> base::Result<std::optional<model::SealedRecord>> {
                    if (at == 0) return std::nullopt;
                    return records[--at];
                  })
                  .has_value());
  EXPECT_EQ(*store.dump(), before);
}

TEST_F(StoreTest, keeps_the_old_answers_when_a_rebuild_fails) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto before = *store.dump();
  const auto rebuilt = store.rebuild([]() -> base::Result<std::optional<model::SealedRecord>> {
    return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::machine, "disk went away");
  });
  ASSERT_FALSE(rebuilt.has_value());
  EXPECT_EQ(rebuilt.error().message, "disk went away");
  EXPECT_EQ(*store.dump(), before);
}

TEST_F(StoreTest, indexes_a_record_once_and_tells_what_is_missing_and_gone) {
  auto store = open();
  const auto records = history();
  ASSERT_TRUE(store.index(std::span(records).first(2)).has_value());
  ASSERT_TRUE(store.index(std::span(records).first(3)).has_value());
  EXPECT_EQ(store.counts()->runs, 3u);
  const std::vector<std::string> digests{records[1].digest, records[3].digest};
  const auto [missing, gone] = *store.differences(digests);
  EXPECT_EQ(missing, std::vector{records[3].digest});
  EXPECT_EQ(gone, (std::vector{records[0].digest, records[2].digest}));
  ASSERT_TRUE(store.forget(std::vector{records[0].digest, records[2].digest}).has_value());
  EXPECT_EQ(store.counts()->runs, 1u);
  EXPECT_EQ(store.known("shop", "main")->size(), 3u);
}

TEST_F(StoreTest, finds_a_finding_by_the_beginning_of_its_id) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto wanted = finding("secrets", 2);
  const auto found = *store.find(wanted.id.substr(0, 14), 10);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].finding.id, wanted.id);
  EXPECT_EQ(found[0].component, "shop");
  EXPECT_EQ(found[0].run, fmt::format("{:064x}", 4)) << "the latest run that saw it";
  EXPECT_EQ(store.find("0000", 3)->size(), 3u);
  EXPECT_TRUE(store.find("f", 10)->empty());
  EXPECT_EQ(store.find("' OR 1=1", 10).error().kind, base::ErrorKind::invalid);
}

TEST_F(StoreTest, lists_runs_and_decisions_latest_first) {
  auto store = open();
  ASSERT_TRUE(store.index(history()).has_value());
  const auto runs = *store.runs("shop", "secrets", 2);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(base::to_text(runs[0].started), "2026-01-05T00:00:00Z");
  EXPECT_EQ(runs[0].findings, 1u);
  EXPECT_EQ(runs[0].outcome, "complete");
  EXPECT_EQ(store.runs("shop", "", 100)->size(), 6u);
  EXPECT_TRUE(store.runs("shop", "semgrep", 100)->empty());
  EXPECT_TRUE(store.runs("another", "", 100)->empty());
  EXPECT_EQ(store.decisions("shop", "tree4", 10)->size(), 1u);
  EXPECT_EQ(store.decisions("shop", "", 10)->front().verdict, "met");
  EXPECT_TRUE(store.decisions("shop", "tree5", 10)->empty());
}

TEST_F(StoreTest, keeps_hostile_text_as_it_is) {
  auto store = open();
  auto record = run(1, "2026-01-01T00:00:00Z", {1});
  record.component = "'; DROP TABLE runs; --";
  record.run->reason = std::string("a\0b", 3);
  record.run->findings[0].path = "a\"'\n%;\xf0\x9f\x92\xa9";
  ASSERT_TRUE(store.index(std::vector{record}).has_value());
  EXPECT_EQ(store.components()->front(), record.component);
  EXPECT_EQ(store.known(record.component, "main")->front().finding.path,
            record.run->findings[0].path);
  EXPECT_EQ(store.runs(record.component, "", 1)->front().reason,
            "a\xef\xbf\xbd"
            "b");
}

TEST_F(StoreTest, opens_in_a_folder_with_a_difficult_name) {
  const auto name = subfolder("a b 'c' \"d\" = ? # %41 \xc3\xa4");
  {
    auto store = open(name);
    ASSERT_TRUE(store.index(history()).has_value());
  }
  EXPECT_EQ(open(name, Access::read_only).counts()->runs, 6u);
  EXPECT_TRUE(world->files().status(name + "/index.db").has_value());
}

TEST_F(StoreTest, sets_a_damaged_database_aside_and_names_it) {
  for (const std::string& bytes : {std::string("this is no database at all, not even remotely"),
                                   std::string("SQLite format 3\0", 16) + std::string(8000, 'x')}) {
    replace_database(bytes);
    auto store = open();
    ASSERT_EQ(store.problems().size(), 1u);
    EXPECT_NE(store.problems()[0].text.find("set aside as"), std::string::npos);
    EXPECT_EQ(store.counts()->records, 0u);
    ASSERT_TRUE(store.index(history()).has_value());
  }
  std::size_t kept = 0;
  const auto entries = *world->files().list(folder);
  for (const auto& entry : entries)
    if (entry.name.starts_with("index.db.damaged-") && !entry.name.ends_with("-wal") &&
        !entry.name.ends_with("-shm"))
      ++kept;
  EXPECT_EQ(kept, 2u) << "the second did not overwrite the first";
}

TEST_F(StoreTest, says_that_a_page_is_damaged_and_goes_on_after_setting_aside) {
  std::vector<model::SealedRecord> many;
  std::vector<int> numbers;
  for (int i = 0; i < 3000; ++i) numbers.push_back(i);
  many.push_back(run(1, "2026-01-01T00:00:00Z", numbers));
  {
    auto store = open();
    ASSERT_TRUE(store.index(many).has_value());
  }
  const auto damaged = [](std::string bytes) {
    for (std::size_t page = 4096; page + 4096 < bytes.size(); page += 4096)
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page), 64, '\xff');
    return bytes;
  };
  replace_database(damaged(*world->files().read(folder + "/index.db", 100u << 20)));
  auto store = Store::open(fake.context, folder);
  ASSERT_TRUE(store.has_value()) << store.error().text();
  if (store->problems().empty()) {
    const auto known = store->known("shop", "main");
    ASSERT_FALSE(known.has_value());
    EXPECT_TRUE(Store::is_corrupt(known.error())) << known.error().text();
    ASSERT_TRUE(store->set_aside(fake.context).has_value());
  }
  EXPECT_EQ(store->problems().size(), 1u);
  ASSERT_TRUE(store->index(many).has_value());
  EXPECT_EQ(store->known("shop", "main")->size(), 3000u);
}

TEST_F(StoreTest, remembers_what_could_not_be_read_until_it_is_told_otherwise) {
  const LeftOut one{"ab", "andon 1", "ab.json.zst: is not \xff JSON", 7, -3},
      other{"cd", "x", "y", 0, 0};
  {
    auto store = open();
    EXPECT_TRUE(store.left_out()->empty());
    ASSERT_TRUE(store.leave_out(std::vector{other, one}));
  }
  auto store = open();
  ASSERT_EQ(store.left_out()->size(), 2u);
  EXPECT_EQ(store.left_out()->front().digest, "ab");
  EXPECT_EQ(store.left_out()->front().modified_ns, -3);
  EXPECT_EQ(store.left_out()->back(), other);
  ASSERT_TRUE(store.leave_out({}));
  EXPECT_TRUE(store.left_out()->empty());
}

TEST_F(StoreTest, folds_a_long_log_into_the_database_when_it_is_opened) {
  std::vector<model::SealedRecord> many;
  for (int i = 0; i < 4000; ++i) many.push_back(history().front());
  for (std::size_t i = 0; i < many.size(); ++i) many[i].digest = fmt::format("{:064x}", i);
  {
    ASSERT_TRUE(open().index(many).has_value());
  }
  const auto log = folder + "/index.db-wal";
  ASSERT_GT(world->files().status(log)->size_bytes, 512u * 1024);
  auto store = open();
  EXPECT_EQ(world->files().status(log)->size_bytes, 0u);
  EXPECT_EQ(store.counts()->records, many.size());
}

TEST_F(StoreTest, knows_what_is_missing_when_its_log_is_damaged_or_cut) {
  const auto all = history();
  {
    auto store = open();
    for (const auto& record : all) ASSERT_TRUE(store.index({&record, 1}).has_value());
  }
  auto whole_store = open(subfolder("whole"));
  ASSERT_TRUE(whole_store.index(all).has_value());
  const auto wanted = *whole_store.dump();
  const auto whole = *world->files().read(folder + "/index.db-wal", 100u << 20);
  ASSERT_GT(whole.size(), 8192u) << "the log stays when the last connection closes";
  std::vector<std::string> digests;
  for (const auto& record : all) digests.push_back(record.digest);
  std::ranges::sort(digests);
  for (const auto share : {1, 2, 3, 4, 5, 6, 7}) {
    auto bytes = whole.substr(0, whole.size() * static_cast<std::size_t>(share) / 7);
    if (share % 2 == 0) std::fill_n(bytes.end() - 100, 64, '\xff');
    ASSERT_TRUE(world->files().write_atomically(folder + "/index.db-wal", bytes).has_value());
    auto store = open();
    const auto differences = store.differences(digests);
    ASSERT_TRUE(differences.has_value()) << differences.error().text();
    const auto* missing = &differences->first;
    EXPECT_EQ(missing->size() + store.counts()->records, all.size());
    std::vector<model::SealedRecord> rest;
    for (const auto& record : all)
      if (std::ranges::binary_search(*missing, record.digest)) rest.push_back(record);
    ASSERT_TRUE(store.index(rest).has_value());
    EXPECT_EQ(*store.dump(), wanted) << share;
  }
}

TEST_F(StoreTest, reads_a_database_that_cannot_be_written) {
  {
    auto store = open();
    ASSERT_TRUE(store.index(history()).has_value());
  }
  auto store = open(folder, Access::read_only);
  EXPECT_EQ(store.known("shop", "main")->size(), 5u);
  const auto written = store.index(std::vector{run(99, "2026-02-01T00:00:00Z", {})});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, base::ErrorKind::denied) << written.error().text();
  EXPECT_EQ(Store::open(fake.context, subfolder("none"), Access::read_only).error().kind,
            base::ErrorKind::not_found);
}

TEST_F(StoreTest, lets_two_write_at_once) {
  const auto write = [&](int from) {
    auto store = Store::open(fake.context, folder);
    ASSERT_TRUE(store.has_value()) << store.error().text();
    for (int i = 0; i < 40; ++i) {
      const std::vector one{run(from + i, "2026-01-01T00:00:00Z", {i, from})};
      const auto indexed = store->index(one);
      ASSERT_TRUE(indexed.has_value()) << indexed.error().text();
    }
  };
  std::thread other([&] { write(1000); });
  write(2000);
  other.join();
  auto store = open();
  EXPECT_EQ(store.counts()->runs, 80u);
  EXPECT_EQ(store.known("shop", "main")->size(), 42u);
}

TEST_F(StoreTest, indexes_and_dates_fourteen_thousand_findings_in_well_under_a_second) {
  std::vector<int> numbers;
  for (int i = 0; i < 14'000; ++i) numbers.push_back(i);
  const std::vector records{run(1, "2026-01-01T00:00:00Z", numbers),
                            run(2, "2026-01-02T00:00:00Z", numbers)};
  auto store = open();
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(store.index(records).has_value());
  const auto indexed = std::chrono::steady_clock::now();
  EXPECT_EQ(store.known("shop", "main")->size(), 14'000u);
  const auto end = std::chrono::steady_clock::now();
  const auto ms = [](auto d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  };
  RecordProperty("index_ms", static_cast<int>(ms(indexed - start)));
  RecordProperty("known_ms", static_cast<int>(ms(end - indexed)));
  fmt::print(stderr, "index {} ms, known {} ms\n", ms(indexed - start), ms(end - indexed));
  EXPECT_LT(ms(end - start), 20'000) << "even unoptimised, sanitised and on a busy machine";
}

}  // namespace
}  // namespace andon::store
