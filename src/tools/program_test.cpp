#include "tools/program.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/fakes/fake_world.h"
#include "tools/list.h"
#include "tools/tools.h"

namespace andon::tools {
namespace {

TEST(Program, version_is_the_first_thing_that_looks_like_one) {
  EXPECT_EQ(version_in("1.182.0\n"), "1.182.0");
  EXPECT_EQ(version_in("bandit 1.9.4\n  python version = 3.11.2"), "1.9.4");
  EXPECT_EQ(version_in("Cppcheck 2.10"), "2.10");
  EXPECT_EQ(version_in("tool2 says 7, then 1.2."), "");
  EXPECT_EQ(version_in(""), "");
}

class ProgramTest : public testing::Test {
 protected:
  std::vector<std::string> readable() {
    const auto program = find_program(fake, known::bandit, {}, "/tree");
    EXPECT_TRUE(program.has_value());
    return program ? program->readable : std::vector<std::string>();
  }
  FakeWorld world;
  FakeContext fake{world};
};

TEST_F(ProgramTest, of_the_system_needs_nothing_more) {
  world.put("/usr/bin/bandit", "#!/usr/bin/python3\n");
  world.programs.install("bandit", "/usr/bin/bandit");
  EXPECT_TRUE(readable().empty());
}

TEST_F(ProgramTest, of_a_virtual_environment_needs_it_and_the_python_it_was_made_from) {
  world.put("/home/u/venv/bin/bandit", "#!/home/u/venv/bin/python3\n");
  world.put("/home/u/venv/pyvenv.cfg", "home = /home/u/.pyenv/versions/3.11/bin\nversion = 3.11\n");
  world.put("/home/u/.pyenv/versions/3.11/bin/python3", "");
  world.disk.put_link("/home/u/venv/bin/python3", "/home/u/.pyenv/versions/3.11/bin/python3");
  world.programs.install("bandit", "/home/u/venv/bin/bandit");
  EXPECT_EQ(readable(), (std::vector<std::string>{"/home/u/venv", "/home/u/.pyenv/versions/3.11"}));
}

TEST_F(ProgramTest, that_is_a_link_into_an_environment_needs_that_and_not_the_folder_of_the_link) {
  world.put("/home/u/.local/pipx/venvs/bandit/bin/bandit", "#!/usr/bin/python3\n");
  world.put("/home/u/.local/pipx/venvs/bandit/pyvenv.cfg", "home = /usr/bin\n");
  world.disk.put_link("/home/u/.local/bin/bandit", "/home/u/.local/pipx/venvs/bandit/bin/bandit");
  world.programs.install("bandit", "/home/u/.local/bin/bandit");
  const auto paths = readable();
  EXPECT_NE(std::ranges::find(paths, "/home/u/.local/pipx/venvs/bandit"), paths.end());
  EXPECT_EQ(std::ranges::find(paths, "/home/u/.local"), paths.end());
}

TEST_F(ProgramTest, inside_the_tree_is_never_taken) {
  world.put("/tree/venv/bin/bandit", "");
  world.programs.install("bandit", "/tree/venv/bin/bandit");
  EXPECT_FALSE(find_program(fake, known::bandit, {}, "/tree").has_value());
}

TEST_F(ProgramTest, is_asked_for_its_version_once_until_it_changes) {
  world.put("/usr/bin/bandit", "one");
  world.programs.script({"bandit", "--version"}, "bandit 1.9.4\n");
  const auto program = find_program(fake, known::bandit, {}, {});
  ASSERT_TRUE(program.has_value());
  EXPECT_EQ(version_of(fake, known::bandit, *program, "/cache"), "1.9.4");
  EXPECT_EQ(version_of(fake, known::bandit, *program, "/cache"), "1.9.4");
  EXPECT_EQ(world.programs.commands().size(), 1u);
  EXPECT_EQ(world.programs.commands()[0].timeout_ms, base::limits::tool_version_timeout_ms);
  world.put("/usr/bin/bandit", "another");
  EXPECT_EQ(version_of(fake, known::bandit, *program, "/cache"), "1.9.4");
  EXPECT_EQ(world.programs.commands().size(), 2u);
}

TEST_F(ProgramTest, that_does_not_tell_its_version_has_none_and_is_asked_again) {
  world.put("/usr/bin/bandit", "one");
  world.programs.script({"bandit", "--version"}, "", 1);
  const auto program = find_program(fake, known::bandit, {}, {});
  EXPECT_EQ(version_of(fake, known::bandit, *program, "/cache"), "");
  EXPECT_EQ(version_of(fake, known::bandit, *program, "/cache"), "");
  EXPECT_EQ(world.programs.commands().size(), 2u);
}

TEST_F(ProgramTest, list_tells_what_is_installed_and_what_is_not) {
  world.put("/usr/bin/cppcheck", "");
  world.programs.script({"cppcheck", "--version"}, "Cppcheck 2.10\n");
  const auto list = installed(fake, "/tree", "");
  ASSERT_EQ(list.size(), all().size());
  for (const Installed& one : list) {
    EXPECT_EQ(one.program, one.name == "cppcheck" ? "/usr/bin/cppcheck" : "") << one.name;
    EXPECT_EQ(one.version, one.name == "cppcheck" ? "2.10" : "") << one.name;
  }
}

}  // namespace
}  // namespace andon::tools
