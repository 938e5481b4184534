// Law 6 on the whole line, from a source tree to the state of each finding: hundreds of random
// edits of real git repositories, each with what a person would call the same finding.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include "base/real_world.h"
#include "flow/check.h"
#include "tests/fakes/fake_world.h"

namespace andon::flow {
namespace {

enum class Expected { nothing, existing, new_ };

// One line of a file, with what must be said of it.
struct Line {
  std::string name, value;  // value empty: no secret here
  std::string indent, gap = " ";
  Expected expected = Expected::nothing;

  std::string text() const {
    if (value.empty()) return indent + name;
    return fmt::format("{}{}{}={}\"{}\"", indent, name, gap, gap, value);
  }
};

using Sources = std::map<std::string, std::vector<Line>>;

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  std::string letters(std::size_t count, std::string_view alphabet) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += alphabet[below(alphabet.size())];
    return out;
  }
  // Each character once: one draw in thousands would repeat itself so much that the rules rightly
  // take it for a filler.
  std::string different_letters(std::size_t count, std::string_view alphabet) {
    std::string out(alphabet);
    shuffle(out);
    return out.substr(0, count);
  }
  std::string secret() {
    constexpr std::string_view some = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    if (chance(50)) return "ghp_" + different_letters(36, some);
    return "AKIA" + different_letters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  }
  Line filler() { return {fmt::format("step_{}()", letters(5, "abcdefgh")), {}, {}, " ", {}}; }
  template <class List>
  void shuffle(List& list) {
    std::shuffle(list.begin(), list.end(), random_);
  }

 private:
  std::mt19937 random_;
};

// The line's dice fall before the place's: compilers differ in the order of a call's arguments, and
// a seed must mean the same to each.
void insert_anywhere(Dice& dice, std::vector<Line>& lines, Line line) {
  const auto at = static_cast<std::ptrdiff_t>(dice.below(lines.size() + 1));
  lines.insert(lines.begin() + at, std::move(line));
}

// Three files with secrets and other lines. Some lines differ in their value alone: masked, they
// are the same text.
Sources written(Dice& dice) {
  Sources sources;
  int number = 0;
  for (const auto* path : {"a.py", "lib/b.py", "lib/deep/c.py"}) {
    auto& lines = sources[path];
    for (int i = 0; i < 12; ++i) lines.push_back(dice.filler());
    for (int i = 0; i < 3; ++i) {
      const auto name = fmt::format("field_{}", number++);
      const std::size_t copies = dice.chance(30) ? 2 : 1;
      for (std::size_t copy = 0; copy < copies; ++copy)
        insert_anywhere(dice, lines, Line{name, dice.secret(), {}, " ", Expected::existing});
    }
  }
  return sources;
}

// What a person would not call another finding.
void edit_harmlessly(Dice& dice, std::vector<Line>& lines) {
  if (dice.chance(50))
    for (std::size_t i = 0, count = dice.below(9); i < count; ++i)
      insert_anywhere(dice, lines, dice.filler());
  if (dice.chance(50))
    std::erase_if(lines, [&](const Line& line) { return line.value.empty() && dice.chance(60); });
  if (dice.chance(30)) dice.shuffle(lines);
  if (dice.chance(30)) {
    const std::string indent = dice.chance(50) ? "\t" : std::string(dice.below(9), ' ');
    for (auto& line : lines) line.indent = indent;
  }
  if (dice.chance(30))
    for (auto& line : lines) line.gap = std::string(1 + dice.below(4), ' ');
}

void move_files(Dice& dice, Sources& sources) {
  Sources moved;
  for (auto& [path, lines] : sources) {
    auto to = path;
    if (dice.chance(20)) to = fmt::format("renamed_{}.py", moved.size());
    if (dice.chance(20)) to = "another/folder/" + to;
    moved[to] = std::move(lines);
  }
  sources = std::move(moved);
}

// What is new for sure: another line, another value in a line.
void edit_harmfully(Dice& dice, Sources& sources) {
  for (auto& [path, lines] : sources) {
    if (dice.chance(30))
      insert_anywhere(
          dice, lines,
          Line{"added_" + dice.letters(6, "klmnop"), dice.secret(), {}, " ", Expected::new_});
    for (auto& line : lines)
      if (line.expected == Expected::existing && dice.chance(10)) {
        const bool is_github = line.value.starts_with("ghp_");
        do line.value = dice.secret();
        while (line.value.starts_with("ghp_") != is_github);
        line.expected = Expected::new_;
      }
  }
}

class IdentityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = *world_->files().make_temporary_folder("identity");
    ::setenv("XDG_CACHE_HOME", (root_ + "/cache").c_str(), 1);
    ::setenv("ANDON_IDENTITY_KEY", "0123456789abcdef0123456789abcdef", 1);
    tree_ = root_ + "/tree";
    ASSERT_TRUE(world_->files().make_folders(tree_));
    git("init -q -b main . && git config user.name Ada && git config user.email ada@example.com");
  }
  void TearDown() override { (void)world_->files().remove_all(root_); }

  void git(const std::string& words) {
    const auto command = "cd " + tree_ + " && git " + words + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << words;
  }
  void commit() { git("add -A && git commit -q --allow-empty -m work"); }

  // The work tree holds these files and no others.
  void lay_out(const Sources& sources) {
    const auto entries = world_->files().list(tree_);
    ASSERT_TRUE(entries);
    for (const auto& entry : *entries) {
      if (entry.name == ".git") continue;
      ASSERT_TRUE(world_->files().remove_all(tree_ + "/" + entry.name));
    }
    for (const auto& [path, lines] : sources) {
      std::string text;
      for (const auto& line : lines) text += line.text() + "\n";
      const auto file = tree_ + "/" + path;
      ASSERT_TRUE(world_->files().make_folders(file.substr(0, file.rfind('/'))));
      ASSERT_TRUE(world_->files().write_atomically(file, text));
    }
  }

  std::vector<model::Finding> checked(const std::string& baseline) {
    CheckRequest request;
    request.path = tree_;
    request.baseline = baseline;
    request.has_tools = false;
    request.is_kept = false;
    auto outcome = check(fake_.context, request);
    EXPECT_TRUE(outcome) << outcome.error().text();
    if (!outcome) return {};
    auto findings = std::move(outcome->report.findings);
    std::erase_if(findings,
                  [](const auto& finding) { return finding.state == model::FindingState::fixed; });
    return findings;
  }

  void expect(const Sources& sources, const std::vector<model::Finding>& findings) {
    std::map<std::pair<std::string, std::uint32_t>, Expected> wanted, found;
    for (const auto& [path, lines] : sources)
      for (std::uint32_t i = 0; i < lines.size(); ++i)
        if (!lines[i].value.empty()) wanted[{path, i + 1}] = lines[i].expected;
    for (const auto& finding : findings)
      found[{finding.path, finding.region.start_line}] =
          finding.state == model::FindingState::new_ ? Expected::new_ : Expected::existing;
    EXPECT_EQ(wanted.size(), found.size());
    for (const auto& [place, state] : wanted) {
      const auto& [path, number] = place;
      ASSERT_TRUE(found.contains(place)) << path << ":" << number;
      EXPECT_EQ(found[place], state)
          << path << ":" << number << " " << sources.at(path)[number - 1].text();
    }
  }

  static std::size_t count_new(const std::vector<model::Finding>& findings) {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(),
        [](const auto& finding) { return finding.state == model::FindingState::new_; }));
  }

  std::unique_ptr<base::World> world_ = base::make_real_world();
  FakeContext fake_{*world_};
  std::string root_, tree_;
};

TEST_F(IdentityTest, edits_around_findings_leave_them_existing_and_only_new_ones_are_new) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    Dice dice(seed);
    const auto sources = written(dice);
    lay_out(sources);
    commit();
    git("tag -f base");
    for (int round = 0; round < 25; ++round) {
      SCOPED_TRACE(fmt::format("seed {} round {}", seed, round));
      auto edited = sources;
      for (auto& [path, lines] : edited) edit_harmlessly(dice, lines);
      if (dice.chance(50)) move_files(dice, edited);
      if (dice.chance(60)) edit_harmfully(dice, edited);
      lay_out(edited);
      expect(edited, checked("base"));
      if (HasFailure()) return;
    }
  }
}

TEST_F(IdentityTest, one_more_copy_of_a_line_is_exactly_one_new_finding) {
  Dice dice(7);
  for (std::size_t count = 1; count <= 12; ++count) {
    SCOPED_TRACE(fmt::format("{} copies", count));
    const Line line{"field", dice.secret(), {}, " ", Expected::existing};
    Sources sources;
    auto& lines = sources["a.py"];
    lines.assign(20, dice.filler());
    const auto add = [&] { insert_anywhere(dice, lines, line); };
    for (std::size_t i = 0; i < count; ++i) add();
    lay_out(sources);
    commit();
    EXPECT_EQ(count_new(checked("HEAD")), 0u);
    add();
    lay_out(sources);
    const auto findings = checked("HEAD");
    std::map<std::string, std::size_t> by_rule;
    for (const auto& finding : findings)
      by_rule[finding.rule] += finding.state == model::FindingState::new_;
    EXPECT_FALSE(by_rule.empty());
    for (const auto& [rule, fresh] : by_rule) EXPECT_EQ(fresh, 1u) << rule;
    // One copy less: nothing is new.
    const auto one = std::find_if(lines.begin(), lines.end(),
                                  [](const Line& each) { return !each.value.empty(); });
    lines.erase(one);
    lines.erase(std::find_if(lines.begin(), lines.end(),
                             [](const Line& each) { return !each.value.empty(); }));
    if (count == 1) continue;
    lay_out(sources);
    EXPECT_EQ(count_new(checked("HEAD")), 0u);
  }
}

TEST_F(IdentityTest, a_file_that_went_to_two_places_or_came_from_two_is_new_in_each) {
  Dice dice(11);
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE(round);
    Sources sources;
    sources["a.py"] = {dice.filler(), {"field", dice.secret(), {}, " ", Expected::existing}};
    sources["kept.py"] = {{"other", dice.secret(), {}, " ", Expected::existing}};
    lay_out(sources);
    commit();
    Sources split{{"kept.py", sources["kept.py"]}};
    split["b.py"] = split["c.py"] = sources["a.py"];
    split["b.py"][1].expected = split["c.py"][1].expected = Expected::new_;
    lay_out(split);
    expect(split, checked("HEAD"));
    // A copy beside the original is new, the original is not.
    Sources copied = sources;
    copied["b.py"] = sources["a.py"];
    copied["b.py"][1].expected = Expected::new_;
    lay_out(copied);
    expect(copied, checked("HEAD"));
    // Two that were, one that is: which of them it was cannot be told.
    lay_out(split);
    commit();
    Sources joined{{"kept.py", sources["kept.py"]}, {"d.py", sources["a.py"]}};
    joined["d.py"][1].expected = Expected::new_;
    lay_out(joined);
    expect(joined, checked("HEAD"));
  }
}

TEST_F(IdentityTest, a_rebase_changes_commits_and_no_finding) {
  for (unsigned seed = 100; seed < 110; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const auto sources = written(dice);
    git(fmt::format("checkout -q --orphan main{}", seed));
    lay_out(sources);
    commit();
    git(fmt::format("checkout -q -b change{}", seed));
    auto edited = sources;
    edit_harmlessly(dice, edited["a.py"]);
    edit_harmfully(dice, edited);
    lay_out(edited);
    commit();
    const auto target = fmt::format("main{}", seed);
    const auto before = checked(target);
    expect(edited, before);
    // The target goes on elsewhere; the change is put on top of it.
    git("checkout -q " + target);
    auto moved_on = sources;
    moved_on["elsewhere.py"] = {dice.filler(),
                                {"elsewhere", dice.secret(), {}, " ", Expected::existing}};
    lay_out(moved_on);
    commit();
    git(fmt::format("checkout -q change{0} && git rebase -q main{0}", seed));
    edited["elsewhere.py"] = moved_on["elsewhere.py"];
    const auto after = checked(target);
    expect(edited, after);
    for (const auto& finding : before)
      EXPECT_TRUE(std::any_of(after.begin(), after.end(),
                              [&](const model::Finding& each) {
                                return each.id == finding.id && each.state == finding.state;
                              }))
          << finding.path << " " << finding.rule;
  }
}

}  // namespace
}  // namespace andon::flow
