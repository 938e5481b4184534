#include "governance/commit_history.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace andon::governance {
namespace {

// Histories of one file, made of objects as git writes them.
class CommitHistoryTest : public testing::Test {
 protected:
  std::string put(const std::string& type, const std::string& bytes) {
    auto id = git_object_id(type, bytes);
    objects[id] = {type, bytes};
    return id;
  }
  static std::string raw(std::string_view id) {
    std::string out;
    for (std::size_t i = 0; i < id.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(id.substr(i, 2)), nullptr, 16));
    return out;
  }
  std::string tree(const std::string& text) {
    std::string folder;
    if (!text.empty()) {
      std::string files("100644 a.yaml");
      files += '\0';
      files += raw(git_object_id("blob", text));
      folder = "40000 waivers";
      folder += '\0';
      folder += raw(put("tree", files));
    }
    return put("tree", folder);
  }
  // "" as text: without the file.
  std::string commit(const std::string& text, const std::vector<std::string>& parents,
                     const std::string& signature = "") {
    auto bytes = "tree " + tree(text) + "\n";
    for (const auto& parent : parents) bytes += "parent " + parent + "\n";
    bytes += "author A <a@b> " + std::to_string(++count) + " +0000\ncommitter A <a@b> 1 +0000\n";
    if (!signature.empty()) bytes += "gpgsig " + signature + "\n more\n";
    return put("commit", bytes + "\nwhat it does\n");
  }
  Givers givers(const std::string& head, const std::string& text) {
    CommitHistory history(
        [this](std::string_view id) {
          const auto found = objects.find(id);
          return found == objects.end() ? nullptr : &found->second;
        },
        head);
    return history.givers("waivers/a.yaml", text);
  }
  std::vector<std::string> signers(const std::string& head, const std::string& text = "a\n") {
    std::vector<std::string> out;
    for (const auto& each : givers(head, text).commits) out.push_back(each.signature);
    std::ranges::sort(out);
    return out;
  }
  using Signers = std::vector<std::string>;

  GitObjects objects;
  int count = 0;
};

TEST_F(CommitHistoryTest, the_commit_that_gave_the_file_its_bytes_speaks_for_it) {
  const auto start = commit("", {});
  const auto given = commit("a\n", {start}, "lee");
  EXPECT_EQ(signers(given), Signers{"lee\nmore\n"});
  EXPECT_EQ(signers(commit("a\n", {commit("a\n", {given})})), Signers{"lee\nmore\n"});
  EXPECT_EQ(signers(commit("a\n", {}, "root")), Signers{"root\nmore\n"});
  EXPECT_EQ(signers(given, "b\n"), Signers());
}

TEST_F(CommitHistoryTest, a_commit_that_only_has_the_file_says_nothing_of_it) {
  const auto given = commit("a\n", {commit("", {})});
  EXPECT_EQ(signers(commit("a\n", {given}, "lee")), Signers());
}

TEST_F(CommitHistoryTest, what_was_changed_since_and_put_back_is_not_what_was_signed) {
  const auto given = commit("a\n", {commit("", {})}, "lee");
  const auto back = commit("a\n", {commit("b\n", {given})});
  EXPECT_EQ(signers(back), Signers());
  EXPECT_EQ(signers(commit("a\n", {commit("", {given})})), Signers());
  EXPECT_EQ(signers(commit("a\n", {commit("b\n", {given})}, "again")), Signers{"again\nmore\n"});
}

TEST_F(CommitHistoryTest, a_merge_that_brings_back_what_was_withdrawn_does_not_help) {
  const auto given = commit("a\n", {commit("", {})}, "lee");
  const auto side = commit("a\n", {given});
  const auto withdrawn = commit("b\n", {given});
  EXPECT_EQ(signers(commit("a\n", {withdrawn, side})), Signers());
  EXPECT_EQ(signers(commit("a\n", {side, withdrawn})), Signers());
  EXPECT_EQ(signers(commit("a\n", {withdrawn, side}, "merge")), Signers());
}

TEST_F(CommitHistoryTest, a_branch_keeps_what_was_signed_on_it_through_its_merge) {
  const auto start = commit("", {});
  const auto given = commit("a\n", {start}, "lee");
  const auto other = commit("", {start});
  EXPECT_EQ(signers(commit("a\n", {other, given})), Signers{"lee\nmore\n"});
  const auto older = commit("old\n", {start});
  const auto newer = commit("a\n", {older}, "lee");
  EXPECT_EQ(signers(commit("a\n", {commit("old\n", {older}), newer})), Signers{"lee\nmore\n"});
  // Nobody signed the branch; the merge that carries the file is signed.
  EXPECT_EQ(signers(commit("a\n", {other, commit("a\n", {start})}, "merge")), Signers());
}

TEST_F(CommitHistoryTest, two_that_gave_the_same_bytes_both_speak) {
  const auto start = commit("", {});
  const auto one = commit("a\n", {start}, "kim");
  const auto two = commit("a\n", {start}, "lee");
  EXPECT_EQ(signers(commit("a\n", {one, two})), (Signers{"kim\nmore\n", "lee\nmore\n"}));
}

TEST_F(CommitHistoryTest, a_line_of_history_that_is_not_at_hand_cannot_hide_a_change) {
  const auto start = commit("", {});
  const auto given = commit("a\n", {start}, "lee");
  const auto withdrawn = commit("b\n", {given});
  const auto later = commit("b\n", {withdrawn});
  const auto head = commit("a\n", {given, later});
  objects.erase(withdrawn);
  const auto found = givers(head, "a\n");
  EXPECT_TRUE(found.commits.empty());
  EXPECT_EQ(found.problem, "commit " + withdrawn.substr(0, 12) + " is not at hand, or no commit");
  // What led to the signed commit may be away, but for what it changed: its parents' files.
  const auto plain = commit("a\n", {given});
  EXPECT_EQ(signers(plain), Signers{"lee\nmore\n"});
  objects.erase(start);
  EXPECT_EQ(signers(plain), Signers());
  EXPECT_FALSE(givers(plain, "a\n").problem.empty());
  EXPECT_TRUE(givers(std::string(40, 'a'), "a\n").commits.empty());
}

TEST_F(CommitHistoryTest, what_is_kept_is_named_by_its_bytes) {
  const auto given = commit("a\n", {commit("", {})}, "lee");
  auto packed = pack_objects(objects);
  const auto read = unpack_objects(packed, "kept");
  ASSERT_TRUE(read);
  EXPECT_EQ(pack_objects(*read), packed);
  EXPECT_TRUE(read->contains(given));
  packed[packed.find("what it does")] = 'W';
  const auto changed = unpack_objects(packed, "kept");
  ASSERT_TRUE(changed);
  EXPECT_NE(read->contains(given) && changed->contains(given), true);
  for (const auto* broken :
       {"", "andon git objects v1\ncommit", "andon git objects v1\ncommit 9\na",
        "andon git objects v1\ncommit x\na\n"})
    EXPECT_EQ(unpack_objects(broken, "kept").error().message, "kept: these are no git objects");
}

TEST(CommitObject, parts_what_was_signed_from_the_signature) {
  const std::string id(40, 'a'), other(40, 'b');
  const auto head = "tree " + id + "\nparent " + other + "\nauthor A <a@b> 1 +0000\n";
  const auto parts =
      parse_commit_object(head + "gpgsig -----BEGIN\n one\n \n two\nencoding x\n folded\n\nb\n");
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(parts->tree, id);
  EXPECT_EQ(parts->parents, std::vector<std::string>{other});
  EXPECT_EQ(parts->signature, "-----BEGIN\none\n\ntwo\n");
  EXPECT_EQ(parts->payload, head + "encoding x\n folded\n\nb\n");
  // A message that reads like a header is a message.
  EXPECT_EQ(parse_commit_object(head + "\ngpgsig x\n")->signature, "");
}

TEST(CommitObject, refuses_what_could_be_read_in_two_ways) {
  const std::string id(40, 'a');
  const auto tree = "tree " + id + "\n";
  const auto error_of = [](const std::string& bytes) {
    const auto read = parse_commit_object(bytes);
    return read ? "" : read.error().message;
  };
  EXPECT_EQ(error_of("parent " + id + "\n"), "it does not begin with its tree");
  EXPECT_EQ(error_of("tree abc\n"), "it does not begin with its tree");
  EXPECT_EQ(error_of(tree + "parent abc\n"), "a parent of it is no commit's id");
  EXPECT_EQ(error_of(tree + "author x\nparent " + id + "\n"),
            "its header names a tree or a parent out of place");
  EXPECT_EQ(error_of(tree + "gpgsig a\ngpgsig b\n"), "its header holds two signatures");
  EXPECT_EQ(error_of(tree + "gpgsig "), "its signature is empty");
  EXPECT_EQ(error_of(tree + "gpgsig-sha256 a\n"), "its header holds another kind of signature");
  EXPECT_EQ(error_of(tree + std::string("author \0x\n", 10)), "its header holds a null byte");
}

}  // namespace
}  // namespace andon::governance
