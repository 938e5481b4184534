#include "records/sync.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/compress.h"
#include "base/real_world.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "records/compact.h"
#include "records/signatures.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::records {
namespace {

class SyncTest : public testing::Test {
 protected:
  void SetUp() override {
    place = *world->files().make_temporary_folder("sync-test");
    git({"init", "--quiet", "--bare", "--initial-branch=main", place + "/remote.git"});
  }
  void TearDown() override { (void)world->files().remove_all(place); }

  std::string git(std::vector<std::string> arguments, const std::string& input = {}) {
    base::Command command;
    command.argv = {"git"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {{"PATH", "/usr/bin:/bin"},   {"HOME", place},
                           {"GIT_AUTHOR_NAME", "t"},    {"GIT_AUTHOR_EMAIL", "t@example.org"},
                           {"GIT_COMMITTER_NAME", "t"}, {"GIT_COMMITTER_EMAIL", "t@example.org"}};
    command.input = input;
    const auto ended = world->processes().run(command, {});
    EXPECT_TRUE(ended && ended->exit_code == 0) << (ended ? ended->error : ended.error().text());
    return ended ? std::string(base::trim(ended->output)) : std::string();
  }
  // A throw-away clone that shares nothing but the remote.
  struct Clone {
    git::Repository repository;
    Folder folder;
  };
  Clone clone(const std::string& name) {
    const auto path = place + "/" + name;
    git({"init", "--quiet", "--initial-branch=main", path});
    return {*git::Repository::discover(fake.context, path).value(), Folder(path + "/records")};
  }
  std::string put(const Folder& folder, const std::string& text) {
    base::Value body;
    body.set("text", text);
    return *folder.put(fake.context, make(fake.context, "waiver", "shop", body));
  }
  base::Result<Union> sync(Clone& clone, Direction direction = Direction::both) {
    return sync_with_git(fake.context, clone.folder, clone.repository, target(), direction);
  }
  GitTarget target() {
    GitTarget out;
    out.remote = "file://" + place + "/remote.git";
    out.visibility = Visibility::closed;
    return out;
  }
  std::vector<std::string> listed(const Folder& folder) {
    return folder.list(fake.context)->digests;
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string place;
};

TEST_F(SyncTest, is_a_union_through_a_remote) {
  auto one = clone("one"), other = clone("other");
  const auto a = put(one.folder, "a");
  const auto b = put(other.folder, "b");
  auto first = sync(one);
  ASSERT_TRUE(first.has_value()) << first.error().text();
  EXPECT_EQ(first->given, 1u);
  auto second = sync(other);
  ASSERT_TRUE(second.has_value()) << second.error().text();
  EXPECT_EQ(second->taken_digests, std::vector{a});
  EXPECT_EQ(second->given, 1u);
  ASSERT_TRUE(sync(one).has_value());
  EXPECT_EQ(listed(one.folder), listed(other.folder));
  EXPECT_EQ(listed(one.folder).size(), 2u);
  EXPECT_TRUE(one.folder.read(fake.context, b).has_value());
  const auto again = *sync(one);
  EXPECT_EQ(again.taken + again.given, 0u);
}

TEST_F(SyncTest, of_a_merge_request_from_a_fork_only_reads) {
  auto one = clone("one"), fork = clone("fork");
  put(one.folder, "a");
  ASSERT_TRUE(sync(one).has_value());
  put(fork.folder, "b");
  const auto tip = git({"-C", place + "/remote.git", "rev-parse", "refs/andon/records"});
  const auto read = sync(fork, Direction::reads_only);
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(read->taken, 1u);
  EXPECT_EQ(read->given, 0u);
  EXPECT_EQ(git({"-C", place + "/remote.git", "rev-parse", "refs/andon/records"}), tip);
}

TEST_F(SyncTest, speaks_to_nobody_who_was_not_named_or_is_public) {
  auto one = clone("one");
  put(one.folder, "a");
  auto nobody = target();
  nobody.remote.clear();
  const auto unnamed =
      sync_with_git(fake.context, one.folder, one.repository, nobody, Direction::both);
  ASSERT_FALSE(unnamed.has_value());
  EXPECT_EQ(unnamed.error().origin, base::ErrorOrigin::usage);
  auto open = target();
  open.visibility = Visibility::open_to_all;
  const auto refused =
      sync_with_git(fake.context, one.folder, one.repository, open, Direction::both);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().origin, base::ErrorOrigin::configuration);
  EXPECT_NE(refused.error().message.find("sync.public: accepted"), std::string::npos);
  EXPECT_EQ(git({"-C", place + "/remote.git", "for-each-ref"}), "");
  open.visibility = Visibility::accepted;
  EXPECT_TRUE(sync_with_git(fake.context, one.folder, one.repository, open, Direction::both));
}

TEST_F(SyncTest, leaves_out_what_is_no_record_and_names_it) {
  auto one = clone("one");
  const auto good = put(one.folder, "good");
  ASSERT_TRUE(sync(one).has_value());
  const auto remote = place + "/remote.git";
  // A hand that pushes garbage beside the good record.
  const auto blob = [&](const std::string& bytes) {
    return git({"-C", remote, "hash-object", "-w", "--stdin"}, bytes);
  };
  const auto tree = [&](const std::string& lines) { return git({"-C", remote, "mktree"}, lines); };
  const std::string name(62, 'a');
  // Folders of their own, whatever the good record's is.
  const auto shelf = good.substr(0, 2);
  const auto good_tree = git({"-C", remote, "rev-parse", "refs/andon/records:" + shelf});
  const std::string garbage_shelf = shelf == "ee" ? "ef" : "ee";
  std::string bomb_bytes(2u << 20, '\0'), bomb = crypto::sha256_hex(bomb_bytes);
  for (; bomb.starts_with(shelf) || bomb.starts_with(garbage_shelf);
       bomb = crypto::sha256_hex(bomb_bytes))
    bomb_bytes += '\0';
  const auto bad =
      tree("100644 blob " + blob("garbage") + "\t" + name + ".json.zst\n" + "100644 blob " +
           blob("x") + "\treadme\n" + "120000 blob " + blob("/etc/passwd") + "\t" +
           std::string(62, 'b') + ".json.zst\n" + "100644 blob " + blob(base::zstd_compress("{}")) +
           "\t" + std::string(62, 'c') + ".json.zst\n");
  const auto bombs = tree("100644 blob " + blob(base::zstd_compress(bomb_bytes)) + "\t" +
                          bomb.substr(2) + ".json.zst\n");
  const auto root =
      tree("040000 tree " + good_tree + "\t" + shelf + "\n" + "040000 tree " + bad + "\t" +
           garbage_shelf + "\n" + "040000 tree " + bombs + "\t" + bomb.substr(0, 2) + "\n");
  const auto commit = git({"-C", remote, "commit-tree", root, "-m", "garbage"});
  git({"-C", remote, "update-ref", "refs/andon/records", commit});

  auto other = clone("other");
  const auto mine = put(other.folder, "mine");
  const auto synced = sync(other);
  ASSERT_TRUE(synced.has_value()) << synced.error().text();
  EXPECT_EQ(synced->taken_digests, std::vector{good});
  EXPECT_EQ(synced->problems.size(), 5u);
  for (const auto& problem : synced->problems)
    EXPECT_NE(problem.text.find("left out"), std::string::npos) << problem.path;
  EXPECT_EQ(listed(other.folder).size(), 2u);
  // What we give is the union of records; the garbage is not carried on.
  const auto there = git({"-C", remote, "ls-tree", "-r", "--name-only", "refs/andon/records"});
  EXPECT_EQ(base::lines(there).size(), 2u) << there;
  EXPECT_NE(there.find(path_of(mine)), std::string::npos);
}

TEST_F(SyncTest, does_not_give_on_what_is_corrupt_here) {
  auto one = clone("one");
  const auto good = put(one.folder, "good");
  const auto bad = put(one.folder, "bad");
  ASSERT_TRUE(world->files().write_atomically(one.folder.file_of(bad), "garbage").has_value());
  const auto synced = sync(one);
  ASSERT_TRUE(synced.has_value()) << synced.error().text();
  EXPECT_EQ(synced->given, 1u);
  ASSERT_EQ(synced->problems.size(), 1u);
  EXPECT_EQ(synced->problems[0].path, path_of(bad));
}

TEST_F(SyncTest, loses_no_record_when_many_push_at_once) {
  constexpr int clones = 8;
  std::vector<Clone> all;
  for (int i = 0; i < clones; ++i) {
    all.push_back(clone("clone" + std::to_string(i)));
    put(all.back().folder, "of " + std::to_string(i));
    put(all.back().folder, "common");
  }
  std::vector<std::thread> threads;
  for (auto& one : all)
    threads.emplace_back([&] {
      FakeContext own{*world};
      const auto synced =
          sync_with_git(own.context, one.folder, one.repository, target(), Direction::both);
      EXPECT_TRUE(synced.has_value()) << synced.error().text();
    });
  for (auto& thread : threads) thread.join();
  auto last = clone("last");
  ASSERT_TRUE(sync(last).has_value());
  std::size_t present = 0;
  const auto there = listed(last.folder);
  for (auto& one : all)
    for (const auto& digest : listed(one.folder))
      present += std::ranges::binary_search(there, digest);
  std::size_t wanted = 0;
  for (auto& one : all) wanted += listed(one.folder).size();
  EXPECT_EQ(present, wanted);
  EXPECT_GE(there.size(), static_cast<std::size_t>(clones) + 1);
}

TEST_F(SyncTest, is_a_union_through_a_folder) {
  const Folder one(place + "/a/records"), other(place + "/b/records");
  const auto shared = place + "/shared";
  ASSERT_TRUE(world->files().make_folders(shared).has_value());
  put(one, "a");
  put(other, "b");
  ASSERT_TRUE(sync_with_folder(fake.context, one, shared, Direction::both).has_value());
  const auto read = sync_with_folder(fake.context, other, shared, Direction::reads_only);
  EXPECT_EQ(read->taken, 1u);
  EXPECT_EQ(listed(Folder(shared)).size(), 1u);
  ASSERT_TRUE(sync_with_folder(fake.context, other, shared, Direction::both).has_value());
  ASSERT_TRUE(sync_with_folder(fake.context, one, shared, Direction::both).has_value());
  EXPECT_EQ(listed(one), listed(other));
  EXPECT_EQ(listed(one).size(), 2u);
  EXPECT_EQ(sync_with_folder(fake.context, one, place + "/none", Direction::both).error().kind,
            base::ErrorKind::not_found);
  EXPECT_EQ(sync_with_folder(fake.context, one, "", Direction::both).error().origin,
            base::ErrorOrigin::usage);
}

TEST_F(SyncTest, brings_signatures_with_the_records_and_leaves_forged_ones_out) {
  SshKeygen keygen;
  if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
  keygen.make("ci", "ed25519");
  const auto key = crypto::parse_ssh_key(keygen.public_line("ci")).value();
  auto one = clone("one"), other = clone("other");
  const auto a = put(one.folder, "a"), b = put(one.folder, "b");
  const auto armored =
      keygen.sign("ci", "andon-record", one.folder.read_sealed(fake.context, a)->bytes);
  ASSERT_TRUE(put_signature(fake.context, one.folder, a, armored));
  auto given = sync(one);
  ASSERT_TRUE(given) << given.error().text();
  EXPECT_EQ(given->signatures_given, 1u);

  // Somebody pushes the signature of one record beside the other.
  const auto remote = place + "/remote.git";
  const auto shelf = b.substr(0, 2);
  const auto blob = git({"-C", remote, "hash-object", "-w", "--stdin"}, armored);
  auto shelf_lines = git({"-C", remote, "ls-tree", "refs/andon/records:" + shelf}) + "\n" +
                     "100644 blob " + blob + "\t" + signature_path(b, key).substr(3) + "\n";
  const auto shelf_tree = git({"-C", remote, "mktree"}, shelf_lines);
  std::string root_lines = "040000 tree " + shelf_tree + "\t" + shelf + "\n";
  const auto there = git({"-C", remote, "ls-tree", "refs/andon/records"});
  for (const auto line : base::lines(there))
    if (!line.ends_with("\t" + shelf)) root_lines += std::string(line) + "\n";
  const auto root = git({"-C", remote, "mktree"}, root_lines);
  const auto commit = git({"-C", remote, "commit-tree", root, "-m", "forged"});
  git({"-C", remote, "update-ref", "refs/andon/records", commit});

  const auto taken = sync(other);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->taken, 2u);
  EXPECT_EQ(taken->signatures_taken, 1u);
  ASSERT_EQ(taken->problems.size(), 1u);
  EXPECT_EQ(taken->problems[0].text, "the signature is not of these bytes by its key: left out");
  EXPECT_EQ(signatures_of(fake.context, other.folder, a)->verified.size(), 1u);
  EXPECT_TRUE(signatures_of(fake.context, other.folder, b)->verified.empty());
  // What goes back is without the forged one.
  put(other.folder, "c");
  ASSERT_TRUE(sync(other));
  EXPECT_EQ(git({"-C", remote, "ls-tree", "-r", "--name-only", "refs/andon/records"})
                .find(signature_path(b, key)),
            std::string::npos);
  EXPECT_NE(git({"-C", remote, "ls-tree", "-r", "--name-only", "refs/andon/records"})
                .find(signature_path(a, key)),
            std::string::npos);
}

TEST_F(SyncTest, brings_a_signature_that_was_made_after_its_record_came) {
  SshKeygen keygen;
  if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
  keygen.make("ci", "ecdsa");
  auto one = clone("one"), other = clone("other");
  const auto a = put(one.folder, "a");
  ASSERT_TRUE(sync(one));
  ASSERT_TRUE(sync(other));
  const auto bytes = one.folder.read_sealed(fake.context, a)->bytes;
  ASSERT_TRUE(put_signature(fake.context, one.folder, a, keygen.sign("ci", "andon-record", bytes)));
  EXPECT_EQ(sync(one)->signatures_given, 1u);
  EXPECT_EQ(sync(other)->signatures_taken, 1u);
  EXPECT_EQ(sync(one)->signatures_given, 0u);
  EXPECT_EQ(sync(other)->signatures_taken, 0u);
}

}  // namespace
}  // namespace andon::records
