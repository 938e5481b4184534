#include "git/git.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "base/real_world.h"
#include "base/text.h"
#include "tests/fakes/fake_world.h"

namespace andon::git {
namespace {

// A real folder with repositories in it.
class Place {
 public:
  Place() : world_(base::make_real_world()), fake(*world_) {
    root = *world_->files().absolute(*world_->files().make_temporary_folder("test"));
  }
  ~Place() { (void)world_->files().remove_all(root); }
  void put(const std::string& path, std::string_view bytes) {
    std::filesystem::create_directories(std::filesystem::path(root + "/" + path).parent_path());
    std::ofstream(root + "/" + path, std::ios::binary) << bytes;
  }
  std::string git(std::string_view words) {
    base::Command command;
    command.argv = {"git", "-c", "user.name=A", "-c", "user.email=a@example.org"};
    for (const std::string_view word : base::split(words, ' ')) command.argv.emplace_back(word);
    command.folder = root;
    command.environment = {{"PATH", std::getenv("PATH")}, {"HOME", root}, {"LC_ALL", "C.UTF-8"}};
    auto ended = world_->processes().run(command, {});
    EXPECT_TRUE(ended && ended->exit_code == 0) << words << ended->error;
    return ended ? std::string(base::trim(ended->output)) : "";
  }
  Repository repository(const std::string& folder) {
    auto found = Repository::discover(fake, root + "/" + folder);
    EXPECT_TRUE(found && *found) << folder;
    EXPECT_TRUE((*found)->read_configuration(fake));
    return **found;
  }

 private:
  std::unique_ptr<base::World> world_;

 public:
  FakeContext fake;
  std::string root;
};

const Signature who{"andon", "andon@localhost", 1'700'000'000};

std::string record_commit(Place& place, const Repository& repository, std::string_view text,
                          const std::vector<std::string>& parents = {}) {
  const auto blob = repository.write_blob(place.fake, text);
  EXPECT_TRUE(blob) << blob.error().text();
  const auto tree = repository.write_tree(place.fake, {{"record", *blob, 0100644, 0}});
  EXPECT_TRUE(tree) << tree.error().text();
  const auto commit = repository.write_commit(place.fake, *tree, parents, "records\n", who);
  EXPECT_TRUE(commit) << commit.error().text();
  return *commit;
}

TEST(Git, finds_the_repository_from_any_folder_and_none_where_none_is) {
  Place place;
  place.git("init -q -b main a");
  place.put("a/sub/deep/x", "x");
  EXPECT_EQ(place.repository("a/sub/deep").top_level(), place.root + "/a");
  place.git("-C a commit -q --allow-empty -m c");
  place.git("-C a worktree add -q ../w");
  const Repository worktree = place.repository("w");
  EXPECT_EQ(worktree.top_level(), place.root + "/w");
  EXPECT_EQ(worktree.common_folder(), place.root + "/a/.git/worktrees/w/../..");
  const auto none = Repository::discover(place.fake, place.root);
  EXPECT_TRUE(none && !none->has_value());
  place.put("fake/.git", "not a gitdir");
  const auto fake = Repository::discover(place.fake, place.root + "/fake");
  EXPECT_TRUE(fake && !fake->has_value());
}

TEST(Git, writes_objects_and_reads_them_back) {
  Place place;
  place.git("init -q r");
  const Repository repository = place.repository("r");
  const std::string commit = record_commit(place, repository, "one\n");
  const auto read = repository.commit(place.fake, commit);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->author_name, "andon");
  EXPECT_EQ(read->author_time_s, who.time_s);
  EXPECT_EQ(read->message, "records\n");
  const auto tree = repository.list_tree(place.fake, commit);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->at(0).size_bytes, 4U);
  auto reader = repository.object_reader(place.fake);
  ASSERT_TRUE(reader);
  std::string buffer;
  EXPECT_EQ(reader->read(std::string(40, '1'), 100, buffer).error().kind,
            base::ErrorKind::not_found);
  EXPECT_EQ(reader->read(tree->at(0).object, 3, buffer).error().kind, base::ErrorKind::too_large);
  ASSERT_TRUE(reader->read(tree->at(0).object, 4, buffer));
  EXPECT_EQ(buffer, "one\n");
  place.put("f1", "1");
  place.put("f2", "2");
  const auto blobs = repository.write_blobs(place.fake, {place.root + "/f1", place.root + "/f2"});
  ASSERT_TRUE(blobs) << blobs.error().text();
  EXPECT_EQ(blobs->size(), 2U);
}

TEST(Git, updates_a_ref_only_from_where_it_was_thought_to_be) {
  Place place;
  place.git("init -q r");
  const Repository repository = place.repository("r");
  const std::string ref = "refs/andon/records";
  const std::string one = record_commit(place, repository, "1");
  const std::string two = record_commit(place, repository, "2");
  EXPECT_EQ(repository.read_ref(place.fake, ref).value_or("x"), "");
  EXPECT_TRUE(repository.update_ref(place.fake, ref, one, ""));
  EXPECT_EQ(repository.update_ref(place.fake, ref, two, "").error().kind,
            base::ErrorKind::conflict);
  EXPECT_EQ(repository.update_ref(place.fake, ref, two, two).error().kind,
            base::ErrorKind::conflict);
  EXPECT_TRUE(repository.update_ref(place.fake, ref, two, one));
  EXPECT_EQ(repository.read_ref(place.fake, ref).value_or(""), two);
  EXPECT_FALSE(repository.update_ref(place.fake, "--help", two, one));
}

TEST(Git, fetches_and_pushes_one_ref_and_tells_a_lost_race) {
  Place place;
  place.git("init -q --bare origin");
  for (const char* clone : {"a", "b"}) {
    place.git(fmt::format("init -q {}", clone));
    place.git(fmt::format("-C {} remote add origin {}/origin", clone, place.root));
  }
  const Repository a = place.repository("a"), b = place.repository("b");
  const std::string ref = "refs/andon/records";
  const auto nothing = a.fetch(place.fake, "origin", ref, ref);
  ASSERT_TRUE(nothing) << nothing.error().text();
  EXPECT_FALSE(*nothing);
  const std::string of_a = record_commit(place, a, "a");
  const std::string of_b = record_commit(place, b, "b");
  const auto pushed = a.push(place.fake, "origin", of_a, ref, "");
  ASSERT_TRUE(pushed) << pushed.error().text();
  const auto late = b.push(place.fake, "origin", of_b, ref, "");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, base::ErrorKind::conflict) << late.error().text();
  EXPECT_TRUE(b.fetch(place.fake, "origin", ref, ref).value_or(false));
  EXPECT_EQ(b.read_ref(place.fake, ref).value_or(""), of_a);
  const std::string both = record_commit(place, b, "both", {of_a, of_b});
  EXPECT_TRUE(b.push(place.fake, "origin", both, ref, of_a));
  EXPECT_EQ(place.git("-C origin rev-parse " + ref), both);
}

TEST(Git, speaks_to_no_remote_that_runs_a_program) {
  Place place;
  place.git("init -q r");
  place.git("-C r config url.ext::sh.insteadOf nice:");
  const Repository repository = place.repository("r");
  for (const std::string remote : {"ext::touch ran", "nice:x", "--upload-pack=touch ran", ""}) {
    const auto fetched = repository.fetch(place.fake, remote, "refs/x/y", "refs/x/y");
    EXPECT_FALSE(fetched) << remote;
  }
  EXPECT_FALSE(std::filesystem::exists(place.root + "/r/ran"));
}

TEST(Git, a_missing_git_is_said) {
  FakeWorld world;
  world.put("/t/.git/HEAD", "ref: refs/heads/main\n");
  world.put("/t/.git/objects/x", "");
  world.put("/t/.git/refs/x", "");
  FakeContext fake(world);
  auto repository = Repository::discover(fake, "/t");
  ASSERT_TRUE(repository && *repository);
  const auto status = (*repository)->status(fake);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, base::ErrorKind::unavailable);
}

TEST(GitParse, tells_the_protocol_of_a_url) {
  EXPECT_EQ(protocol_of("https://example.org/x.git"), "https");
  EXPECT_EQ(protocol_of("git+ssh://example.org/x"), "ssh");
  EXPECT_EQ(protocol_of("git@example.org:x/y.git"), "ssh");
  EXPECT_EQ(protocol_of("/srv/git/x"), "file");
  EXPECT_EQ(protocol_of("./a:b"), "file");
  EXPECT_EQ(protocol_of("ext::sh -c x"), "");
  EXPECT_EQ(protocol_of("ext::sh://x"), "");
  EXPECT_EQ(protocol_of("-x"), "");
}

TEST(GitParse, content_that_looks_like_a_header_is_none) {
  const std::string id(40, 'a');
  std::string bytes = fmt::format(":100644 100644 {} {} M", id, id);
  bytes += std::string("\0a\0:100644 100644 ", 18) + id + " " + id + " M";
  bytes += std::string("\0b c\0\0", 6);
  bytes +=
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n---- b/b c\n-+++ b/b c\n"
      "+++ b/b c\n\\ No newline at end of file\n@@ -9,0 +8,3 @@ x\n+1\n+2\n+3\n"
      "diff --git a/b c b/b c\n--- a/b c\t\n+++ b/b c\t\n@@ -5 +4,0 @@\n-x\n";
  const auto difference = parse_difference(bytes);
  ASSERT_TRUE(difference) << difference.error().text();
  using Lines = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  EXPECT_EQ(difference->changes.at(0).lines, (Lines{{1, 1}, {8, 10}}));
  EXPECT_EQ(difference->changes.at(1).path, "b c");
  EXPECT_TRUE(difference->changes.at(1).lines.empty());
}

TEST(GitParse, refuses_what_is_cut_or_garbled) {
  EXPECT_FALSE(parse_index("H 100644 abc 0\tx"));
  EXPECT_FALSE(parse_status("1 .M N...\0"));
  EXPECT_FALSE(parse_tree_object("100644 a\0short", 20));
  EXPECT_FALSE(parse_difference(":1 2 3"));
  EXPECT_FALSE(parse_commit("x", "tree nothing\n"));
  EXPECT_FALSE(parse_object_header("x y z"));
  EXPECT_EQ(unquoted("\"a\\t\\303\\251\\\"\\"), "\"a\\t\\303\\251\\\"\\");
  EXPECT_EQ(unquoted("\"a\\t\\303\\251\\\"\""), "a\t\xC3\xA9\"");
}

}  // namespace
}  // namespace andon::git
