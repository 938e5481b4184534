#include "base/process.h"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "base/pool.h"
#include "base/real_files.h"
#include "base/real_parts.h"
#include "base/real_world.h"

namespace andon::base {
namespace {

// The test program is its own launcher, as andon is: before main, as gtest_main's is not ours.
[[gnu::constructor]] void enter_sandbox(int argc, char** argv) { sandbox_entry(argc, argv); }

class ProcessTest : public testing::Test {
 protected:
  Ended shell(std::string script) {
    command.argv = {"/bin/sh", "-c", std::move(script)};
    auto ended = processes->run(command, stop.get_token());
    EXPECT_TRUE(ended.has_value()) << ended.error().text();
    return ended.value_or(Ended{});
  }

  std::unique_ptr<Processes> processes = make_real_processes(
      {.search_path = "relative:/usr/bin:/bin", .temporary_folder = "/tmp", .launcher = {}});
  Command command;
  std::stop_source stop;
};

TEST_F(ProcessTest, hands_back_code_output_and_error) {
  const Ended ended = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.output, "out\n");
  EXPECT_EQ(ended.error, "err\n");
  EXPECT_FALSE(ended.is_timed_out || ended.is_stopped || ended.is_output_cut);
}

TEST_F(ProcessTest, gives_exactly_the_environment_and_folder_it_was_told) {
  ::setenv("ANDON_TEST_LEAK", "1", 1);
  command.argv = {"/usr/bin/env"};
  command.environment = {{"A", "b c"}, {"EMPTY", ""}};
  EXPECT_EQ(processes->run(command, {})->output, "A=b c\nEMPTY=\n");
  command.argv = {"pwd"};
  command.folder = "/usr/lib";
  EXPECT_EQ(processes->run(command, {})->output, "/usr/lib\n");
}

TEST_F(ProcessTest, leaks_no_descriptor_into_a_program) {
  const auto source = make_real_files("/tmp")->open("/etc/passwd");
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(shell("ls /proc/self/fd | wc -l").output, "4\n");  // three, and the listing's own
}

TEST_F(ProcessTest, feeds_and_reads_much_at_once) {
  command.input = std::string(8 << 20, 'x');
  command.argv = {"cat"};
  const auto ended = processes->run(command, {});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->output, command.input);
}

TEST_F(ProcessTest, survives_a_program_that_does_not_read_its_input) {
  command.input = std::string(8 << 20, 'x');
  EXPECT_EQ(shell("exec 0<&-; exit 0").exit_code, 0);
}

TEST_F(ProcessTest, ends_what_runs_too_long_with_all_its_children) {
  command.timeout_ms = 100;
  const Ended ended = shell("sleep 100 & echo $!; sleep 100");
  EXPECT_TRUE(ended.is_timed_out);
  EXPECT_EQ(ended.signal, SIGTERM);
  EXPECT_LT(ended.duration_ms, 1900);
  const pid_t grandchild = std::stoi(ended.output);
  // It is dead or a zombie that waits for init, or will be when it gets a turn on a busy machine:
  // by itself it would run for 100 s.
  const auto is_gone = [&] {
    const auto status =
        make_real_files("/tmp")->read(fmt::format("/proc/{}/status", grandchild), 1 << 20);
    return !status || status->find("State:\tZ") != std::string::npos;
  };
  for (int i = 0; i < 1'000 && !is_gone(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(is_gone());
}

TEST_F(ProcessTest, kills_what_ignores_the_polite_signal) {
  command.timeout_ms = 100;
  const Ended ended = shell("trap '' TERM; while :; do sleep 0.05; done");
  EXPECT_TRUE(ended.is_timed_out);
  EXPECT_EQ(ended.signal, SIGKILL);
}

TEST_F(ProcessTest, ends_children_that_outlive_their_leader) {
  const Ended ended = shell("sleep 100 & echo $!");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_LT(ended.duration_ms, 1000);
}

TEST_F(ProcessTest, does_not_wait_for_pipes_of_one_that_left_the_group) {
  const Ended ended = shell("setsid sleep 3 & exit 0");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_LT(ended.duration_ms, 2500);
}

TEST_F(ProcessTest, stops_when_asked) {
  std::jthread asker([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  const Ended ended = shell("sleep 100");
  EXPECT_TRUE(ended.is_stopped);
  EXPECT_FALSE(ended.is_timed_out);
  EXPECT_LT(ended.duration_ms, 1900);
  EXPECT_TRUE(shell("sleep 100").is_stopped) << "a stop from before counts too";
}

TEST_F(ProcessTest, cuts_endless_output_and_ends_its_writer) {
  command.output_bytes = 1000;
  const Ended ended = shell("exec yes");
  EXPECT_TRUE(ended.is_output_cut);
  EXPECT_EQ(ended.output.size(), 1000u);
  EXPECT_NE(ended.signal, 0);
}

TEST_F(ProcessTest, keeps_the_last_of_long_complaints) {
  command.error_bytes = 10;
  const Ended ended = shell("for i in $(seq 1000); do echo $i >&2; done; echo the end >&2");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.error, "0\nthe end\n");
}

TEST_F(ProcessTest, says_why_a_program_cannot_start) {
  command.argv = {"/none/program"};
  auto ended = processes->run(command, {});
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::not_found);
  command.argv = {"/etc/passwd"};
  EXPECT_EQ(processes->run(command, {}).error().kind, ErrorKind::denied);
  command.argv = {"/bin/true"};
  command.folder = "/none";
  EXPECT_EQ(processes->run(command, {}).error().message, "/none: no such file or folder");
}

TEST_F(ProcessTest, finds_programs_only_in_absolute_folders_outside_the_tree) {
  EXPECT_TRUE(processes->find("sh", "").has_value());
  EXPECT_TRUE(processes->find("/bin/sh", "").has_value());
  EXPECT_EQ(processes->find("no-such-program", "").error().kind, ErrorKind::not_found);
  EXPECT_FALSE(processes->find("../bin/sh", "").has_value());
  EXPECT_FALSE(processes->find("", "").has_value());

  const auto files = make_real_files("/tmp");
  const std::string folder = files->make_temporary_folder("test").value();
  ASSERT_TRUE(files->make_folders(folder + "/tree").has_value());
  ASSERT_TRUE(files->make_folders(folder + "/links").has_value());
  ASSERT_TRUE(files->write_atomically(folder + "/tree/tool", "#!/bin/sh\n", 0755).has_value());
  ASSERT_TRUE(files->write_atomically(folder + "/tree/data", "", 0644).has_value());
  ASSERT_EQ(::symlink("../tree/tool", (folder + "/links/tool").c_str()), 0);
  const auto other = make_real_processes({.search_path = folder + "/tree:" + folder + "/links",
                                          .temporary_folder = "/tmp",
                                          .launcher = {}});
  EXPECT_EQ(other->find("tool", ""), folder + "/tree/tool");
  EXPECT_FALSE(other->find("tool", folder + "/tree").has_value()) << "the link leads into the tree";
  EXPECT_FALSE(other->find("data", "").has_value()) << "is no program";
  EXPECT_TRUE(files->remove_all(folder).has_value());
}

TEST_F(ProcessTest, speaks_with_a_program) {
  command.argv = {"cat"};
  auto talk = processes->start(command);
  ASSERT_TRUE(talk.has_value());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE((*talk)->write(fmt::format("line {}\nabc", i)).has_value());
    ASSERT_EQ((*talk)->read_line(), fmt::format("line {}", i));
    std::string rest;
    ASSERT_TRUE((*talk)->read_exactly(3, rest).has_value());
    ASSERT_EQ(rest, "abc");
  }
  const std::string large(3 << 20, 'x');
  ASSERT_TRUE((*talk)->write(large + "\n").has_value()) << "its answer fills the pipe meanwhile";
  EXPECT_EQ((*talk)->read_line(), large);
  ASSERT_TRUE((*talk)->write("left over").has_value());
  const auto ended = (*talk)->finish();
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->exit_code, 0);
  EXPECT_EQ(ended->output, "left over");
}

TEST_F(ProcessTest, tells_when_the_other_side_of_a_conversation_is_gone_or_silent) {
  command.argv = {"/bin/sh", "-c", "echo broken >&2; exit 1"};
  auto gone = processes->start(command);
  ASSERT_TRUE(gone.has_value());
  const auto line = (*gone)->read_line();
  ASSERT_FALSE(line.has_value());
  EXPECT_EQ(line.error().message, "/bin/sh ended before its answer: broken");
  command.argv = {"sleep", "100"};
  command.timeout_ms = 50;
  auto silent = processes->start(command);
  EXPECT_EQ((*silent)->read_line().error().kind, ErrorKind::timeout);
}

TEST_F(ProcessTest, runs_many_at_once) {
  Pool pool(8);
  std::atomic<int> right = 0;
  pool.for_each(64, {}, [&](std::size_t index, std::size_t) {
    Command echo;
    echo.argv = {"echo", std::to_string(index)};
    const auto ended = processes->run(echo, {});
    if (ended && ended->output == std::to_string(index) + "\n") ++right;
  });
  EXPECT_EQ(right.load(), 64);
}

}  // namespace
}  // namespace andon::base
