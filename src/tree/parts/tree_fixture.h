// For the tests of this folder and of git: a real folder that goes when the test ends, and a git to
// set it up with.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/real_world.h"
#include "base/text.h"
#include "tests/fakes/fake_world.h"

namespace andon::tree {

class RealTree {
 public:
  explicit RealTree(std::size_t threads = 2)
      : world_(base::make_real_world()), fake(*world_, threads) {
    root = *world_->files().absolute(*world_->files().make_temporary_folder("test"));
  }
  ~RealTree() { (void)world_->files().remove_all(root); }

  void put(const std::string& path, std::string_view bytes) {
    // Not write_atomically: a test needs no fsync for each of its files.
    const std::filesystem::path full = root + "/" + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
    ASSERT_TRUE(std::filesystem::exists(full)) << full;
  }
  base::Ended run(std::vector<std::string> argv, std::string input = {}) {
    base::Command command;
    command.argv = std::move(argv);
    command.folder = root;
    command.input = std::move(input);
    command.environment = {{"PATH", std::getenv("PATH")}, {"HOME", root + "/.git"},
                           {"GIT_AUTHOR_NAME", "A"},      {"GIT_AUTHOR_EMAIL", "a@example.org"},
                           {"GIT_COMMITTER_NAME", "A"},   {"GIT_COMMITTER_EMAIL", "a@example.org"},
                           {"GIT_CONFIG_NOSYSTEM", "1"},  {"LC_ALL", "C.UTF-8"}};
    auto ended = world_->processes().run(command, {});
    EXPECT_TRUE(ended) << ended.error().text();
    return ended ? *ended : base::Ended();
  }
  // "commit -qm x": words at blanks. The output without its newline.
  std::string git(std::string_view words, std::string input = {}) {
    std::vector<std::string> argv = {"git"};
    for (const std::string_view word : base::split(words, ' ')) argv.emplace_back(word);
    const base::Ended ended = run(std::move(argv), std::move(input));
    EXPECT_EQ(ended.exit_code, 0) << words << ": " << ended.error;
    return ended.output.ends_with('\n') ? ended.output.substr(0, ended.output.size() - 1)
                                        : ended.output;
  }
  void commit_all(const std::string& message = "c") {
    git("add -A");
    git("commit -q --allow-empty -m " + message);
  }
  base::World& world() { return *world_; }

 private:
  std::unique_ptr<base::World> world_;

 public:
  FakeContext fake;
  std::string root;
};

}  // namespace andon::tree
