#include "tree/tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "tree/kind.h"
#include "tree/parts/state.h"
#include "tree/parts/tree_fixture.h"

namespace andon::tree {
namespace {

Tree opened(RealTree& tree, Source source = {}) {
  if (source.path == ".") source.path = tree.root;
  auto result = open(tree.fake, source);
  if (!result) ADD_FAILURE() << result.error().text();
  return std::move(*result);
}

File file(const Tree& tree, std::string_view path) {
  const auto index = index_of(tree.files(), path);
  if (!index) ADD_FAILURE() << path << " is not listed";
  return index ? tree.files()[*index] : File();
}

std::map<std::string, std::string> contents(RealTree& real, const Tree& tree) {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < tree.files().size(); ++i)
    if (tree.files()[i].is_read) wanted.push_back(i);
  std::map<std::string, std::string> out;
  std::mutex mutex;
  tree.read_each(real.fake, wanted, [&](std::size_t index, std::string_view bytes, std::size_t) {
    const std::scoped_lock lock(mutex);
    out.emplace(tree.files()[index].path, bytes);
  });
  return out;
}

std::string settled(RealTree& real, Source source = {}) {
  Tree tree = opened(real, std::move(source));
  const auto done = tree.settle_release(real.fake);
  EXPECT_TRUE(done);
  return tree.release().tree;
}

TEST(Tree, a_clean_git_tree_is_named_by_its_tree_id) {
  RealTree real;
  real.git("init -q -b main");
  real.put("src/a.c", "int a;\n");
  real.commit_all();
  const Tree tree = opened(real);
  EXPECT_EQ(tree.release().tree, real.git("rev-parse HEAD^{tree}"));
  EXPECT_EQ(tree.release().commit, real.git("rev-parse HEAD"));
  EXPECT_EQ(tree.release().branch, "main");
  EXPECT_FALSE(tree.release().is_dirty);
  EXPECT_EQ(file(tree, "src/a.c").blob, real.git("rev-parse HEAD:src/a.c"));
  EXPECT_EQ(file(tree, "src/a.c").kind, "c");
}

TEST(Tree, the_andon_folder_is_no_part_of_the_release) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "int a;\n");
  real.put("sub/b.c", "int b;\n");
  real.commit_all();
  const std::string before = settled(real);
  real.put(".andon/waivers/w.yaml", "x: 1\n");
  EXPECT_EQ(settled(real), before) << "untracked";
  real.commit_all();
  EXPECT_NE(real.git("rev-parse HEAD^{tree}"), before);
  EXPECT_EQ(settled(real), before) << "committed";
  real.put(".andon/waivers/w.yaml", "x: 2\n");
  const Tree tree = opened(real);
  EXPECT_EQ(tree.release().tree, before) << "changed";
  EXPECT_FALSE(file(tree, ".andon").is_read);
  EXPECT_EQ(settled(real, {.kind = Source::Kind::treeish, .treeish = "HEAD"}), before);
}

TEST(Tree, a_dirty_tree_is_named_by_its_content) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "int a;\n");
  real.put("b.c", "int b;\n");
  real.commit_all();
  const std::string clean = settled(real);
  real.put("a.c", "int a2;\n");
  const std::string changed = settled(real);
  EXPECT_TRUE(changed.starts_with("worktree:sha256:")) << changed;
  EXPECT_EQ(settled(real), changed);
  real.git("add a.c");
  EXPECT_EQ(settled(real), changed) << "staging changes no content";
  real.put("new.c", "int c;\n");
  EXPECT_NE(settled(real), changed) << "an untracked file that is not ignored";
  real.put(".git/info/exclude", "new.c\n");
  EXPECT_EQ(settled(real), changed);
  real.put("a.c", "int a;\n");
  EXPECT_EQ(settled(real, {.kind = Source::Kind::index}).substr(0, 9), "worktree:");
  real.git("add a.c");
  EXPECT_EQ(settled(real), clean);
}

TEST(Tree, reading_settles_the_release_without_reading_again) {
  FakeWorld world;
  world.put("/t/a.py", "x");
  world.put("/t/b.bin", std::string_view("a\0b", 3));
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t"});
  ASSERT_TRUE(tree) << tree.error().text();
  EXPECT_TRUE(tree->release().tree.empty());
  const Coverage coverage = tree->read_each(fake, {0, 1}, [](auto, auto, auto) {});
  EXPECT_EQ(coverage.binary, (std::vector<std::size_t>{1}));
  EXPECT_EQ(coverage.files_read, 1U);
  world.put("/t/a.py", "changed afterwards");
  ASSERT_TRUE(tree->settle_release(fake));
  const std::string records =
      fmt::format("100644 {} a.py{}100644 {} b.bin{}", crypto::sha256_hex("x"), '\0',
                  crypto::sha256_hex(std::string_view("a\0b", 3)), '\0');
  EXPECT_EQ(tree->release().tree, "worktree:sha256:" + crypto::sha256_hex(records));
}

TEST(Tree, a_component_that_is_a_folder_is_a_release_of_its_own) {
  RealTree real;
  real.git("init -q");
  real.put("one/a.c", "int a;\n");
  real.put("one/.andon/x.yaml", "a: 1\n");
  real.put("two/b.c", "int b;\n");
  real.commit_all();
  real.put("two/b.c", "dirty\n");
  const Tree tree = opened(real, {.component = "one"});
  EXPECT_FALSE(tree.release().is_dirty);
  EXPECT_FALSE(tree.is_narrowed());
  EXPECT_FALSE(tree.holds("two/b.c"));
  EXPECT_TRUE(tree.holds("one/a.c"));
  real.git("rm -q --cached one/.andon/x.yaml");
  EXPECT_EQ(tree.release().tree, real.git("write-tree --prefix=one/"));
  EXPECT_TRUE(opened(real, {.component = "two"}).release().is_dirty);
}

TEST(Tree, a_place_below_the_top_narrows) {
  RealTree real;
  real.git("init -q");
  real.put("one/a.c", "int a;\n");
  real.put("two/b.c", "int b;\n");
  real.commit_all();
  const Tree tree = opened(real, {.path = real.root + "/one"});
  EXPECT_TRUE(tree.is_narrowed());
  EXPECT_EQ(tree.root(), real.root);
  EXPECT_TRUE(file(tree, "one/a.c").is_read);
  EXPECT_FALSE(file(tree, "two/b.c").is_read);
  EXPECT_EQ(tree.release().tree, real.git("rev-parse HEAD^{tree}"));
}

TEST(Tree, reads_index_and_treeish_as_they_stand) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "committed\n");
  real.put("gone.c", "g\n");
  real.commit_all();
  real.put("a.c", "staged\n");
  real.git("rm -q --cached gone.c");
  real.git("add a.c");
  real.put("a.c", "on disk\n");
  using Contents = std::map<std::string, std::string>;
  EXPECT_EQ(contents(real, opened(real, {.kind = Source::Kind::index})),
            (Contents{{"a.c", "staged\n"}}));
  const Tree head = opened(real, {.kind = Source::Kind::treeish, .treeish = "HEAD"});
  EXPECT_EQ(contents(real, head), (Contents{{"a.c", "committed\n"}, {"gone.c", "g\n"}}));
  EXPECT_EQ(head.read(real.fake, "a.c").value_or(""), "committed\n");
  const auto folder = head.folder(real.fake);
  ASSERT_TRUE(folder) << folder.error().text();
  EXPECT_EQ(real.world().files().read(*folder + "/a.c", 100).value_or(""), "committed\n");
  EXPECT_FALSE(real.world().files().status(*folder + "/.andon-index"));
  (void)real.world().files().remove_all(*folder);
  EXPECT_EQ(contents(real, opened(real)), (Contents{{"a.c", "on disk\n"}, {"gone.c", "g\n"}}));
}

TEST(Tree, a_tracked_file_is_read_although_it_is_ignored) {
  RealTree real;
  real.git("init -q");
  real.put("build/kept.c", "k\n");
  real.commit_all();
  real.put(".gitignore", "build/\n");
  real.put("build/out.c", "o\n");
  const Tree tree = opened(real);
  EXPECT_TRUE(file(tree, "build/kept.c").is_read);
  EXPECT_EQ(file(tree, "build/out.c").reason, "ignored by .gitignore:1");
}

TEST(Tree, the_andonignore_of_the_baseline_judges) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.put("gen/b.c", "b\n");
  real.put(".andonignore", "*.c\n");
  real.commit_all();
  EXPECT_EQ(file(opened(real), "a.c").reason, "ignored by .andonignore:1");
  const Tree tree = opened(real, {.andonignore = "/gen/\n"});
  EXPECT_TRUE(file(tree, "a.c").is_read);
  EXPECT_EQ(file(tree, "gen/b.c").reason, "ignored by .andonignore:1");
  const Tree head =
      opened(real, {.kind = Source::Kind::treeish, .treeish = "HEAD", .andonignore = "gen\n"});
  EXPECT_TRUE(file(head, "a.c").is_read);
  EXPECT_FALSE(file(head, "gen/b.c").is_read);
}

TEST(Tree, other_components_and_links_are_listed_not_read) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.commit_all();
  real.git("init -q nested");
  real.put("nested/b.c", "b\n");
  ASSERT_EQ(::symlink("/etc", (real.root + "/out").c_str()), 0);
  ASSERT_EQ(::symlink("loop", (real.root + "/loop").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (real.root + "/nothing").c_str()), 0);
  ASSERT_EQ(::symlink("a.c", (real.root + "/inside").c_str()), 0);
  ASSERT_EQ(::mkfifo((real.root + "/pipe").c_str(), 0600), 0);
  const Tree tree = opened(real);
  EXPECT_EQ(file(tree, "nested").reason, "a repository of its own: another component");
  EXPECT_EQ(file(tree, "out").reason, "a link out of the tree, not followed");
  EXPECT_EQ(file(tree, "loop").reason, "a link that goes in circles");
  EXPECT_EQ(file(tree, "nothing").reason, "a link to nothing");
  EXPECT_EQ(file(tree, "inside").reason,
            "a link, not followed: its target is read where it stands");
  EXPECT_EQ(file(tree, "pipe").reason, "not a regular file");
  EXPECT_TRUE(tree.problems().empty());
}

TEST(Tree, strange_names_are_read_like_any) {
  RealTree real;
  real.git("init -q");
  const std::vector<std::string> names = {"a\nb.c", "\xFF\xFE.c", " x ", "quo\"te",
                                          "tab\t",  "-n",         "%41"};
  for (const std::string& name : names) real.put(name, "of " + name);
  real.commit_all();
  real.put("un\ntracked", "u");
  const auto read = contents(real, opened(real));
  for (const std::string& name : names) EXPECT_EQ(read.at(name), "of " + name);
  EXPECT_EQ(read.at("un\ntracked"), "u");
  EXPECT_EQ(contents(real, opened(real, {.kind = Source::Kind::treeish, .treeish = "HEAD"})).size(),
            names.size());
}

TEST(Tree, what_cannot_be_read_is_a_problem_and_no_abort) {
  FakeWorld world;
  world.put("/t/a.py", "a");
  world.put("/t/b.py", "b");
  world.put("/t/shut/c.py", "c");
  world.disk.deny("/t/b.py");
  world.disk.deny("/t/shut");
  world.disk.vanish_when_read("/t/a.py");
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t"});
  ASSERT_TRUE(tree) << tree.error().text();
  ASSERT_EQ(tree->problems().size(), 1U);
  EXPECT_EQ(tree->problems()[0].path, "shut");
  const auto index = index_of(tree->files(), "b.py");
  ASSERT_TRUE(index);
  const Coverage coverage = tree->read_each(fake, {0, *index}, [](auto, auto, auto) {});
  ASSERT_EQ(coverage.problems.size(), 2U);
  EXPECT_EQ(coverage.problems[0].path, "a.py");
  EXPECT_EQ(coverage.problems[0].text, "vanished before it was read");
  EXPECT_FALSE(coverage.problems[1].is_harmless);
}

TEST(Tree, hostile_configuration_of_the_repository_runs_nothing) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.put(".gitattributes", "*.c filter=evil diff=evil\n");
  real.commit_all();
  const std::string touch = "touch " + real.root + "/.git/ran";
  real.put("evil.sh", "#!/bin/sh\n" + touch + "\ncat\n");
  ::chmod((real.root + "/evil.sh").c_str(), 0755);
  const std::string evil = real.root + "/evil.sh";
  for (const std::string key :
       {"filter.evil.clean", "filter.evil.smudge", "core.fsmonitor", "core.pager", "diff.external",
        "diff.evil.textconv", "diff.evil.command", "core.sshCommand", "core.alternateRefsCommand",
        "gpg.program"})
    real.run({"git", "config", key, evil});
  real.run({"git", "config", "filter.evil.required", "true"});
  for (const std::string hook : {"post-index-change", "post-checkout", "reference-transaction"})
    real.run({"ln", "-s", evil, ".git/hooks/" + hook});
  real.put("a.c", "b\n");
  Tree tree = opened(real);
  EXPECT_TRUE(tree.release().is_dirty);
  EXPECT_TRUE(tree.settle_release(real.fake));
  EXPECT_TRUE(changed_since(real.fake, tree, "HEAD"));
  const Tree head = opened(real, {.kind = Source::Kind::treeish, .treeish = "HEAD"});
  const auto folder = head.folder(real.fake);
  ASSERT_TRUE(folder) << folder.error().text();
  (void)real.world().files().remove_all(*folder);
  EXPECT_FALSE(real.world().files().status(real.root + "/.git/ran"));
}

TEST(Tree, a_file_that_git_was_told_to_trust_is_looked_at) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.commit_all();
  real.git("update-index --assume-unchanged a.c");
  EXPECT_FALSE(opened(real).release().is_dirty);
  real.put("a.c", "hidden\n");
  const Tree tree = opened(real);
  EXPECT_TRUE(tree.release().is_dirty);
  EXPECT_EQ(file(tree, "a.c").blob, "");
}

TEST(Tree, a_converted_file_is_not_known_by_its_blob) {
  RealTree real;
  real.git("init -q");
  real.put("a.bat", "a\r\n");
  real.put("b.c", "b\n");
  real.put(".gitattributes", "*.bat text eol=crlf\n");
  real.commit_all();
  const Tree tree = opened(real);
  EXPECT_EQ(file(tree, "a.bat").blob, "");
  EXPECT_NE(file(tree, "b.c").blob, "");
}

TEST(Tree, tells_changed_files_and_lines_since_a_ref) {
  RealTree real;
  real.git("init -q");
  real.put("keep.c", "1\n2\n3\n4\n5\n6\n7\n8\n");
  real.put("old name.c", "a\nb\nc\nd\ne\nf\ng\nh\n");
  real.put("gone.c", "x\n");
  real.commit_all();
  real.put("keep.c", "1\n2\n+++ b/gone.c\n4\n5\n5a\n6\n7\n8\n");
  real.run({"git", "mv", "old name.c", "new name.c"});
  real.git("rm -q gone.c");
  real.put("fresh.c", "f\n");
  const auto changed = changed_since(real.fake, opened(real), "HEAD");
  ASSERT_TRUE(changed) << changed.error().text();
  std::string told;
  for (const ChangedFile& one : *changed) {
    told += fmt::format("{} {} {}", one.status, one.path, one.old_path);
    for (const auto& [first, last] : one.lines)
      told += last == UINT32_MAX ? " all" : fmt::format(" {}-{}", first, last);
    told += "\n";
  }
  EXPECT_EQ(told, "A fresh.c  all\nD gone.c \nM keep.c  3-3 6-6\nR new name.c old name.c\n");
  const auto missing = changed_since(real.fake, opened(real), "nope");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "git knows no commit nope");
}

TEST(Tree, a_shallow_clone_names_the_command_that_mends_it) {
  RealTree real;
  real.git("init -q -b main origin");
  for (const char* message : {"one", "two", "three"})
    real.git(fmt::format("-C origin commit -q --allow-empty -m {}", message));
  real.run({"git", "clone", "-q", "--depth=1", "file://" + real.root + "/origin", "clone"});
  const Tree tree = opened(real, {.path = real.root + "/clone"});
  EXPECT_TRUE(tree.git()->is_shallow);
  EXPECT_EQ(tree.git()->default_branch, "main");
  const auto base = merge_base(real.fake, tree, "HEAD~2");
  ASSERT_FALSE(base);
  EXPECT_EQ(base.error().kind, base::ErrorKind::not_found);
  EXPECT_NE(base.error().message.find("git fetch --unshallow"), std::string::npos);
  EXPECT_EQ(merge_base(real.fake, tree, "origin/main").value_or(""),
            real.git("-C clone rev-parse HEAD"));
}

TEST(Tree, narrowing_leaves_the_rest_unread_and_says_so) {
  RealTree real;
  real.put("a/b.c", "x");
  real.put("a.c", "y");
  Tree tree = opened(real);
  tree.narrow_to({"./a/"});
  EXPECT_TRUE(file(tree, "a/b.c").is_read);
  EXPECT_EQ(file(tree, "a.c").reason, "outside of what was asked for");
}

TEST(Tree, a_single_file_outside_of_git_is_a_tree_of_one) {
  FakeWorld world;
  world.put("/t/a.py", "x");
  world.put("/t/b.py", "y");
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t/a.py"});
  ASSERT_TRUE(tree) << tree.error().text();
  ASSERT_EQ(tree->files().size(), 1U);
  EXPECT_FALSE(open(fake, {.path = "/t/none.py"}).has_value());
}

TEST(Tree, an_ignore_file_that_leaves_nothing_is_not_honoured_outside_of_git) {
  FakeWorld world;
  world.put("/t/.gitignore", "/*\n!/debian/\n");
  world.put("/t/src/a.c", "x");
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t"});
  ASSERT_TRUE(tree) << tree.error().text();
  EXPECT_EQ(std::ranges::count_if(tree->files(), &File::is_read), 2);
  ASSERT_EQ(tree->problems().size(), 1U);
  EXPECT_TRUE(tree->problems()[0].is_harmless);
}

TEST(Tree, utf16_comes_as_utf8) {
  using namespace std::string_view_literals;
  FakeWorld world;
  world.put("/t/a.txt", "\xFF\xFEk\0=\0\x3D\xD8\x00\xDE"sv);
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t"});
  ASSERT_TRUE(tree);
  std::string seen;
  tree->read_each(fake, {0}, [&](auto, std::string_view bytes, auto) { seen = bytes; });
  EXPECT_EQ(seen, "k=\xF0\x9F\x98\x80");
}

TEST(Tree, inspect_prints_a_line_for_each_file) {
  FakeWorld world;
  world.put("/t/run", "#!/usr/bin/env python3\n");
  world.put("/t/blob", std::string_view("\0", 1));
  world.put("/t/x.o", "o");
  world.put("/t/.gitignore", "*.o\n");
  FakeContext fake(world);
  auto tree = open(fake, {.path = "/t"});
  ASSERT_TRUE(tree);
  std::vector<std::string> lines;
  inspect(fake, *tree, [&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_EQ(
      lines,
      (std::vector<std::string>{
          R"({"path":".gitignore","read":true,"kind":"ignore","reason":""})",
          R"({"path":"blob","read":false,"kind":"binary","reason":"binary"})",
          R"({"path":"run","read":true,"kind":"python","reason":""})",
          R"({"path":"x.o","read":false,"kind":"text","reason":"ignored by .gitignore:1"})"}));
}

TEST(Kind, comes_from_name_shebang_and_content) {
  EXPECT_EQ(kind_by_name("a/Dockerfile"), "docker");
  EXPECT_EQ(kind_by_name("a/CMakeLists.txt"), "cmake");
  EXPECT_EQ(kind_by_name("a/b.tar.PY"), "python");
  EXPECT_EQ(kind_by_name("a.d/none"), "");
  EXPECT_EQ(kind_by_head("#!/usr/bin/env -S A=1 node --x\n"), "javascript");
  EXPECT_EQ(kind_by_head("#! /bin/bash -e\n"), "shell");
  EXPECT_EQ(kind_by_head("#!/usr/bin/python3.11\n"), "python");
  EXPECT_TRUE(is_binary(std::string(7999, 'a') + '\0'));
  EXPECT_FALSE(is_binary(std::string(8000, 'a') + '\0'));
  EXPECT_TRUE(is_vendored_path("x/node_modules/y/z.js"));
  EXPECT_FALSE(is_vendored_path("x/vendors/z.js"));
  EXPECT_TRUE(is_generated_name("a/package-lock.json"));
  EXPECT_TRUE(is_generated_content("a.go", "// Code generated by x. DO NOT EDIT.\n"));
  EXPECT_TRUE(is_generated_content("a.js", std::string(5000, 'x')));
  EXPECT_FALSE(is_generated_content("a.js", "let a = 1;\n"));
}

}  // namespace
}  // namespace andon::tree
