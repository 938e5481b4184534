#include "git/index_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/real_world.h"
#include "base/text.h"
#include "tests/fakes/fake_world.h"

namespace andon::git {
namespace {

// A real repository whose index is compared with what git says of it.
class Indexed {
 public:
  Indexed() : world_(base::make_real_world()), fake(*world_) {
    root_ = *world_->files().absolute(*world_->files().make_temporary_folder("test"));
    git("init -q -b main");
  }
  ~Indexed() { (void)world_->files().remove_all(root_); }
  void put(const std::string& path, std::string_view bytes) {
    const std::filesystem::path file(root_ + "/" + path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  base::Ended try_git(std::string_view words) {
    base::Command command;
    command.argv = {"git", "-c", "user.name=A", "-c", "user.email=a@example.org"};
    for (const std::string_view word : base::split(words, ' ')) command.argv.emplace_back(word);
    command.folder = root_;
    command.environment = {{"PATH", std::getenv("PATH")}, {"HOME", root_}, {"LC_ALL", "C.UTF-8"}};
    return world_->processes().run(command, {}).value_or(base::Ended{});
  }
  std::string git(std::string_view words) {
    const auto ended = try_git(words);
    EXPECT_EQ(ended.exit_code, 0) << words << ended.error;
    return std::string(base::trim(ended.output));
  }
  std::optional<IndexFile> read() { return read(fake); }
  std::optional<IndexFile> read(base::Context& context) {
    auto repository = *Repository::discover(context, root_);
    return read_index_file(context, *repository, *repository->read_configuration(context));
  }
  std::string bytes() { return *world_->files().read(root_ + "/.git/index", 1 << 20); }
  void expect_as_git_lists_it() {
    auto repository = *Repository::discover(fake, root_);
    const auto listed = repository->index(fake);
    const auto file = read();
    ASSERT_TRUE(listed && file);
    ASSERT_EQ(listed->size(), file->entries.size());
    for (std::size_t i = 0; i < listed->size(); ++i) {
      const IndexEntry &one = listed->at(i), &other = file->entries[i];
      EXPECT_EQ(one.path, other.path);
      EXPECT_EQ(one.object, other.object) << one.path;
      EXPECT_EQ(one.mode, other.mode) << one.path;
      EXPECT_EQ(one.stage, other.stage) << one.path;
      EXPECT_EQ(one.is_taken_on_trust, other.is_taken_on_trust) << one.path;
    }
  }

 private:
  std::unique_ptr<base::World> world_;
  std::string root_;

 public:
  FakeContext fake;
};

void put_many_kinds(Indexed& here) {
  here.put("a", "1\n");
  here.put("folder/one", "2\n");
  here.put("folder/two", "3\n");
  here.put("folder/deep/three", "4\n");
  here.put("folder.txt", "5\n");
  here.put("later", "6\n");
  here.put("trusted", "7\n");
  here.put("skipped", "8\n");
  here.git("add a folder folder.txt trusted skipped");
  here.git("commit -q -m one");
  here.git("add --intent-to-add later");
  here.git("update-index --assume-unchanged trusted");
  here.git("update-index --skip-worktree skipped");
  here.git("update-index --chmod=+x a");
}

TEST(IndexFile, is_read_as_git_lists_it_in_each_version) {
  Indexed here;
  put_many_kinds(here);
  here.expect_as_git_lists_it();
  here.git("update-index --index-version 4");
  ASSERT_EQ(here.bytes()[7], 4);
  here.expect_as_git_lists_it();
}

TEST(IndexFile, holds_every_stage_of_a_conflict) {
  Indexed here;
  here.put("a", "1\n");
  here.git("add a");
  here.git("commit -q -m one");
  here.git("checkout -q -b other");
  here.put("a", "2\n");
  here.git("commit -q -a -m two");
  here.git("checkout -q main");
  here.put("a", "3\n");
  here.git("commit -q -a -m three");
  EXPECT_NE(here.try_git("merge other").exit_code, 0);
  here.expect_as_git_lists_it();
  EXPECT_EQ(here.read()->entries.size(), 3U);
}

TEST(IndexFile, knows_the_trees_that_still_hold) {
  Indexed here;
  put_many_kinds(here);
  here.git("reset -q --hard");
  here.git("read-tree HEAD");
  auto file = here.read();
  ASSERT_TRUE(file);
  EXPECT_EQ(file->trees[""], here.git("rev-parse HEAD^{tree}"));
  EXPECT_EQ(file->trees["folder"], here.git("rev-parse HEAD:folder"));
  EXPECT_EQ(file->trees["folder/deep"], here.git("rev-parse HEAD:folder/deep"));
  here.put("folder/one", "changed\n");
  here.git("add folder/one");
  file = here.read();
  ASSERT_TRUE(file);
  EXPECT_FALSE(file->trees.contains(""));
  EXPECT_FALSE(file->trees.contains("folder"));
  EXPECT_TRUE(file->trees.contains("folder/deep"));
}

TEST(IndexFile, a_split_index_is_left_to_git) {
  Indexed here;
  put_many_kinds(here);
  here.git("update-index --split-index");
  EXPECT_FALSE(here.read());
}

TEST(IndexFile, an_index_named_by_the_environment_is_left_to_git) {
  Indexed here;
  put_many_kinds(here);
  ASSERT_TRUE(here.read());
  ::setenv("GIT_INDEX_FILE", "/elsewhere", 1);
  const auto world = base::make_real_world();
  ::unsetenv("GIT_INDEX_FILE");
  FakeContext hook(*world);
  EXPECT_FALSE(here.read(hook));
}

TEST(IndexFile, cut_or_garbled_bytes_are_refused_or_read_but_never_overrun) {
  Indexed here;
  put_many_kinds(here);
  here.git("update-index --index-version 4");
  const std::string whole = here.bytes();
  ASSERT_TRUE(parse_index_file(whole));
  const std::size_t entries = parse_index_file(whole)->entries.size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = parse_index_file(std::string_view(whole).substr(0, size));
    if (cut) {
      EXPECT_EQ(cut->entries.size(), entries) << size;
    }
  }
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int bit : {1, 0x40, 0x80}) {
      std::string garbled = whole;
      garbled[at] = static_cast<char>(garbled[at] ^ bit);
      (void)parse_index_file(garbled);
    }
}

}  // namespace
}  // namespace andon::git
