// A treeish that is listed when it is asked for says the same as one that is listed at once, and
// starts no program that it need not.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "git/git.h"
#include "tests/fakes/counting_world.h"
#include "tree/parts/state.h"
#include "tree/parts/tree_fixture.h"

namespace andon::tree {
namespace {

using Strings = std::vector<std::string>;

Source treeish(const RealTree& real, Source::Listing listing, const std::string& component = {}) {
  Source source;
  source.path = real.root;
  source.kind = Source::Kind::treeish;
  source.treeish = "HEAD";
  source.component = component;
  source.listing = listing;
  return source;
}

Tree opened(base::Context& context, const Source& source) {
  auto tree = open(context, source);
  if (!tree) ADD_FAILURE() << tree.error().text();
  return std::move(*tree);
}

std::string read_of(base::Context& context, const Tree& tree, const std::string& path) {
  const auto text = tree.read(context, path);
  return text ? "text: " + *text : text.error().text();
}

std::string own_of(base::Context& context, const Tree& tree, const std::string& name) {
  const auto files = tree.own_files(context, name);
  if (!files) return files.error().text();
  std::string out;
  for (const OwnFile& file : *files) out += fmt::format("{}: {}\n", file.path, file.bytes);
  return out;
}

std::string described(const Tree& tree) {
  std::string out = tree.release().tree + " " + tree.release().commit + "\n";
  for (const File& file : tree.files())
    out += fmt::format("{} {} {} {} {} {:o} {} {}\n", file.path, file.kind, file.is_read,
                       file.reason, file.size_bytes, file.mode, file.blob, file.is_tracked);
  return out;
}

void expect_alike(RealTree& real, const std::string& component) {
  const Tree eager = opened(real.fake, treeish(real, Source::Listing::at_once, component));
  Tree lazy = opened(real.fake, treeish(real, Source::Listing::when_asked, component));
  Strings paths = {"",
                   ".",
                   "/",
                   "sub",
                   "sub/",
                   "./a.c",
                   "a.c/",
                   "a.c/x",
                   "none",
                   "sub/none",
                   "sub//deep",
                   "../a.c",
                   ".andon",
                   "a\n",
                   "nested",
                   ".andon/pack.yaml",
                   ".andon/waivers/w.yaml",
                   "sub/.andon/trust.yaml"};
  for (const File& file : eager.files()) paths.push_back(file.path);
  EXPECT_TRUE(eager.is_listed());
  ASSERT_FALSE(lazy.is_listed());
  for (const std::string& path : paths) {
    EXPECT_EQ(lazy.holds(real.fake, path).value_or(!eager.holds(path)), eager.holds(path)) << path;
    EXPECT_EQ(eager.holds(real.fake, path).value_or(!eager.holds(path)), eager.holds(path));
    EXPECT_EQ(read_of(real.fake, lazy, path), read_of(real.fake, eager, path));
  }
  for (const char* name : {"", "waivers", "adopted", "state"})
    EXPECT_EQ(own_of(real.fake, lazy, name), own_of(real.fake, eager, name)) << name;
  ASSERT_FALSE(lazy.is_listed());
  ASSERT_TRUE(lazy.list(real.fake));
  ASSERT_TRUE(lazy.is_listed());
  EXPECT_EQ(described(lazy), described(eager));
  EXPECT_TRUE(lazy.list(real.fake)) << "twice is once";
  EXPECT_EQ(described(lazy), described(eager));
  for (const char* name : {"", "waivers", "adopted"})
    EXPECT_EQ(own_of(real.fake, lazy, name), own_of(real.fake, eager, name)) << name;
}

void fill(RealTree& real) {
  for (const std::string folder : {"", "sub/"}) {
    real.put(folder + "a.c", "int a;\n");
    real.put(folder + "deep/er/b.py", "b = 1\n");
    real.put(folder + "a\nb.c", "strange\n");
    real.put(folder + "\xFF.c", "bytes\n");
    real.put(folder + ".andonignore", "deep/er/\n*.log\n");
    real.put(folder + "kept.log", "log\n");
    real.put(folder + ".andon/pack.yaml", "pack\n");
    real.put(folder + ".andon/waivers/w.yaml", "waiver\n");
    real.put(folder + ".andon/waivers/deep/no.yaml", "too deep\n");
    real.put(folder + ".andon/adopted/1.jsonl", "adopted\n");
    real.put(folder + ".andon/state/x", "state\n");
    ASSERT_EQ(::symlink("pack.yaml", (real.root + "/" + folder + ".andon/link").c_str()), 0);
    ASSERT_EQ(::symlink("a.c", (real.root + "/" + folder + "link.c").c_str()), 0);
  }
  ASSERT_EQ(::chmod((real.root + "/a.c").c_str(), 0755), 0);
  real.git("add -f .");
  const std::string id(real.git("rev-parse --show-object-format") == "sha256" ? 64 : 40, '1');
  real.git("update-index --add --cacheinfo 160000," + id + ",nested");
  real.git("commit -q -m c");
}

TEST(Listing, when_asked_says_the_same_as_at_once) {
  for (const char* format : {"sha1", "sha256"}) {
    RealTree real;
    real.git(fmt::format("init -q --object-format={}", format));
    fill(real);
    expect_alike(real, "");
    expect_alike(real, "sub");
  }
}

TEST(Listing, of_a_bare_repository_is_the_same) {
  RealTree real;
  real.git("init -q");
  fill(real);
  std::filesystem::rename(real.root + "/.git", real.root + "/bare.git");
  real.git("-C bare.git config core.bare true");
  Source source = treeish(real, Source::Listing::at_once);
  source.path = real.root + "/bare.git";
  const Tree eager = opened(real.fake, source);
  source.listing = Source::Listing::when_asked;
  Tree lazy = opened(real.fake, source);
  EXPECT_EQ(read_of(real.fake, lazy, "deep/er/b.py"), "text: b = 1\n");
  ASSERT_TRUE(lazy.list(real.fake));
  EXPECT_EQ(described(lazy), described(eager));
}

TEST(Listing, a_component_that_the_treeish_lacks_is_listed_at_once) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.put("file", "no folder\n");
  real.commit_all();
  for (const char* component : {"none", "file", "a.c/x"}) {
    const Tree lazy = opened(real.fake, treeish(real, Source::Listing::when_asked, component));
    EXPECT_TRUE(lazy.is_listed());
    EXPECT_EQ(described(lazy),
              described(opened(real.fake, treeish(real, Source::Listing::at_once, component))));
  }
}

TEST(Listing, an_object_that_git_lacks_is_an_error_and_no_absence) {
  RealTree real;
  real.git("init -q");
  fill(real);
  const auto remove = [&](const std::string& name) {
    const std::string id = real.git("rev-parse " + name);
    std::filesystem::remove(real.root + "/.git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  };
  remove("HEAD:deep");
  remove("HEAD:.andon/waivers");
  Tree lazy = opened(real.fake, treeish(real, Source::Listing::when_asked));
  EXPECT_EQ(read_of(real.fake, lazy, "a.c"), "text: int a;\n");
  const auto held = lazy.holds(real.fake, "deep/none");
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().message, "deep/: git has no such object");
  const auto read = lazy.read(real.fake, "deep/er/b.py");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, base::ErrorKind::unavailable);
  EXPECT_FALSE(lazy.own_files(real.fake, "waivers"));
  EXPECT_FALSE(lazy.own_files(real.fake, "adopted")) << "all or nothing, as one list is";
  EXPECT_FALSE(lazy.list(real.fake));
  EXPECT_FALSE(lazy.is_listed());
  EXPECT_FALSE(open(real.fake, treeish(real, Source::Listing::at_once)));
}

TEST(Listing, threads_may_read_what_is_not_listed) {
  RealTree real(4);
  real.git("init -q");
  for (int i = 0; i < 40; ++i)
    real.put(fmt::format("f{}/g{}/x", i % 8, i), fmt::format("file {}\n", i));
  real.put(".andon/waivers/w.yaml", "w\n");
  real.commit_all();
  const Tree lazy = opened(real.fake, treeish(real, Source::Listing::when_asked));
  Strings read(400);
  real.fake.pool.for_each(read.size(), {}, [&](std::size_t at, std::size_t) {
    const std::size_t i = at % 40;
    read[at] = read_of(real.fake, lazy, fmt::format("f{}/g{}/x", i % 8, i));
    EXPECT_EQ(own_of(real.fake, lazy, "waivers"), ".andon/waivers/w.yaml: w\n\n");
  });
  for (std::size_t at = 0; at < read.size(); ++at)
    EXPECT_EQ(read[at], fmt::format("text: file {}\n", at % 40));
}

TEST(Listing, a_tree_and_its_baseline_are_read_with_three_programs) {
  RealTree real;
  real.git("init -q -b main");
  fill(real);
  real.git("update-index --force-remove nested");
  real.git("commit -q -m d");
  CountingWorld world(real.world());
  FakeContext fake(world, 2);
  const Tree tree = opened(fake, {.path = real.root});
  EXPECT_FALSE(tree.release().is_dirty);
  Source base = treeish(real, Source::Listing::when_asked);
  base.treeish = tree.release().commit;
  base.repository = tree.repository();
  Tree baseline = opened(fake, base);
  EXPECT_EQ(baseline.release().tree, tree.release().tree);
  EXPECT_EQ(read_of(fake, baseline, "deep/er/b.py"), "text: b = 1\n");
  EXPECT_NE(own_of(fake, baseline, "adopted"), "");
  Strings started = world.started();
  std::sort(started.begin(), started.end());
  EXPECT_EQ(started, (Strings{"cat-file", "config", "status"}));
  ASSERT_TRUE(baseline.list(fake));
  EXPECT_EQ(world.started().back(), "ls-tree");
  EXPECT_EQ(world.started().size(), 4U);
}

TEST(Listing, a_tree_opened_with_the_repository_of_another_switches_its_filters_off_too) {
  RealTree real;
  real.git("init -q");
  real.put("a.c", "a\n");
  real.put(".gitattributes", "*.c filter=evil\n");
  real.commit_all();
  real.run({"git", "config", "filter.evil.clean", "touch " + real.root + "/.git/ran; cat"});
  const Tree first = opened(real.fake, {.path = real.root});
  real.put("a.c", "b\n");
  const Tree second = opened(real.fake, {.path = real.root, .repository = first.repository()});
  EXPECT_TRUE(second.release().is_dirty);
  EXPECT_EQ(second.root(), first.root());
  EXPECT_FALSE(real.world().files().status(real.root + "/.git/ran"));
}

}  // namespace
}  // namespace andon::tree
