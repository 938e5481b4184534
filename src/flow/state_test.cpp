#include "flow/state.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sched.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/json.h"
#include "base/real_world.h"
#include "base/text.h"
#include "model/product_release.h"
#include "records/check.h"
#include "records/compact.h"
#include "records/events.h"
#include "records/sync.h"
#include "tests/fakes/fake_world.h"

namespace andon::flow {
namespace {

int count_of(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

model::Run run_at(int hour, const std::vector<int>& findings) {
  model::Run run;
  run.check = "secrets";
  run.release = {"shop", fmt::format("tree{}", hour), "commit", "main", false};
  run.scope.rule_digest = "rules";
  run.started.ms = 1'767'225'600'000 + hour * 3'600'000ll;
  for (const int number : findings) {
    auto& finding = run.findings.emplace_back();
    finding.id = fmt::format("{:016x}", number * 7919);
    finding.check = run.check;
    finding.rule = "rule";
    finding.message = "a message of some length, so that differences between runs are shorter";
    finding.path = fmt::format("src/{}.py", number % 10);
    finding.identity.context = fmt::format("{:064x}", number);
  }
  return run;
}

// What the code of the hour is known to hold.
std::vector<int> findings_of(int hour) {
  std::vector<int> out;
  for (int number = 0; number < 40 + hour % 7; ++number)
    if (number % 11 != hour % 11) out.push_back(number);
  return out;
}

// As `andon check` does: runs, then the decision, then the index.
base::Result<records::SealedCheck> keep(base::Context& context, State& state, int hour) {
  const std::vector<model::Run> runs{run_at(hour, findings_of(hour))};
  model::Report report;
  report.release = runs[0].release;
  report.runs = runs;
  report.runs[0].findings.clear();
  report.findings = runs[0].findings;
  report.decision.decided_at = runs[0].started;
  std::vector<std::string> bases;
  for (const auto& run : TRY(state.store().runs("shop", "secrets", 1))) bases.push_back(run.digest);
  const base::Value none{base::Map{}};
  auto sealed = TRY(records::seal_check(
      context, state.records(), {runs, report, none, "default", "rules: []\n", none, bases}));
  TRY(state.index(context, sealed));
  return sealed;
}

class StateTest : public testing::Test {
 protected:
  void SetUp() override {
    root = *world->files().make_temporary_folder("state-test");
    ASSERT_EQ(setenv("XDG_STATE_HOME", (root + "-home").c_str(), 1), 0);
  }
  void TearDown() override {
    (void)world->files().remove_all(root);
    (void)world->files().remove_all(root + "-home");
    unsetenv("XDG_STATE_HOME");
  }

  State open(const std::string& where) {
    auto state = State::open(fake.context, where);
    EXPECT_TRUE(state.has_value()) << state.error().text();
    return std::move(*state);
  }

  // Every record is whole, every decision renders, and the index says what one made anew says.
  void expect_whole(State& state) {
    EXPECT_EQ(state.notes(), std::vector<std::string>());
    const auto listing = *state.records().list(fake.context);
    EXPECT_TRUE(listing.problems.empty());
    const auto fresh = root + "/fresh";
    ASSERT_TRUE(world->files().make_folders(fresh).has_value());
    {
      auto other = store::Store::open(fake.context, fresh);
      ASSERT_TRUE(other.has_value());
      records::RunLoader loader(state.records());
      for (const auto& digest : listing.digests) {
        const auto entry = records::load_entry(fake.context, state.records(), loader, digest);
        ASSERT_TRUE(entry.has_value()) << entry.error().text();
        if (entry->kind == "decision") {
          const auto report = records::load_report(fake.context, state.records(), digest);
          ASSERT_TRUE(report.has_value()) << report.error().text();
          EXPECT_FALSE(report->findings.empty());
        }
        ASSERT_TRUE(other->index(std::span(&*entry, 1)).has_value());
      }
      EXPECT_EQ(*state.store().dump(), *other->dump());
    }
    ASSERT_TRUE(world->files().remove_all(fresh).has_value());
  }

  // `work` in a process of its own, which says what it finished by writing to the pipe.
  pid_t fork_with(const std::function<int(int pipe)>& work, int& reading) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      ::_exit(work(ends[1]));
    }
    ::close(ends[1]);
    reading = ends[0];
    return child;
  }
  static std::string drained(int reading) {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(reading, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
    ::close(reading);
    return text;
  }
  static void say(int pipe, const std::string& line) {
    const auto text = line + "\n";
    if (::write(pipe, text.data(), text.size()) < 0) ::_exit(9);
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string root;
};

TEST_F(StateTest, is_whole_whenever_its_writer_is_killed) {
  const int kills = count_of("ANDON_KILLS", 25);
  std::mt19937 dice(20260101);
  std::size_t kept = 0;
  auto where = root;
  for (int round = 0; round < kills; ++round) {
    if (round % 25 == 0) where = fmt::format("{}/after{}", root, round);
    int reading = -1;
    const pid_t child = fork_with(
        [&](int pipe) {
          auto state = State::open(fake.context, where);
          if (!state) return 1;
          for (int hour = round * 50; hour < round * 50 + 50; ++hour) {
            const auto sealed = keep(fake.context, *state, hour);
            if (!sealed) return 2;
            for (const auto& entry : *sealed) say(pipe, entry.digest);
          }
          return 0;
        },
        reading);
    ::usleep(dice() % 120'000);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
    auto state = open(where);
    const auto told = drained(reading);
    for (const auto digest : base::lines(told)) {
      ++kept;
      const auto record = state.records().read(fake.context, digest);
      ASSERT_TRUE(record.has_value()) << "lost after it was told: " << record.error().text();
    }
    const auto listing = *state.records().list(fake.context);
    const auto differences = state.store().differences(listing.digests);
    EXPECT_TRUE(differences->first.empty());
    // The whole comparison reads every record: now and then.
    if (round % 5 == 4 || round + 1 == kills) expect_whole(state);
    if (HasFailure()) FAIL() << "in round " << round;
  }
  EXPECT_GT(kept, 0u) << "every writer was killed before it did anything";
}

TEST_F(StateTest, holds_what_two_processes_wrote_at_once) {
  std::vector<std::pair<pid_t, int>> children;
  for (int which = 0; which < 2; ++which) {
    int reading = -1;
    const pid_t child = fork_with(
        [&, which](int pipe) {
          auto state = State::open(fake.context, root);
          if (!state) return 1;
          for (int turn = 0; turn < 15; ++turn) {
            const auto sealed = keep(fake.context, *state, turn * 2 + which);
            if (!sealed) return 2;
            say(pipe, sealed->back().digest);
          }
          return 0;
        },
        reading);
    children.emplace_back(child, reading);
  }
  std::size_t told = 0;
  for (const auto& [child, reading] : children) {
    told += base::lines(drained(reading)).size();
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  auto state = open(root);
  EXPECT_EQ(told, 30u);
  EXPECT_EQ(state.store().counts()->runs, 30u);
  EXPECT_EQ(state.store().decisions("shop", "", 100)->size(), 30u);
  expect_whole(state);
}

TEST_F(StateTest, goes_on_when_the_index_is_garbage) {
  {
    auto state = open(root);
    for (int hour = 0; hour < 5; ++hour) ASSERT_TRUE(keep(fake.context, state, hour).has_value());
  }
  const auto index = root + "/.andon/state/index.db";
  ASSERT_TRUE(world->files().write_atomically(index, std::string(20'000, 'x')).has_value());
  auto state = open(root);
  ASSERT_EQ(state.notes().size(), 1u);
  EXPECT_NE(state.notes()[0].find("set aside"), std::string::npos);
  EXPECT_EQ(state.store().counts()->runs, 5u);
  ASSERT_TRUE(keep(fake.context, state, 6).has_value());
  auto again = open(root);
  expect_whole(again);
}

TEST_F(StateTest, goes_on_when_any_page_of_the_index_is_damaged) {
  {
    auto state = open(root);
    for (int hour = 0; hour < 12; ++hour) ASSERT_TRUE(keep(fake.context, state, hour).has_value());
  }
  const auto index = root + "/.andon/state/index.db";
  const auto sound = *world->files().read(index, 64u << 20);
  std::vector<model::FindingReference> references;
  for (const auto& each : run_at(0, findings_of(0)).findings)
    references.push_back({each.id, each.check, each.rule, each.path, each.identity});
  std::size_t mended = 0;
  const auto stride = std::max<std::size_t>(1, sound.size() / 4096 / 12) * 4096;
  for (std::size_t page = 0; page < sound.size(); page += stride) {
    auto damaged = sound;
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(page), 100, '\xff');
    for (const auto* tail : {"-wal", "-shm"}) (void)world->files().remove(index + tail);
    ASSERT_TRUE(world->files().write_atomically(index, damaged).has_value());
    auto state = open(root);
    const auto known = state.known(fake.context, "shop", "main", references);
    ASSERT_TRUE(known.has_value()) << "page at " << page << ": " << known.error().text();
    ASSERT_TRUE(keep(fake.context, state, 3).has_value()) << "page at " << page;
    if (state.notes().empty()) continue;  // a page that nothing read
    ++mended;
    EXPECT_NE(state.notes()[0].find("damaged"), std::string::npos) << state.notes()[0];
  }
  EXPECT_GT(mended, 3u);
}

// What is signed is the record; what is asked is the index.
TEST_F(StateTest, makes_an_index_anew_that_a_tree_brought) {
  const auto body = [](std::string_view environment) {
    model::OpeningBody out;
    out.environment = environment;
    out.release = {"shop", "tree", "commit", "main", false};
    return model::to_value(out);
  };
  const auto environment = [](State& state) {
    const auto events = state.store().events("opening", "");
    EXPECT_TRUE(events && events->size() == 1u);
    return std::string(events->front().body["environment"].text_or());
  };
  {
    auto state = open(root);
    auto sealed =
        *records::seal_event(fake.context, state.records(), "opening", "shop", body("test"));
    sealed.event = body("production");
    ASSERT_TRUE(state.index(fake.context, {sealed}));
    ASSERT_EQ(environment(state), "production");
  }
  {
    auto state = open(root);
    EXPECT_EQ(environment(state), "production") << "begun here, it stays";
  }
  const auto clone = root + "/clone";
  std::filesystem::create_directories(clone + "/.andon");
  std::filesystem::copy(root + "/.andon/state", clone + "/.andon/state",
                        std::filesystem::copy_options::recursive);
  auto state = open(clone);
  EXPECT_EQ(environment(state), "test") << "its mark, brought along, is another folder's";
}

TEST_F(StateTest, names_a_corrupt_record_and_leaves_it_out) {
  std::string victim;
  {
    auto state = open(root);
    for (int hour = 0; hour < 3; ++hour) {
      const auto sealed = keep(fake.context, state, hour);
      ASSERT_TRUE(sealed.has_value());
      victim = state.records().file_of(sealed->back().digest);
    }
  }
  ASSERT_TRUE(world->files().write_atomically(victim, "garbage").has_value());
  ASSERT_TRUE(world->files().remove(root + "/.andon/state/index.db").has_value());
  auto state = open(root);
  ASSERT_EQ(state.notes().size(), 1u);
  EXPECT_NE(state.notes()[0].find(victim), std::string::npos) << state.notes()[0];
  EXPECT_EQ(state.store().counts()->runs, 3u);
  EXPECT_EQ(state.store().decisions("shop", "", 100)->size(), 2u);
}

TEST_F(StateTest, stays_as_it_was_when_the_disk_is_full) {
  int reading = -1;
  const auto disk = root + "/disk";
  ASSERT_TRUE(world->files().make_folders(disk).has_value());
  const pid_t child = fork_with(
      [&](int pipe) {
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0)
          return 77;
        auto state = State::open(fake.context, disk);
        if (!state) return 1;
        for (int hour = 0; hour < 10'000; ++hour) {
          const auto before = *state->store().dump();
          const auto sealed = keep(fake.context, *state, hour);
          if (sealed) continue;
          say(pipe, std::string(base::name(sealed.error().kind)) + " " + sealed.error().text());
          auto again = State::open(fake.context, disk);
          if (!again) say(pipe, "open: " + again.error().text());
          say(pipe, *state->store().dump() == before ? "same" : "other");
          const auto listing = *state->records().list(fake.context);
          for (const auto& digest : listing.digests)
            if (!state->records().read(fake.context, digest)) return 3;
          return 0;
        }
        return 4;
      },
      reading);
  const auto told = drained(reading);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
    GTEST_SKIP() << "needs the right to mount a small disk";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << told;
  EXPECT_TRUE(told.starts_with("unavailable ")) << told;
  EXPECT_NE(told.find("no space left"), std::string::npos) << told;
  EXPECT_NE(told.find("same\n"), std::string::npos) << told;
}

TEST_F(StateTest, of_throw_away_clones_is_that_of_one_long_lived_machine) {
  const int clones = count_of("ANDON_CLONES", 8);
  base::Command init;
  init.argv = {"git", "init", "--quiet", "--bare", root + "/remote.git"};
  init.environment = {{"PATH", "/usr/bin:/bin"}};
  ASSERT_EQ(world->processes().run(init, {})->exit_code, 0);
  records::GitTarget target;
  target.remote = "file://" + root + "/remote.git";
  target.visibility = records::Visibility::closed;

  auto long_lived = open(root + "/long");
  std::vector<std::pair<pid_t, int>> children;
  const auto clone_and_check = [&](int hour, records::Direction direction) -> int {
    const auto path = fmt::format("{}/clone{}", root, hour);
    init.argv = {"git", "init", "--quiet", path};
    if (world->processes().run(init, {})->exit_code != 0) return 1;
    const auto repository = git::Repository::discover(fake.context, path);
    if (!repository || !*repository) return 2;
    const auto sync = [&](State& state) {
      const auto synced =
          records::sync_with_git(fake.context, state.records(), **repository, target, direction);
      if (!synced) fmt::print(stderr, "{}\n", synced.error().text());
      return synced.has_value();
    };
    {
      auto state = State::open(fake.context, path);
      if (!state || !sync(*state)) return 3;
    }
    auto state = State::open(fake.context, path);  // with what the others learnt
    if (!state || !keep(fake.context, *state, hour) || !sync(*state)) return 4;
    return 0;
  };
  for (int hour = 0; hour < clones; ++hour) {
    ASSERT_TRUE(keep(fake.context, long_lived, hour).has_value());
    int reading = -1;
    children.emplace_back(
        fork_with([&](int) { return clone_and_check(hour, records::Direction::both); }, reading),
        reading);
    // Four at a time are a crowd for one remote.
    if (hour % 4 != 3 && hour + 1 != clones) continue;
    for (const auto& [child, end] : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
      ::close(end);
    }
    children.clear();
  }
  // A new runner knows what all of them learnt.
  const auto path = root + "/new";
  init.argv = {"git", "init", "--quiet", path};
  ASSERT_EQ(world->processes().run(init, {})->exit_code, 0);
  const auto repository = *git::Repository::discover(fake.context, path);
  {
    auto state = open(path);
    const auto synced = records::sync_with_git(fake.context, state.records(), *repository, target,
                                               records::Direction::reads_only);
    ASSERT_TRUE(synced.has_value()) << synced.error().text();
    EXPECT_EQ(synced->taken, static_cast<std::uint64_t>(2 * clones));
  }
  auto state = open(path);
  expect_whole(state);
  const auto told = *state.store().known("shop", "main");
  const auto expected = *long_lived.store().known("shop", "main");
  ASSERT_EQ(told.size(), expected.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].finding.id, expected[i].finding.id);
    EXPECT_EQ(told[i].first_seen, expected[i].first_seen);
    EXPECT_EQ(told[i].last_seen, expected[i].last_seen);
    EXPECT_EQ(told[i].fixed_at, expected[i].fixed_at);
    EXPECT_EQ(told[i].returned_at, expected[i].returned_at);
  }
}

TEST_F(StateTest, keeps_its_dates_through_a_compaction) {
  auto state = open(root);
  std::string before;
  for (int hour = 0; hour < 30; ++hour) {
    const auto sealed =
        records::seal_run(fake.context, state.records(), run_at(hour, findings_of(hour)), before);
    ASSERT_TRUE(sealed.has_value());
    before = sealed->digest;
  }
  ASSERT_TRUE(state.rebuild(fake.context).has_value());
  const auto dates = [&](State& of) {
    std::string text;
    const auto all = *of.store().known("shop", "main");
    for (const auto& known : all)
      text += known.finding.id + " " + base::to_text(known.first_seen) + " " +
              base::to_text(known.last_seen) + "\n";
    return text;
  };
  const auto expected = dates(state);
  const auto compaction =
      records::compact(fake.context, state.records(), "shop", {run_at(20, {}).started.ms});
  ASSERT_TRUE(compaction.has_value()) << compaction.error().text();
  ASSERT_TRUE(compaction->has_value());
  auto again = open(root);
  EXPECT_LT(again.store().counts()->runs, 30u);
  EXPECT_EQ(again.store().runs("shop", "", 100)->front().started, run_at(29, {}).started);
  EXPECT_EQ(dates(again), expected);
  expect_whole(again);
}

}  // namespace
}  // namespace andon::flow
