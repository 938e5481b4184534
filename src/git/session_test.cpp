#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "base/real_world.h"
#include "base/text.h"
#include "git/git.h"
#include "tests/fakes/counting_world.h"
#include "tests/fakes/fake_world.h"

namespace andon::git {
namespace {

using base::ErrorKind;
using Strings = std::vector<std::string>;

// A real repository, and a count of the programs that were started to read it.
class Place {
 public:
  explicit Place(std::size_t threads = 1)
      : real_(base::make_real_world()), world(*real_), fake(world, threads) {
    root = *real_->files().absolute(*real_->files().make_temporary_folder("test"));
    git("init -q -b main");
    put("a", "one\n");
    git("add a");
    git("commit -q -m c");
  }
  ~Place() { (void)real_->files().remove_all(root); }
  void put(const std::string& path, std::string_view bytes) {
    std::ofstream(root + "/" + path, std::ios::binary) << bytes;
  }
  std::string git(std::string_view words) {
    base::Command command;
    command.argv = {"git", "-c", "user.name=A", "-c", "user.email=a@example.org"};
    for (const std::string_view word : base::split(words, ' ')) command.argv.emplace_back(word);
    command.folder = root;
    command.environment = {{"PATH", std::getenv("PATH")}, {"HOME", root}, {"LC_ALL", "C.UTF-8"}};
    auto ended = real_->processes().run(command, {});
    EXPECT_TRUE(ended && ended->exit_code == 0) << words << ended->error;
    return ended ? std::string(base::trim(ended->output)) : "";
  }
  Repository repository() {
    auto found = Repository::discover(fake, root);
    EXPECT_TRUE(found && *found);
    return **found;
  }
  std::string object(const Repository& repository, const std::string& name) {
    const auto found = repository.objects(fake, {name});
    if (!found) return found.error().text();
    return found->front() ? found->front()->bytes : "nothing";
  }
  // Cat-file's number is noted where it is started.
  void note_process() {
    world.before_start = [file = root + "/number"](base::Command& command) {
      Strings wrapped = {"sh", "-c", "echo $$ > \"$0\"; exec \"$@\"", file};
      wrapped.insert(wrapped.end(), command.argv.begin(), command.argv.end());
      command.argv = std::move(wrapped);
    };
  }
  void kill_noted() const {
    std::ifstream in(root + "/number");
    pid_t number = 0;
    in >> number;
    ASSERT_GT(number, 1);
    ASSERT_EQ(::kill(number, SIGKILL), 0);
  }

 private:
  std::unique_ptr<base::World> real_;

 public:
  CountingWorld world;
  FakeContext fake;
  std::string root;
};

TEST(Session, one_program_answers_for_objects_and_names_of_all_copies) {
  Place place;
  const Repository repository = place.repository();
  const Repository copy = repository;
  const std::string id = place.git("rev-parse HEAD");
  const auto found = repository.objects(place.fake, {"HEAD:a", "HEAD:b", "HEAD^{tree}"});
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->size(), 3U);
  EXPECT_EQ(found->at(0)->bytes, "one\n");
  EXPECT_FALSE(found->at(1)) << "missing";
  EXPECT_EQ(found->at(2)->header.type, "tree");
  EXPECT_EQ(copy.resolve(place.fake, "main").value_or(""), id);
  EXPECT_EQ(copy.commit(place.fake, "HEAD").value_or(Commit()).message, "c\n");
  EXPECT_EQ(copy.merge_base(place.fake, id, "main").value_or(""), id);
  EXPECT_EQ(place.world.started(), Strings{"cat-file"});
}

TEST(Session, a_ref_that_moved_is_seen) {
  Place place;
  const Repository repository = place.repository();
  const std::string before = repository.resolve(place.fake, "HEAD").value_or("");
  place.git("commit -q --allow-empty -m d");
  place.git("pack-refs --all");
  place.git("gc -q");
  EXPECT_EQ(repository.resolve(place.fake, "HEAD").value_or(""), place.git("rev-parse HEAD"));
  EXPECT_EQ(repository.resolve(place.fake, "HEAD~1").value_or(""), before);
  EXPECT_EQ(place.world.count("cat-file"), 1U);
}

TEST(Session, what_names_no_commit_is_not_found_and_the_next_answer_is_the_right_one) {
  Place place;
  place.put("b", "515\n");  // the ids of these two begin with 3cda32
  place.put("c", "5301\n");
  place.git("add b c");
  const Repository repository = place.repository();
  const Strings wrong = {
      "nope",      "",           "HEAD\nHEAD", std::string("HEAD\0x", 6), "HEAD:a",
      "^HEAD",     "--all",      "3cda32",     std::string(40, '1'),      "HEAD..HEAD",
      "HEAD\n",    "HEAD~9",

      "HEAD HEAD", "HEAD^{tree}"};
  for (const std::string& name : wrong) {
    const auto id = repository.resolve(place.fake, name);
    ASSERT_FALSE(id) << name << " is " << *id;
    EXPECT_EQ(id.error().kind, ErrorKind::not_found) << name;
    EXPECT_EQ(id.error().message, "git knows no commit " + base::printable(name));
    EXPECT_EQ(place.object(repository, "HEAD:a"), "one\n") << "after " << name;
  }
  EXPECT_EQ(place.object(repository, "3cda32"), "nothing") << "ambiguous";
  EXPECT_EQ(place.object(repository, "3cda32bc"), "5301\n");
  EXPECT_EQ(place.world.started(), Strings{"cat-file"});
}

TEST(Session, a_name_that_would_be_two_questions_is_refused) {
  Place place;
  const Repository repository = place.repository();
  for (const std::string& name : {std::string("HEAD\nHEAD"), std::string("HEAD:a\0", 7)}) {
    const auto found = repository.objects(place.fake, {"HEAD", name});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::invalid);
    auto reader = repository.object_reader(place.fake);
    ASSERT_TRUE(reader);
    std::string buffer;
    EXPECT_EQ(reader->read(name, 100, buffer).error().kind, ErrorKind::invalid);
  }
  EXPECT_EQ(place.object(repository, "HEAD:a"), "one\n");
}

TEST(Session, many_names_are_answered_in_their_order) {
  Place place;
  const Repository repository = place.repository();
  place.put("big", std::string(1u << 20, 'x'));
  place.git("add big");
  place.git("commit -q -m big");
  Strings names;
  for (int i = 0; i < 3000; ++i)
    names.push_back(i % 1000 == 7 ? "HEAD:big" : i % 3 == 0 ? "HEAD:none" : "HEAD:a");
  const auto found = repository.objects(place.fake, names);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t size = names[i] == "HEAD:a" ? 4 : names[i] == "HEAD:big" ? 1u << 20 : 0;
    EXPECT_EQ(found->at(i) ? found->at(i)->bytes.size() : 0, size) << i;
  }
  EXPECT_EQ(place.world.count("cat-file"), 1U);
}

TEST(Session, threads_get_their_own_answers) {
  Place place(4);
  for (int i = 0; i < 20; ++i) place.put(fmt::format("f{}", i), fmt::format("file {}\n", i));
  place.git("add .");
  place.git("commit -q -m files");
  const Repository repository = place.repository();
  std::vector<std::string> answers(400);
  place.fake.pool.for_each(answers.size(), {}, [&](std::size_t at, std::size_t) {
    const Repository copy = repository;
    answers[at] = place.object(copy, fmt::format("HEAD:f{}", at % 20));
  });
  for (std::size_t at = 0; at < answers.size(); ++at)
    EXPECT_EQ(answers[at], fmt::format("file {}\n", at % 20));
  EXPECT_EQ(place.world.started(), Strings{"cat-file"});
}

TEST(Session, a_program_that_died_is_started_anew) {
  Place place;
  place.note_process();
  const Repository repository = place.repository();
  EXPECT_EQ(place.object(repository, "HEAD:a"), "one\n");
  place.kill_noted();
  EXPECT_EQ(place.object(repository, "HEAD:a"), "one\n");
  place.kill_noted();
  EXPECT_TRUE(repository.resolve(place.fake, "HEAD"));
  EXPECT_EQ(place.world.started().size(), 3U);
}

TEST(Session, a_program_that_dies_of_the_question_is_no_missing_object) {
  Place place;
  std::string lines;
  for (int i = 0; i < 50'000; ++i) lines += fmt::format("{}\n", i);
  place.put("a", lines);
  place.git("add a");
  const Repository repository = place.repository();
  const std::string id = place.git("rev-parse :a");
  EXPECT_EQ(place.object(repository, "HEAD:a^{commit}"), "nothing") << "git complains";
  const std::string file = place.root + "/.git/objects/" + id.substr(0, 2) + "/" + id.substr(2);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  std::filesystem::resize_file(file, 3000);
  const auto found = repository.objects(place.fake, {"HEAD", id});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::invalid) << found.error().text();
  EXPECT_TRUE(found.error().message.starts_with("git cat-file: unable")) << found.error().message;
  EXPECT_NE(found.error().message.find(id), std::string::npos) << found.error().message;
  EXPECT_EQ(place.world.count("cat-file"), 2U) << "once anew, and no more";
  EXPECT_EQ(place.object(repository, "HEAD^{tree}").size(), 29U) << "what is whole is read";
  // Git gives up here too; that there is no such commit is all that is asked.
  EXPECT_EQ(repository.resolve(place.fake, "@{99}").error().kind, ErrorKind::not_found);
  EXPECT_TRUE(repository.resolve(place.fake, "HEAD"));
}

TEST(Session, a_repository_that_git_refuses_has_no_commit_and_no_objects) {
  Place place;
  place.git("config core.repositoryFormatVersion 99");
  const Repository repository = place.repository();
  const auto id = repository.resolve(place.fake, "HEAD");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().message, "git knows no commit HEAD");
  const auto found = repository.objects(place.fake, {"HEAD"});
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("99"), std::string::npos) << found.error().message;
}

TEST(Session, stopping_ends_the_wait_for_an_answer) {
  Place place;
  const Repository repository = place.repository();
  place.world.before_start = [](base::Command& command) { command.argv = {"sleep", "600"}; };
  std::jthread stopper([&] {
    while (place.world.started().empty()) std::this_thread::yield();
    place.fake.stop.request_stop();
  });
  const auto found = repository.objects(place.fake, {"HEAD"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "git cat-file was stopped");
  EXPECT_EQ(repository.resolve(place.fake, "HEAD").error().message, "git cat-file was stopped");
}

TEST(Session, a_missing_git_is_said) {
  FakeWorld world;
  world.put("/t/.git/HEAD", "ref: refs/heads/main\n");
  world.put("/t/.git/objects/x", "");
  world.put("/t/.git/refs/x", "");
  FakeContext fake(world);
  auto repository = Repository::discover(fake, "/t");
  ASSERT_TRUE(repository && *repository);
  const auto id = (*repository)->resolve(fake, "HEAD");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::unavailable);
  EXPECT_NE(id.error().message.find("git is not installed"), std::string::npos);
}

TEST(Session, the_configuration_is_read_once_and_each_copy_switches_its_filters_off) {
  Place place;
  place.git("config filter.evil.clean evil");
  Repository repository = place.repository();
  Repository copy = repository;
  EXPECT_FALSE(repository.has_filters());
  ASSERT_TRUE(repository.read_configuration(place.fake));
  EXPECT_TRUE(repository.has_filters());
  EXPECT_FALSE(copy.has_filters());
  const auto again = copy.read_configuration(place.fake);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->value("filter.evil.clean"), "evil");
  EXPECT_TRUE(copy.has_filters());
  EXPECT_EQ(place.world.started(), Strings{"config"});
}

TEST(Session, after_a_fetch_what_was_beyond_a_shallow_end_is_known) {
  Place place;
  place.git("commit -q --allow-empty -m d");
  place.git(fmt::format("clone -q --depth=1 file://{} clone", place.root));
  auto found = Repository::discover(place.fake, place.root + "/clone");
  ASSERT_TRUE(found && *found);
  const Repository& clone = **found;
  const auto missing = clone.resolve(place.fake, "HEAD~1");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("git fetch --unshallow"), std::string::npos);
  place.git("-C clone fetch -q --unshallow");
  const auto fetched = clone.fetch(place.fake, "origin", "refs/heads/main", "refs/andon/x");
  ASSERT_TRUE(fetched) << fetched.error().text();
  EXPECT_EQ(clone.resolve(place.fake, "HEAD~1").value_or(""), place.git("rev-parse HEAD~1"));
}

TEST(Session, a_merge_base_is_asked_for_once_until_objects_come_in) {
  Place place;
  const std::string base = place.git("rev-parse HEAD");
  place.git("branch other");
  place.git("commit -q --allow-empty -m d");
  place.git("checkout -q other");
  place.git("commit -q --allow-empty -m e");
  const Repository repository = place.repository();
  const Repository copy = repository;
  EXPECT_EQ(repository.merge_base(place.fake, "main", "other").value_or(""), base);
  EXPECT_EQ(copy.merge_base(place.fake, "main", "HEAD").value_or(""), base);
  EXPECT_EQ(place.world.count("merge-base"), 1U);
  ASSERT_TRUE(repository.write_blob(place.fake, "x"));
  EXPECT_EQ(copy.merge_base(place.fake, "main", "other").value_or(""), base);
  EXPECT_EQ(place.world.count("merge-base"), 2U);
  place.git("merge -q --no-edit main");
  EXPECT_EQ(copy.merge_base(place.fake, "main", "other").value_or(""), place.git("rev-parse main"));
}

TEST(Session, ids_of_sha256_repositories_are_known_too) {
  Place place;
  place.git("init -q -b main --object-format=sha256 wide");
  place.git("-C wide commit -q --allow-empty -m c");
  auto found = Repository::discover(place.fake, place.root + "/wide");
  ASSERT_TRUE(found && *found);
  const std::string id = (*found)->resolve(place.fake, "HEAD").value_or("");
  EXPECT_EQ(id.size(), 64U);
  EXPECT_EQ((*found)->resolve(place.fake, id).value_or(""), id);
  EXPECT_EQ((*found)->commit(place.fake, id).value_or(Commit()).tree.size(), 64U);
  EXPECT_EQ(place.world.started(), Strings{"cat-file"});
}

}  // namespace
}  // namespace andon::git
