#include <algorithm>

#include <gtest/gtest.h>

#include "tests/fakes/fake_world.h"
#include "tree/parts/lines.h"
#include "tree/tree.h"

namespace andon::tree {
namespace {

struct Marked {
  std::string check = "secrets", rule = "key";
  std::string path = "a.py";
  std::string match;        // its text
  std::string secret = {};  // masked, every time it stands in the match
  std::size_t nth = 0;
};

// The files, and a finding for each mark, anchored.
class Scene {
 public:
  Scene(const std::string& path, const std::string& text) : text_(text) {
    world_.put("/tree/" + path, text);
  }
  std::vector<model::Finding> anchored(const std::vector<Marked>& marks) {
    std::vector<model::Run> runs(1);
    for (const Marked& mark : marks) {
      std::size_t begin = text_.find(mark.match);
      for (std::size_t i = 0; i < mark.nth; ++i) begin = text_.find(mark.match, begin + 1);
      EXPECT_NE(begin, std::string::npos) << mark.match;
      model::Finding finding;
      finding.check = mark.check;
      finding.rule = mark.rule;
      finding.path = mark.path;
      finding.match = {begin, begin + mark.match.size()};
      if (!mark.secret.empty()) {
        const std::size_t at = text_.find(mark.secret, begin);
        finding.masks = {{at, at + mark.secret.size()}};
      }
      runs[0].findings.push_back(finding);
    }
    return run(std::move(runs)).findings;
  }
  model::Run run(std::vector<model::Run> runs) {
    auto tree = open(fake_, {.path = "/tree"});
    EXPECT_TRUE(tree) << tree.error().text();
    anchor(fake_, *tree, runs);
    return runs[0];
  }

 private:
  std::string text_;
  FakeWorld world_;
  FakeContext fake_{world_};
};

std::string context_of(const std::string& text, const Marked& mark) {
  return Scene(mark.path, text).anchored({mark}).front().identity.context;
}

TEST(Anchor, a_line_that_moves_keeps_its_identity) {
  const Marked mark{.match = "key = \"s3cr3t\"", .secret = "s3cr3t"};
  const std::string before = context_of("a\nb\nkey = \"s3cr3t\"\nc\n", mark);
  EXPECT_EQ(before, context_of("new\na\nb\nkey = \"s3cr3t\"\nc\n", mark)) << "inserted above";
  EXPECT_EQ(before, context_of("key = \"s3cr3t\"\n", mark)) << "all else deleted";
  EXPECT_EQ(before, context_of("c\nkey = \"s3cr3t\"\nb\na", mark)) << "others reordered";
  EXPECT_EQ(before, context_of("if x:\n\t  key = \"s3cr3t\"  \r\n", mark)) << "indented, CRLF";
  EXPECT_EQ(before, context_of("key    =   \"s3cr3t\"\n",
                               {.match = "key    =   \"s3cr3t\"", .secret = "s3cr3t"}));
  Marked renamed = mark;
  renamed.path = "b/c.py";
  EXPECT_EQ(before, context_of("key = \"s3cr3t\"\n", renamed)) << "another file";
}

TEST(Anchor, another_rule_or_check_or_text_is_another_finding) {
  const std::string text = "key = \"s3cr3t\"\nkey2 = \"s3cr3t\"\n";
  const std::string before = context_of(text, {.match = "key = \"s3cr3t\"", .secret = "s3cr3t"});
  EXPECT_NE(before,
            context_of(text, {.rule = "other", .match = "key = \"s3cr3t\"", .secret = "s3cr3t"}));
  EXPECT_NE(before,
            context_of(text, {.check = "x", .match = "key = \"s3cr3t\"", .secret = "s3cr3t"}));
  EXPECT_NE(before, context_of(text, {.match = "key2 = \"s3cr3t\"", .secret = "s3cr3t"}));
}

TEST(Anchor, a_comment_that_allows_the_finding_is_no_part_of_it) {
  const Marked mark{.match = "key = 'abc'"};
  const auto bare = context_of("key = 'abc'\n", mark);
  EXPECT_EQ(context_of("key = 'abc'  # gitleaks:allow\n", mark), bare);
  EXPECT_EQ(context_of("key = 'abc'; // see below, andon:allow\n", mark),
            context_of("key = 'abc';\n", mark));
  EXPECT_EQ(context_of("key = 'abc' <!-- nosec -->\n", mark), bare);
  EXPECT_NE(context_of("key = 'abc'  # the live one\n", mark), bare);
}

TEST(Anchor, identity_holds_no_value) {
  EXPECT_EQ(
      context_of("key = \"s3cr3t\"\n", {.match = "\"s3cr3t\"", .secret = "s3cr3t"}),
      context_of("key = \"an0ther one\"\n", {.match = "\"an0ther one\"", .secret = "an0ther one"}));
}

TEST(Anchor, equal_lines_are_counted_in_order_whatever_order_they_come_in) {
  Scene scene("a.py", "k=1\nx\nk=1\nk=1\n");
  const auto found =
      scene.anchored({{.match = "k=1", .nth = 2}, {.match = "k=1"}, {.match = "k=1", .nth = 1}});
  EXPECT_EQ(found[0].identity.ordinal, 2U);
  EXPECT_EQ(found[1].identity.ordinal, 0U);
  EXPECT_EQ(found[2].identity.ordinal, 1U);
  EXPECT_EQ(found[0].identity.context, found[1].identity.context);
  EXPECT_NE(found[0].id, found[1].id);
  EXPECT_EQ(found[0].id.size(), 16U);
}

TEST(Anchor, a_frame_masks_the_secrets_of_its_neighbours_too) {
  Scene scene("a.py", "one\ntoken = hunter2hunter2\npass = s3cr3t\nfour\nfive\nsix\n");
  const auto found = scene.anchored(
      {{.match = "pass = s3cr3t", .secret = "s3cr3t"},
       {.check = "import", .match = "token = hunter2hunter2", .secret = "hunter2hunter2"},
       {.check = "lint", .rule = "style", .match = "four"}});
  ASSERT_EQ(found[0].frame.size(), 5U);
  EXPECT_EQ(found[0].frame[0].line, 1U);
  EXPECT_EQ(found[0].frame[1].text, "token = [redacted]");
  EXPECT_EQ(found[2].frame[0].text, "token = [redacted]");
  for (const auto& finding : found)
    for (const auto& line : finding.frame) {
      EXPECT_EQ(line.text.find("s3cr3t"), std::string::npos);
      EXPECT_EQ(line.text.find("hunter2"), std::string::npos);
    }
}

TEST(Anchor, a_long_line_is_shown_around_the_match_and_far_edits_do_not_touch_identity) {
  const std::string filler(5000, 'a'), other(4000, 'b');
  const Marked mark{.match = "key=s3cr3t", .secret = "s3cr3t"};
  const std::string near = std::string(200, '.');
  EXPECT_EQ(context_of(filler + near + "key=s3cr3t" + near + filler, mark),
            context_of(other + near + "key=s3cr3t" + near + other, mark));
  Scene scene("a.py", filler + "key=s3cr3t" + filler);
  const auto found = scene.anchored({mark});
  const std::string& text = found[0].frame.at(0).text;
  EXPECT_LE(text.size(), 260U);
  EXPECT_NE(text.find("key=[redacted]"), std::string::npos) << text;
  EXPECT_TRUE(text.starts_with("...") && text.ends_with("...")) << text;
}

TEST(Anchor, a_cut_through_a_secret_shows_no_part_of_it) {
  const std::string secret(900, 'S');
  for (std::size_t gap = 0; gap < 200; gap += 7) {
    const std::string text =
        secret + std::string(gap, '.') + "match" + std::string(gap, '.') + secret;
    Scene scene("a.py", text);
    const auto found = scene.anchored({{.match = "match"},
                                       {.rule = "k", .match = secret, .secret = secret},
                                       {.rule = "l", .match = secret, .secret = secret, .nth = 1}});
    for (const auto& line : found[0].frame)
      EXPECT_EQ(line.text.find('S'), std::string::npos) << gap;
  }
}

TEST(Anchor, lines_and_columns_become_bytes_and_bytes_become_code_points) {
  Scene scene("a.py", "first\n\xC3\xA9\xC3\xA9 = bad\n");
  std::vector<model::Run> runs(1);
  model::Finding by_region, by_bytes, by_line;
  for (model::Finding* finding : {&by_region, &by_bytes, &by_line}) finding->path = "a.py";
  by_region.region = {2, 6, 2, 9};
  by_bytes.match = {13, 16};
  by_line.region = {2, 0, 0, 0};
  runs[0].findings = {by_region, by_bytes, by_line};
  const model::Run run = scene.run(runs);
  EXPECT_EQ(run.findings[0].match, (model::ByteSpan{13, 16}));
  EXPECT_EQ(run.findings[1].region, (model::Region{2, 6, 2, 9}));
  EXPECT_EQ(run.findings[2].match, (model::ByteSpan{6, 16}));
}

TEST(Anchor, a_place_that_is_not_in_the_tree_is_a_problem_and_the_finding_stays) {
  Scene scene("a.py", "x\n");
  std::vector<model::Run> runs(1);
  model::Finding gone;
  gone.path = "gone.py";
  gone.message = "bad";
  gone.region = {3, 1, 3, 2};
  runs[0].findings = {gone};
  const model::Run run = scene.run(runs);
  ASSERT_EQ(run.problems.size(), 1U);
  EXPECT_EQ(run.problems[0].path, "gone.py");
  EXPECT_EQ(run.problems[0].text,
            "the file is not in the tree; 1 finding could not be tied to its text");
  ASSERT_EQ(run.findings.size(), 1U);
  EXPECT_FALSE(run.findings[0].identity.context.empty());
}

std::string symbol_in(const std::string& path, const std::string& text) {
  return Scene(path, text).anchored({{.path = path, .match = "HERE"}}).front().symbol;
}

TEST(Anchor, finds_the_enclosing_definition) {
  EXPECT_EQ(symbol_in("a.py", "class A:\n    def run(self):\n        if x:\n\n            HERE\n"),
            "run");
  EXPECT_EQ(symbol_in("a.c", "static int probe(struct device *d)\n{\n\tint x;\nout:\n\tHERE;\n}\n"),
            "probe");
  EXPECT_EQ(symbol_in("a.go", "func (s *Server) Serve(l Listener) error {\n\tfor {\n\t\tHERE\n"),
            "Serve");
  EXPECT_EQ(symbol_in("a.js", "const handle = async (request) => {\n  if (a) {\n    HERE\n"),
            "handle");
  EXPECT_EQ(symbol_in("A.java", "public class A {\n  public static int sum(int a) {\n    HERE;\n"),
            "sum");
  EXPECT_EQ(
      symbol_in("a.rs", "impl<T> Stack<T> {\n    pub(crate) fn push(&mut self) {\n        HERE\n"),
      "push");
  EXPECT_EQ(symbol_in("a.sh", "deploy() {\n  HERE\n}\n"), "deploy");
  EXPECT_EQ(symbol_in("a.yaml", "jobs:\n  a:\n    HERE: 1\n"), "");
  EXPECT_EQ(symbol_in("a.py", "def other():\n    pass\nHERE\n"), "");
}

TEST(Lines, masks_that_touch_are_one) {
  EXPECT_EQ(joined_masks({{5, 9}, {0, 2}, {2, 3}, {8, 40}, {60, 70}}, 20),
            (std::vector<model::ByteSpan>{{0, 3}, {5, 20}}));
}

}  // namespace
}  // namespace andon::tree
