#include "tests/fakes/fake_world.h"

#include <gtest/gtest.h>

namespace andon {
namespace {

using base::ErrorKind;
using base::FileKind;

TEST(FakeWorld, has_files_folders_and_links) {
  FakeWorld world;
  world.put("/tree/a/x.py", "one");
  world.disk.put_link("/tree/l", "a/x.py");
  world.disk.put_link("/tree/up", "a/../a");
  world.disk.put_link("/tree/circle", "circle");
  auto& files = world.files();
  EXPECT_EQ(files.read("/tree/l", 10), "one");
  EXPECT_EQ(files.read("/tree/up/x.py", 10), "one");
  EXPECT_EQ(files.read("/tree/circle", 10).error().kind, ErrorKind::unsupported);
  EXPECT_EQ(files.absolute("/tree/up/../l"), "/tree/a/x.py");
  EXPECT_EQ(files.status("/tree/l")->kind, FileKind::link);
  EXPECT_EQ(files.target_status("/tree/l")->kind, FileKind::file);
  const auto entries = files.list("/tree");
  ASSERT_TRUE(entries.has_value());
  EXPECT_EQ(entries->size(), 4u);
  EXPECT_EQ(entries->front().name, "a");
  std::string buffer;
  EXPECT_FALSE(files.read_beneath("/tree", "up/x.py", 10, buffer).has_value());
  EXPECT_FALSE(files.read_beneath("/tree", "l", 10, buffer).has_value());
  ASSERT_TRUE(files.read_beneath("/tree", "a/x.py", 10, buffer).has_value());
  EXPECT_EQ(buffer, "one");
}

TEST(FakeWorld, goes_wrong_as_told) {
  FakeWorld world;
  world.put("/t/denied", "");
  world.put("/t/gone", "");
  world.put("/t/broken", "");
  world.put("/t/grown", "1");
  world.disk.deny("/t/denied");
  world.disk.vanish_when_read("/t/gone");
  world.disk.break_reading("/t/broken");
  world.disk.grow_when_read("/t/grown", "1234");
  world.disk.put_other("/t/pipe");
  auto& files = world.files();
  EXPECT_EQ(files.read("/t/denied", 10).error().kind, ErrorKind::denied);
  EXPECT_EQ(files.list("/t")->size(), 5u);
  EXPECT_EQ(files.read("/t/gone", 10).error().kind, ErrorKind::not_found);
  EXPECT_FALSE(world.disk.has("/t/gone"));
  EXPECT_EQ(files.read("/t/broken", 10).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(files.status("/t/grown")->size_bytes, 1u);
  EXPECT_EQ(files.read("/t/grown", 3).error().kind, ErrorKind::too_large);
  EXPECT_EQ(files.read("/t/pipe", 3).error().kind, ErrorKind::unsupported);
  world.disk.fill_disk();
  EXPECT_EQ(files.write_atomically("/t/new", "x").error().message,
            "no space left on the device of /t/new");
  EXPECT_FALSE(world.disk.has("/t/new"));
}

TEST(FakeWorld, changes_as_a_real_file_system_does) {
  FakeWorld world;
  auto& files = world.files();
  ASSERT_TRUE(files.make_folders("/a/b").has_value());
  ASSERT_TRUE(files.write_atomically("/a/b/x", "1").has_value());
  EXPECT_EQ(files.write_atomically("/none/x", "1").error().kind, ErrorKind::not_found);
  EXPECT_EQ(files.remove("/a/b").error().kind, ErrorKind::conflict);
  ASSERT_TRUE(files.rename("/a", "/c").has_value());
  EXPECT_EQ(world.disk.text("/c/b/x"), "1");
  EXPECT_FALSE(world.disk.has("/a/b/x"));
  ASSERT_TRUE(files.remove_all("/c").has_value());
  EXPECT_TRUE(world.disk.paths("/").empty());
  auto lock = files.lock("/lock", 10);
  EXPECT_EQ(files.lock("/lock", 10).error().kind, ErrorKind::timeout);
  lock->reset();
  EXPECT_TRUE(files.lock("/lock", 10).has_value());
}

TEST(FakeWorld, answers_for_programs_and_keeps_what_ran) {
  FakeWorld world;
  world.programs.script({"git", "rev-parse"}, "abc\n");
  world.programs.script({"git", "rev-parse", "--bad"}, "", 128);
  base::Command command;
  command.argv = {"/usr/bin/git", "-c", "x=y", "rev-parse", "HEAD"};
  EXPECT_EQ(world.processes().run(command, {})->output, "abc\n");
  command.argv = {"git", "rev-parse", "--bad"};
  EXPECT_EQ(world.processes().run(command, {})->exit_code, 128);
  command.argv = {"git", "log"};
  EXPECT_EQ(world.processes().run(command, {}).error().kind, ErrorKind::not_found);
  EXPECT_EQ(world.programs.commands().size(), 3u);
  EXPECT_EQ(world.touched.all().front(), "run /usr/bin/git -c x=y rev-parse HEAD");
  EXPECT_EQ(world.processes().find("git", "/tree"), "/usr/bin/git");
  EXPECT_FALSE(world.processes().find("git", "/usr").has_value());
  EXPECT_FALSE(world.processes().find("semgrep", "").has_value());
  world.programs.script_conversation({"git", "cat-file"}, [](std::string_view written) {
    return fmt::format("got {}bytes", written);
  });
  command.argv = {"git", "cat-file", "--batch"};
  auto talk = world.processes().start(command);
  ASSERT_TRUE(talk.has_value());
  ASSERT_TRUE((*talk)->write("x\n").has_value());
  EXPECT_EQ((*talk)->read_line(), "got x");
  std::string rest;
  ASSERT_TRUE((*talk)->read_exactly(5, rest).has_value());
  EXPECT_EQ(rest, "bytes");
  EXPECT_FALSE((*talk)->read_line().has_value());
}

TEST(FakeWorld, has_a_clock_a_network_and_dice_that_repeat) {
  FakeWorld world;
  EXPECT_EQ(base::to_text(world.clock().now()), "2026-01-01T00:00:00Z");
  world.time.advance_ms(1500);
  EXPECT_EQ(base::to_text(world.clock().now()), "2026-01-01T00:00:01.500Z");
  world.servers.serve("host:80", [](std::string_view) { return "pong"; });
  auto stream = world.network().connect("host", 80, 10);
  ASSERT_TRUE(stream.has_value());
  ASSERT_TRUE((*stream)->write("ping").has_value());
  std::array<char, 8> buffer{};
  EXPECT_EQ((*stream)->read(buffer), 4u);
  EXPECT_EQ(world.network().connect("host", 81, 10).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(world.touched.count("connect host:8"), 2u);
  std::array<unsigned char, 4> first{}, second{};
  world.randomness().fill(first);
  world.dice.seed(1);
  world.randomness().fill(second);
  EXPECT_EQ(first, second);
  EXPECT_FALSE(world.environment("CI").has_value());
  world.set_environment("CI", "true");
  EXPECT_EQ(world.environment("CI"), "true");
}

TEST(FakeContext, bundles_a_context_that_can_be_stopped) {
  FakeWorld world;
  FakeContext fake(world);
  base::Context& context = fake;
  EXPECT_EQ(context.pool.threads(), 1u);
  context.log.write(base::LogLevel::warning, "careful");
  EXPECT_EQ(fake.log.lines(), std::vector<std::string>{"warning: careful"});
  EXPECT_FALSE(context.stop.stop_requested());
  fake.stop.request_stop();
  EXPECT_TRUE(context.stop.stop_requested());
}

}  // namespace
}  // namespace andon
