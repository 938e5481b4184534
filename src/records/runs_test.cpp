#include "records/runs.h"

#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "records/check.h"
#include "tests/fakes/fake_world.h"

namespace andon::records {
namespace {

model::Finding finding(int number, std::uint32_t line = 0) {
  model::Finding out;
  out.id = fmt::format("{:016x}", number);
  out.check = "secrets";
  out.rule = "rule";
  out.path = "src/file" + std::to_string(number % 5);
  out.region.start_line = line ? line : static_cast<std::uint32_t>(number + 1);
  out.message = "a message of some length, so that a whole finding costs more than its id";
  out.identity.context = fmt::format("{:064x}", number);
  return out;
}

model::Run run_of(std::vector<model::Finding> findings) {
  model::Run run;
  run.check = "secrets";
  run.release.component = "shop";
  run.findings = std::move(findings);
  return run;
}

std::string text(const model::Run& run) { return base::json::write_line(model::to_value(run)); }

class RunsTest : public testing::Test {
 protected:
  std::string put(const model::Run& run, const std::string& base = {}) {
    fake_now.advance_ms(1000);
    auto entry = seal_run(fake.context, folder, run, base);
    EXPECT_TRUE(entry.has_value()) << entry.error().text();
    return entry->digest;
  }
  model::RunBody body(const std::string& digest) {
    return *model::run_body_from(folder.read(fake.context, digest)->body);
  }
  model::Run load(const std::string& digest) {
    RunLoader loader(folder);
    const auto run = loader.load(fake.context, digest);
    EXPECT_TRUE(run.has_value()) << run.error().text();
    return run ? (*run)->run : model::Run();
  }

  FakeWorld world;
  FakeClock& fake_now = world.time;
  FakeContext fake{world};
  Folder folder{"/state/records"};
};

// Every field that a record holds, told in all its kinds.
model::Run full_run() {
  auto full = finding(1, 3);
  full.title = "a \"title\"";
  full.severity = model::Severity::critical;
  full.weaknesses = {"CWE-1", "CWE-2"};
  full.frame = {{2, "before"}, {3, "\ttab, \u00e9\x1f"}, {4, ""}};
  full.suppression = model::Suppression{"nosec", "why", false, true};
  full.state = model::FindingState::suppressed;
  full.first_seen = base::Instant{1'700'000'000'123};
  full.returned_at = base::Instant{1'700'000'000'000};
  auto run = run_of({full, finding(2)});
  run.kind = "tool";
  run.outcome = model::Outcome::partial;
  run.scope.is_whole = false;
  run.scope.paths = {"a", "b"};
  run.duration_ms = -1;
  run.bytes_read = 1ull << 52;
  run.problems = {{"a", "unreadable", true}};
  return run;
}

TEST_F(RunsTest, are_read_at_once_as_they_are_read_by_parts) {
  const auto sealed = folder.read_bytes(fake.context, put(full_run()));
  ASSERT_TRUE(sealed);
  const auto at_once = model::run_record_from(sealed->bytes);
  ASSERT_TRUE(at_once);
  const auto record = unseal_checked(sealed->bytes, "x");
  ASSERT_TRUE(record);
  EXPECT_EQ(model::to_value(at_once->body), model::to_value(*model::run_body_from(record->body)));
  EXPECT_EQ(at_once->component, record->component);
  EXPECT_EQ(at_once->made_at, record->made_at);
  // Nothing that by parts would be refused.
  const auto with = [&](std::string_view from, std::string_view to) {
    auto text = sealed->bytes;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return model::run_record_from(text.replace(at, from.size(), to)).has_value();
  };
  EXPECT_TRUE(with("\"a\",\"b\"", "\"a\",\"c\""));
  EXPECT_FALSE(with("\"andon/run/v1\"", "\"andon/run/v2\""));
  EXPECT_FALSE(with("\"kind\":\"run\"", "\"kind\":\"gate\""));
  EXPECT_FALSE(with("\"severity\":\"critical\"", "\"severity\":\"grave\""));
  EXPECT_FALSE(with("\"severity\":\"critical\"", "\"severity\":4"));
  EXPECT_FALSE(with("\"rule\":\"rule\"", "\"rulf\":\"rule\""));
  EXPECT_FALSE(with("\"line\":2", "\"line\":-2"));
  EXPECT_FALSE(with("\"line\":2", "\"line\":4294967296"));
  EXPECT_FALSE(with("\"line\":2", "\"line\": 2"));
  EXPECT_FALSE(with("\"is_inline\":false", "\"is_inline\":null"));
  EXPECT_FALSE(with("2023-11-14T22:13:20.123Z", "2023-11-34T22:13:20.123Z"));
  for (std::size_t end = 0; end < sealed->bytes.size(); ++end)
    ASSERT_FALSE(model::run_record_from(std::string_view(sealed->bytes).substr(0, end)));
}

TEST_F(RunsTest, come_back_as_they_were) {
  auto run = run_of({finding(3), finding(1), finding(2)});
  run.outcome = model::Outcome::partial;
  run.reason = "two files could not be read";
  const auto digest = put(run);
  sort_findings(run.findings);
  EXPECT_EQ(text(load(digest)), text(run));
}

TEST_F(RunsTest, are_differences_where_that_is_shorter) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 20; ++i) findings.push_back(finding(i));
  const auto first = put(run_of(findings));
  EXPECT_EQ(body(first).base, "");
  EXPECT_EQ(body(first).added.size(), 20u);

  findings.erase(findings.begin() + 4);
  findings[2].region.start_line = 99;
  findings.push_back(finding(50));
  const auto second = put(run_of(findings), first);
  EXPECT_EQ(body(second).base, first);
  EXPECT_EQ(body(second).depth, 1u);
  EXPECT_EQ(body(second).added.size(), 1u);
  EXPECT_EQ(body(second).changed.size(), 1u);
  EXPECT_EQ(body(second).removed, std::vector{finding(4).id});
  sort_findings(findings);
  EXPECT_EQ(text(load(second)), text(run_of(findings)));

  std::vector<model::Finding> others;
  for (int i = 100; i < 110; ++i) others.push_back(finding(i));
  EXPECT_EQ(body(put(run_of(others), second)).base, "") << "a difference would be longer";
}

TEST_F(RunsTest, are_whole_where_ids_do_not_tell_findings_apart) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 20; ++i) findings.push_back(finding(i));
  const auto first = put(run_of(findings));
  findings.push_back(finding(3, 7));
  const auto second = put(run_of(findings), first);
  EXPECT_EQ(body(second).base, "");
  EXPECT_EQ(load(second).findings.size(), 21u);
}

TEST_F(RunsTest, make_chains_of_sixteen_at_most) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 30; ++i) findings.push_back(finding(i));
  auto before = put(run_of(findings));
  std::uint32_t deepest = 0;
  std::mt19937 dice(1);
  for (int round = 0; round < 40; ++round) {
    findings[dice() % findings.size()].region.start_line = 1000 + static_cast<unsigned>(round);
    findings.push_back(finding(1000 + round));
    const auto next = put(run_of(findings), before);
    deepest = std::max(deepest, body(next).depth);
    auto expected = run_of(findings);
    sort_findings(expected.findings);
    ASSERT_EQ(text(load(next)), text(expected)) << "round " << round;
    before = next;
  }
  EXPECT_EQ(deepest, max_chain);
}

TEST_F(RunsTest, are_not_trusted_when_their_base_is_missing_or_corrupt) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 20; ++i) findings.push_back(finding(i));
  const auto first = put(run_of(findings));
  findings.push_back(finding(50));
  const auto second = put(run_of(findings), first);
  const auto kept = world.disk.text(folder.file_of(first));
  for (const auto& bytes : {std::string("garbage"), std::string()}) {
    world.put(folder.file_of(first), bytes);
    RunLoader loader(folder);
    const auto run = loader.load(fake.context, second);
    ASSERT_FALSE(run.has_value());
    EXPECT_NE(run.error().text().find(first.substr(2, 40)), std::string::npos)
        << run.error().text();
  }
  ASSERT_TRUE(folder.remove(fake.context, first).has_value());
  RunLoader loader(folder);
  EXPECT_EQ(loader.load(fake.context, second).error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(body(put(run_of(findings), first)).base, "") << "a base that is gone is none";
}

TEST_F(RunsTest, are_not_trusted_when_the_difference_does_not_fit) {
  const auto base = put(run_of({finding(1), finding(2)}));
  const auto refused = [&](model::RunBody bad) {
    bad.run = run_of({});
    const auto digest =
        folder.put(fake.context, make(fake.context, "run", "shop", model::to_value(bad)));
    RunLoader loader(folder);
    const auto run = loader.load(fake.context, *digest);
    ASSERT_FALSE(run.has_value());
    EXPECT_EQ(run.error().kind, base::ErrorKind::invalid) << run.error().text();
  };
  model::RunBody good;
  good.base = base;
  good.depth = 1;
  auto bad = good;
  bad.removed = {finding(7).id};
  refused(bad);
  bad = good;
  bad.added = {finding(1)};
  refused(bad);
  bad = good;
  bad.changed = {finding(7)};
  refused(bad);
  bad = good;
  bad.depth = 3;
  refused(bad);
  bad = good;
  bad.base = "../../etc/passwd";
  refused(bad);
  bad = good;
  bad.base = "";
  refused(bad);
  bad = {};
  bad.removed = {finding(1).id};
  refused(bad);
}

}  // namespace
}  // namespace andon::records
