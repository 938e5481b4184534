#include "base/sandbox.h"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/real_files.h"
#include "base/real_parts.h"

namespace andon::base {
namespace {

class SandboxTest : public testing::TestWithParam<SandboxKind> {
 protected:
  void SetUp() override {
    processes = make_real_processes({.search_path = "/usr/bin:/bin",
                                     .temporary_folder = "/tmp",
                                     .launcher = "/proc/self/exe",
                                     .strongest = GetParam()});
    if (processes->strongest_sandbox() != GetParam())
      GTEST_SKIP() << "this machine has no " << name(GetParam());
    root = files->make_temporary_folder("test").value();
    for (const std::string folder : {"/tree", "/out", "/other"})
      ASSERT_TRUE(files->make_folders(root + folder).has_value());
    for (const std::string file : {"/tree/a", "/other/b"})
      ASSERT_TRUE(files->write_atomically(root + file, file + "\n").has_value());
    sandbox.at_least = GetParam();
    sandbox.readable = {root + "/tree"};
    sandbox.writable = root + "/out";
    command.sandbox = &sandbox;
    command.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/root"}};
  }
  void TearDown() override {
    if (root.empty()) return;
    EXPECT_TRUE(files->remove_all(root).has_value());
  }

  Ended shell(std::string script) {
    command.argv = {"/bin/sh", "-c", std::move(script), "sh", root};
    auto ended = processes->run(command, {});
    EXPECT_TRUE(ended.has_value()) << ended.error().text();
    return ended.value_or(Ended{});
  }
  bool is_enforcing() const { return GetParam() != SandboxKind::none; }

  std::unique_ptr<Files> files = make_real_files("/tmp");
  std::unique_ptr<Processes> processes;
  Sandbox sandbox;
  Command command;
  std::string root;
};

TEST_P(SandboxTest, says_which_it_was_and_passes_output_and_code_on) {
  const Ended ended = shell("cat $1/tree/a; exit 7");
  EXPECT_EQ(ended.exit_code, 7) << ended.error;
  EXPECT_EQ(ended.output, "/tree/a\n");
  EXPECT_EQ(ended.sandbox, GetParam());
}

TEST_P(SandboxTest, reads_the_tree_but_cannot_write_it) {
  if (!is_enforcing()) GTEST_SKIP() << "nothing is enforced";
  const Ended ended = shell(
      "echo x > $1/tree/a; echo x > $1/tree/new; rm -f $1/tree/a; "
      "mv $1/tree/a $1/tree/c; : > $1/tree/a");
  EXPECT_NE(ended.exit_code, 0);
  EXPECT_EQ(files->read(root + "/tree/a", 100), "/tree/a\n");
  EXPECT_EQ(files->list(root + "/tree")->size(), 1u);
}

TEST_P(SandboxTest, sees_nothing_beside_what_it_was_given) {
  if (!is_enforcing()) GTEST_SKIP() << "nothing is enforced";
  EXPECT_EQ(shell("cat $1/other/b").output, "");
  EXPECT_EQ(shell("ls /root /home /var 2>/dev/null").output, "");
  EXPECT_EQ(shell("cat /etc/shadow").output, "");
  EXPECT_NE(shell("cat /etc/passwd").output, "") << "but what programs need is there";
}

TEST_P(SandboxTest, has_a_home_and_a_tmp_of_its_own_and_its_output_folder) {
  const Ended ended = shell(
      "echo x > $HOME/h && echo x > $TMPDIR/t && echo kept > $1/out/o && "
      "echo x > /dev/null && echo $HOME");
  EXPECT_EQ(ended.exit_code, 0) << ended.error;
  EXPECT_EQ(files->read(root + "/out/o", 100), "kept\n");
  const std::string home = ended.output.substr(0, ended.output.find('\n'));
  EXPECT_NE(home, "/root");
  // In bubblewrap it is a path of the inside alone.
  EXPECT_FALSE(files->status(home).has_value()) << "the private folder was left";
}

TEST_P(SandboxTest, has_no_network) {
  if (!is_enforcing()) GTEST_SKIP() << "nothing is enforced";
  if (!processes->find("python3", "")) GTEST_SKIP() << "python3 is not installed";
  for (const std::string kind : {"SOCK_STREAM", "SOCK_DGRAM"}) {
    const Ended ended =
        shell("python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket." + kind +
              "); s.connect((\"1.1.1.1\", 53)); s.send(b\"x\")'");
    EXPECT_EQ(ended.exit_code, 1) << ended.error;
    EXPECT_NE(ended.error.find("Error"), std::string::npos) << ended.error;
  }
  EXPECT_EQ(
      shell("python3 -c 'import socket; a, b = socket.socketpair(); a.send(b\"x\")'").exit_code, 0);
}

TEST_P(SandboxTest, leaves_no_core_files) { EXPECT_EQ(shell("ulimit -c").output, "0\n"); }

TEST_P(SandboxTest, ends_with_its_children_when_the_time_is_over) {
  command.timeout_ms = 300;
  const Ended ended = shell("sleep 61234 & sleep 61234");
  EXPECT_TRUE(ended.is_timed_out);
  // Bubblewrap's children die with it, a moment later.
  Command listing;
  listing.argv = {"/bin/sh", "-c",
                  "sleep 0.02; cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"};
  bool is_left = true;
  for (int attempt = 0; is_left && attempt < 100; ++attempt)
    is_left = processes->run(listing, {})->output.find("sleep 61234") != std::string::npos;
  EXPECT_FALSE(is_left);
}

TEST_P(SandboxTest, says_when_it_could_not_start_the_program) {
  command.argv = {"/usr/bin/no-such-program"};
  EXPECT_FALSE(processes->run(command, {}).has_value());
  if (!is_enforcing()) return;
  sandbox.readable.push_back("/no/such/folder");
  command.argv = {"/bin/true"};
  const auto ended = processes->run(command, {});
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::unavailable);
  EXPECT_NE(ended.error().message.find("/no/such/folder"), std::string::npos);
}

TEST_P(SandboxTest, refuses_to_run_in_less_than_is_required) {
  if (GetParam() == SandboxKind::bubblewrap) GTEST_SKIP() << "there is no stronger one";
  sandbox.at_least = SandboxKind::bubblewrap;
  command.argv = {"/bin/true"};
  const auto ended = processes->run(command, {});
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::unavailable);
}

TEST_P(SandboxTest, shows_covered_files_otherwise_or_says_that_it_cannot) {
  ASSERT_TRUE(files->write_atomically(root + "/base", "of the baseline\n").has_value());
  ASSERT_TRUE(files->make_folders(root + "/tree/sub/deep").has_value());
  for (const std::string file : {"/tree/.ignore", "/tree/.hidden", "/tree/sub/.hidden",
                                 "/tree/sub/deep/x", "/tree/sub/kept"})
    ASSERT_TRUE(files->write_atomically(root + file, "*\n").has_value());
  ASSERT_EQ(::symlink("a", (root + "/tree/link").c_str()), 0);
  ASSERT_EQ(::mkfifo((root + "/tree/pipe").c_str(), 0600), 0);
  sandbox.covers = {{root + "/tree/.ignore", root + "/base"},
                    {root + "/tree/.hidden", ""},
                    {root + "/tree/sub/.hidden", ""},
                    {root + "/tree/sub/deep/.added", root + "/base"}};
  command.argv = {"/bin/sh", "-c",
                  "cd $1/tree && find . | sort && cat .ignore link sub/deep/x && "
                  "! touch new sub/new 2>/dev/null",
                  "sh", root};
  const auto ended = processes->run(command, {});
  EXPECT_EQ(processes->can_cover(), GetParam() == SandboxKind::bubblewrap);
  if (!processes->can_cover()) {
    ASSERT_FALSE(ended.has_value());
    EXPECT_EQ(ended.error().kind, ErrorKind::unsupported);
    return;
  }
  ASSERT_TRUE(ended.has_value()) << ended.error().text();
  EXPECT_EQ(ended->exit_code, 0) << ended->error;
  EXPECT_EQ(
      ended->output,
      ".\n./.ignore\n./a\n./link\n./sub\n./sub/deep\n./sub/deep/.added\n./sub/deep/x\n./sub/kept\n"
      "of the baseline\n/tree/a\n*\n");
  EXPECT_TRUE(files->status(root + "/tree/.hidden").has_value());
}

INSTANTIATE_TEST_SUITE_P(Kinds, SandboxTest,
                         testing::Values(SandboxKind::none, SandboxKind::landlock,
                                         SandboxKind::bubblewrap),
                         [](const auto& kind) { return std::string(name(kind.param)); });

}  // namespace
}  // namespace andon::base
