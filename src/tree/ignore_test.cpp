#include "tree/ignore.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tree/parts/tree_fixture.h"
#include "tree/tree.h"

namespace andon::tree {
namespace {

IgnoreFile parsed(std::string_view text) {
  std::size_t left_out = 0;
  return parse_ignore_file(".gitignore", "", text, 1000, left_out);
}

TEST(Ignore, names_the_line_that_decides) {
  const IgnoreFile file = parsed("# a comment\n\n*.o\r\n!keep.o\n");
  const IgnoreChain chain{nullptr, &file};
  EXPECT_EQ(match_ignore_chain(&chain, "a.o", EntryKind::file, LetterCase::matters).reason(),
            "ignored by .gitignore:3");
  EXPECT_FALSE(
      match_ignore_chain(&chain, "b/keep.o", EntryKind::file, LetterCase::matters).is_ignored());
}

TEST(Ignore, counts_the_patterns_over_the_limit) {
  std::size_t left_out = 0;
  EXPECT_EQ(parse_ignore_file("x", "", "a\nb\nc\n", 2, left_out).patterns.size(), 2U);
  EXPECT_EQ(left_out, 1U);
}

TEST(Ignore, a_pattern_of_many_stars_takes_no_exponential_time) {
  std::string pattern, text(2000, 'a');
  for (int i = 0; i < 200; ++i) pattern += "*a";
  pattern += "b";
  EXPECT_FALSE(wild_match(pattern, text, Wild::path, LetterCase::matters));
}

// Makes names and patterns of a few letters, so that they meet often.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }
  std::string_view one_of(std::initializer_list<std::string_view> words) {
    return *(words.begin() + below(words.size()));
  }
  std::string name() {
    std::string out;
    for (std::size_t i = 0, length = 1 + below(3); i < length; ++i)
      out += one_of({"a", "b", "A", "c", ".", "-", "]", " ", "!", "#", "\xC3\xA9", "*"});
    return out == "." || out == ".." ? "x" : out;
  }
  std::string part() {
    std::string out;
    for (std::size_t i = 0, length = 1 + below(4); i < length; ++i)
      out += one_of({"a",     "b",     "a",           "b",           "A",        "c",
                     "*",     "*",     "?",           "**",          "[ab]",     "[!a]",
                     "[^b]",  "[a-c]", "[[:alpha:]]", "[[:upper:]]", "[]a]",     "[a",
                     "\\a",   "\\*",   ".",           "-",           " ",        "\\ ",
                     "[\\]]", "[b-]",  "[c-a]",       "[[:nope:]]",  "\xC3\xA9", "]"});
    return out;
  }
  std::string pattern() {
    std::string out(one_of({"", "", "", "!", "!", "#", "\\!", "\\#"}));
    if (below(4) == 0) out += "/";
    for (std::size_t i = 0, parts = 1 + below(3); i < parts; ++i) {
      if (i > 0) out += "/";
      out += below(5) == 0 ? "**" : part();
    }
    out += one_of({"", "", "", "/", " ", "  ", "\\ ", "\t", "\r", "/*", "/**", "\\"});
    return out;
  }

 private:
  std::mt19937 random_;
};

void make_tree(RealTree& tree, Generator& generate) {
  std::vector<std::string> folders = {""};
  for (std::size_t i = 0, count = 3 + generate.below(6); i < count; ++i)
    folders.push_back(folders[generate.below(folders.size())] + generate.name() + "/");
  for (std::size_t i = 0, count = 15 + generate.below(20); i < count; ++i) {
    const std::string path = folders[generate.below(folders.size())] + generate.name();
    const std::string full = tree.root + "/" + path;
    if (tree.world().files().status(full) ||
        !tree.world().files().make_folders(full.substr(0, full.rfind('/'))))
      continue;
    tree.put(path, "x");
  }
  for (const std::string& folder : folders) {
    if (!folder.empty() && generate.below(3) > 0) continue;
    if (!tree.world().files().status(tree.root + "/" + folder)) continue;
    std::string text;
    for (std::size_t i = 0, count = 1 + generate.below(6); i < count; ++i)
      text += generate.pattern() + (generate.below(12) == 0 ? "\r\n" : "\n");
    if (generate.below(3) == 0) text.pop_back();
    tree.put(folder + ".gitignore", text);
  }
}

std::vector<std::string> untracked_and_not_ignored(RealTree& tree) {
  const std::string output = tree.git("ls-files -z --others --exclude-standard");
  std::vector<std::string> paths;
  for (const std::string_view path : base::split(output, '\0'))
    if (!path.empty()) paths.emplace_back(path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string all_ignore_files(RealTree& tree) {
  return tree.run({"sh", "-c", "find . -name .gitignore -exec sh -c 'echo == {}; cat -A {}' \\;"})
      .output;
}

// Found by fuzzing: each "**/" may stand for no folder at all, and all of them were tried with all.
TEST(Ignore, many_folders_of_any_depth_take_no_exponential_time) {
  std::string pattern, path;
  for (int i = 0; i < 60; ++i) pattern += "**/";
  for (int i = 0; i < 60; ++i) path += "a/";
  const auto match = [&](const std::string& tail) {
    return wild_match(pattern + tail, path + "a", Wild::path, LetterCase::matters);
  };
  EXPECT_FALSE(match("b"));
  EXPECT_FALSE(match("*b*/**/*b"));
  EXPECT_TRUE(match("a"));
  EXPECT_TRUE(match("*"));
}

TEST(Ignore, is_what_git_says_on_random_trees_and_patterns) {
  constexpr unsigned cases = 150;
  for (unsigned seed = 1; seed <= cases; ++seed) {
    RealTree tree(1);
    Generator generate(seed);
    tree.git("init -q");
    if (seed % 5 == 0) tree.git("config core.ignorecase true");
    make_tree(tree, generate);
    if (seed % 3 == 0) tree.put(".git/info/exclude", generate.pattern() + "\n");
    // Some of it tracked although ignored.
    const std::string some = tree.git("ls-files -z --others --ignored --exclude-standard");
    const std::vector<std::string_view> ignored = base::split(some, '\0');
    if (seed % 2 == 0 && !ignored.front().empty())
      tree.run({"git", "--literal-pathspecs", "add", "-f", "--", std::string(ignored.front())});
    const auto opened = open(tree.fake, {.path = tree.root});
    ASSERT_TRUE(opened) << opened.error().text();
    std::vector<std::string> ours;
    for (const File& file : opened->files())
      if (file.is_read && !file.is_tracked) ours.push_back(file.path);
    ASSERT_EQ(ours, untracked_and_not_ignored(tree))
        << "seed " << seed << "\n"
        << all_ignore_files(tree) << tree.run({"find", "."}).output;
  }
}

// The pattern that git names, for every file and folder of a tree.
TEST(Ignore, names_the_same_pattern_as_git) {
  constexpr unsigned cases = 40;
  for (unsigned seed = 1000; seed < 1000 + cases; ++seed) {
    RealTree tree(1);
    Generator generate(seed);
    tree.git("init -q");
    make_tree(tree, generate);
    const auto opened = open(tree.fake, {.path = tree.root});
    ASSERT_TRUE(opened) << opened.error().text();
    std::string input;
    std::vector<const File*> asked;
    for (const File& file : opened->files()) {
      if (file.path == ".gitignore") continue;
      asked.push_back(&file);
      input += file.path + '\0';
    }
    const base::Ended ended =
        tree.run({"git", "check-ignore", "-v", "-n", "-z", "--stdin", "--no-index"}, input);
    const auto fields = base::split(ended.output, '\0');
    ASSERT_EQ(fields.size(), asked.size() * 4 + 1);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const bool is_ignored = !fields[i * 4].empty() && !fields[i * 4 + 2].starts_with('!');
      const std::string expected =
          is_ignored
              ? fmt::format("ignored by {}:{}", base::path_text(fields[i * 4]), fields[i * 4 + 1])
              : "";
      ASSERT_EQ(asked[i]->reason, expected) << "seed " << seed << ": " << asked[i]->path << "\n"
                                            << all_ignore_files(tree);
    }
  }
}

TEST(Ignore, is_what_git_says_on_this_project) {
  RealTree other;
  if (!other.world().files().status(std::string(ANDON_SOURCE_DIR) + "/.git"))
    GTEST_SKIP() << "not a clone of the project";
  auto opened = open(other.fake, {.path = ANDON_SOURCE_DIR});
  ASSERT_TRUE(opened) << opened.error().text();
  const base::Ended ended = other.run({"git", "-c", "safe.directory=*", "-C", ANDON_SOURCE_DIR,
                                       "ls-files", "-z", "--others", "--exclude-standard"});
  std::vector<std::string> theirs, ours;
  for (const std::string_view path : base::split(ended.output, '\0'))
    if (!path.empty()) theirs.emplace_back(path);
  for (const File& file : opened->files())
    if (file.is_read && !file.is_tracked) ours.push_back(file.path);
  std::sort(theirs.begin(), theirs.end());
  EXPECT_EQ(ours, theirs);
}

}  // namespace
}  // namespace andon::tree
