#include "base/real_files.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "base/beneath.h"
#include "base/pool.h"

namespace andon::base {
namespace {

class RealFilesTest : public testing::Test {
 protected:
  RealFilesTest() { folder = files->make_temporary_folder("test").value(); }
  ~RealFilesTest() override { EXPECT_TRUE(files->remove_all(folder).has_value()); }
  std::string at(std::string_view name) const { return folder + "/" + std::string(name); }
  void put(std::string_view name, std::string_view bytes) {
    ASSERT_TRUE(files->write_atomically(at(name), bytes).has_value());
  }

  std::unique_ptr<Files> files = make_real_files("/tmp");
  std::string folder;
  std::string buffer;
};

TEST_F(RealFilesTest, reads_back_what_was_written_whole) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(files->write_atomically(at("x"), bytes, 0600).has_value());
  EXPECT_EQ(files->read(at("x"), 4), bytes);
  struct stat data;
  ASSERT_EQ(::stat(at("x").c_str(), &data), 0);
  EXPECT_EQ(data.st_mode & 07777, 0600u);
  put("x", "new");
  EXPECT_EQ(files->read(at("x"), 4), "new");
  EXPECT_EQ(files->list(folder)->size(), 1u) << "a temporary file was left";
}

TEST_F(RealFilesTest, says_what_is_wrong_with_the_path) {
  const auto missing = files->read(at("none"), 10);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_EQ(missing.error().message, at("none") + ": no such file or folder");
  EXPECT_EQ(files->read(folder, 10).error().kind, ErrorKind::unsupported);
  put("four", "1234");
  EXPECT_EQ(files->read(at("four"), 3).error().kind, ErrorKind::too_large);
  EXPECT_EQ(files->write_atomically(at("none/x"), "").error().kind, ErrorKind::not_found);
  EXPECT_EQ(error_of(ENOSPC, "/disk/x").message, "no space left on the device of /disk/x");
  EXPECT_EQ(error_of(EDQUOT, "/disk/x").kind, ErrorKind::unavailable);
  EXPECT_EQ(error_of(EACCES, "/x").message, "/x: permission denied");
}

TEST_F(RealFilesTest, meets_a_full_device_with_a_clear_error) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "this machine has no /dev/full";
  const auto written = files->write_atomically("/dev/full", "x");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(written.error().message, "no space left on the device of /dev/full");
  EXPECT_EQ(files->status("/dev/full")->kind, FileKind::other) << "the device was replaced";
}

class Beneath : public RealFilesTest, public testing::WithParamInterface<BeneathWay> {
 protected:
  Result<void> read(const std::string& relative) {
    const Descriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    const Descriptor file = TRY(open_beneath(root.number(), folder, relative, GetParam()));
    return read_whole(file.number(), Readable::regular_files, 100, relative, buffer);
  }
};

TEST_P(Beneath, reads_files_in_folders) {
  ASSERT_TRUE(files->make_folders(at("a/b")).has_value());
  put("a/b/c", "text");
  put("empty", "");
  ASSERT_TRUE(read("a/b/c").has_value());
  EXPECT_EQ(buffer, "text");
  ASSERT_TRUE(read("empty").has_value());
  EXPECT_EQ(buffer, "");
}

TEST_P(Beneath, follows_no_link_on_the_way) {
  ASSERT_TRUE(files->make_folders(at("real")).has_value());
  put("real/x", "text");
  ASSERT_EQ(::symlink("real", at("folder_link").c_str()), 0);
  ASSERT_EQ(::symlink("real/x", at("file_link").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/hostname", at("out").c_str()), 0);
  for (const std::string path : {"folder_link/x", "file_link", "out"}) {
    const auto done = read(path);
    ASSERT_FALSE(done.has_value()) << path;
    EXPECT_EQ(done.error().message, at(path) + ": goes through a link");
  }
}

TEST_P(Beneath, does_not_leave_its_root) {
  EXPECT_FALSE(read("../" + folder.substr(5) + "/x").has_value());
  EXPECT_FALSE(read("/etc/hostname").has_value());
  EXPECT_FALSE(read("a/../../x").has_value());
}

TEST_P(Beneath, refuses_a_pipe_without_waiting_for_its_writer) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const auto done = read("pipe");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::unsupported);
  EXPECT_EQ(read("").has_value(), false);
  EXPECT_EQ(read("none").error().kind, ErrorKind::not_found);
}

INSTANTIATE_TEST_SUITE_P(Ways, Beneath,
                         testing::Values(BeneathWay::best, BeneathWay::step_by_step));

TEST_F(RealFilesTest, keeps_the_memory_of_a_reused_buffer) {
  put("large", std::string(50'000, 'x'));
  put("small", "y");
  ASSERT_TRUE(files->read_beneath(folder, "large", 50'000, buffer).has_value());
  EXPECT_EQ(buffer.size(), 50'000u);
  const char* memory = buffer.data();
  ASSERT_TRUE(files->read_beneath(folder, "small", 50'000, buffer).has_value());
  EXPECT_EQ(buffer, "y");
  EXPECT_EQ(buffer.data(), memory);
  EXPECT_EQ(files->read_beneath(folder, "large", 49'999, buffer).error().kind,
            ErrorKind::too_large);
}

TEST_F(RealFilesTest, reads_files_that_do_not_know_their_size) {
  const auto text = files->read("/proc/self/status", 1 << 20);
  ASSERT_TRUE(text.has_value());
  EXPECT_NE(text->find("Name:"), std::string::npos);
}

TEST_F(RealFilesTest, gives_what_it_read_of_a_file_that_changes_meanwhile) {
  put("x", std::string(100'000, 'a'));
  std::atomic<bool> is_done = false;
  std::jthread writer([&] {
    while (!is_done)
      for (const off_t size : {10, 200'000, 100'000})
        if (::truncate(at("x").c_str(), size) != 0) return;
  });
  for (int i = 0; i < 500; ++i)
    ASSERT_TRUE(files->read_beneath(folder, "x", 1 << 20, buffer).has_value());
  is_done = true;
}

TEST_F(RealFilesTest, reads_beneath_two_roots_from_many_threads) {
  for (const std::string root : {"one", "two"}) {
    ASSERT_TRUE(files->make_folders(at(root)).has_value());
    put(root + "/x", root);
  }
  std::atomic<int> wrong = 0;
  Pool(4).for_each(400, {}, [&](std::size_t index, std::size_t) {
    const std::string root = index % 2 == 0 ? "one" : "two";
    std::string bytes;
    if (!files->read_beneath(at(root), "x", 10, bytes) || bytes != root) ++wrong;
  });
  EXPECT_EQ(wrong.load(), 0);
}

TEST_F(RealFilesTest, lists_by_name_with_kinds) {
  put("b", "");
  put("\xFF\n", "");
  ASSERT_TRUE(files->make_folders(at("a")).has_value());
  ASSERT_EQ(::symlink("nowhere", at("c").c_str()), 0);
  const auto entries = files->list(folder);
  ASSERT_TRUE(entries.has_value());
  std::vector<std::string> names;
  for (const FolderEntry& entry : *entries) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c", "\xFF\n"}));
  EXPECT_EQ((*entries)[0].kind, FileKind::folder);
  EXPECT_EQ((*entries)[2].kind, FileKind::link);
  EXPECT_EQ(files->list(at("b")).error().kind, ErrorKind::not_found);
}

TEST_F(RealFilesTest, tells_a_link_from_its_target) {
  put("x", "123");
  ASSERT_EQ(::symlink("x", at("l").c_str()), 0);
  ASSERT_EQ(::symlink("circle", at("circle").c_str()), 0);
  EXPECT_EQ(files->status(at("l"))->kind, FileKind::link);
  EXPECT_EQ(files->target_status(at("l"))->size_bytes, 3u);
  EXPECT_EQ(files->link_target(at("l")), "x");
  EXPECT_EQ(files->link_target(at("x")).error().message, at("x") + ": is no link");
  EXPECT_EQ(files->absolute(at("l")), at("x"));
  EXPECT_EQ(files->absolute(at("circle")).error().message, at("circle") + ": links in a circle");
  const std::string far(1000, 'x');
  ASSERT_EQ(::symlink(far.c_str(), at("far").c_str()), 0);
  EXPECT_EQ(files->link_target(at("far")), far);
}

TEST_F(RealFilesTest, removes_folders_but_never_what_links_point_at) {
  ASSERT_TRUE(files->make_folders(at("keep")).has_value());
  put("keep/x", "1");
  ASSERT_TRUE(files->make_folders(at("gone/deep/er")).has_value());
  put("gone/deep/er/y", "1");
  ASSERT_EQ(::symlink("../keep", at("gone/link").c_str()), 0);
  ASSERT_EQ(::chmod(at("gone/deep").c_str(), 0500), 0);
  ASSERT_TRUE(files->remove_all(at("gone")).has_value());
  EXPECT_FALSE(files->status(at("gone")).has_value());
  EXPECT_TRUE(files->status(at("keep/x")).has_value());
  EXPECT_TRUE(files->remove_all(at("gone")).has_value());
  EXPECT_EQ(files->remove(at("keep")).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(files->remove(at("keep/x")).has_value());
  EXPECT_TRUE(files->remove(at("keep")).has_value());
}

TEST_F(RealFilesTest, makes_folders_only_where_none_is) {
  EXPECT_TRUE(files->make_folders(at("a/b/c")).has_value());
  EXPECT_TRUE(files->make_folders(at("a/b/c")).has_value());
  put("file", "");
  EXPECT_EQ(files->make_folders(at("file")).error().kind, ErrorKind::conflict);
  EXPECT_FALSE(files->make_folders(at("file/x")).has_value());
}

TEST_F(RealFilesTest, streams_a_file) {
  put("x", "abc");
  auto source = files->open(at("x"));
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(read_all(**source, 10, "x"), "abc");
  EXPECT_EQ(files->open(folder).error().kind, ErrorKind::unsupported);
}

TEST_F(RealFilesTest, lets_one_at_a_time_hold_a_lock) {
  auto first = files->lock(at("lock"), 0);
  ASSERT_TRUE(first.has_value());
  const auto second = files->lock(at("lock"), 30);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, ErrorKind::timeout);
  first->reset();
  EXPECT_TRUE(files->lock(at("lock"), 0).has_value());
}

}  // namespace
}  // namespace andon::base
