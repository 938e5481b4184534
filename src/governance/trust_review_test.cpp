#include "governance/trust_review.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace andon::governance {
namespace {

const std::string commit(40, 'a');

std::string review(const std::string& who, const std::string& state, const std::string& at,
                   const std::string& change = "12") {
  return fmt::format(
      R"({{"id":1,"user":{{"login":"{}"}},"state":"{}","submitted_at":"{}","commit_id":"{}",)"
      R"("pull_request_url":"https://api.github.com/repos/acme/shop/pulls/{}"}})",
      who, state, at, commit, change);
}

std::string error_of(const std::string& text, const std::string& of = commit) {
  const auto read = parse_review(text, "reviews.json", of);
  return read ? "taken" : read.error().message;
}

TEST(Review, of_github_is_what_each_account_said_last) {
  const auto read =
      parse_review("[" + review("Lee", "APPROVED", "2026-01-02T10:00:00Z") + "," +
                       review("Lee", "COMMENTED", "2026-01-02T11:00:00Z") + "," +
                       review("eve", "APPROVED", "2026-01-02T10:00:00Z") + "," +
                       review("eve", "CHANGES_REQUESTED", "2026-01-02T12:00:00Z") + "]",
                   "reviews.json", "");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->host, "github");
  EXPECT_EQ(read->change, "12");
  ASSERT_EQ(read->approvals.size(), 2u);
  EXPECT_EQ(read->approvals[0].account, "eve");
  EXPECT_EQ(read->approvals[0].state, "changes_requested");
  EXPECT_EQ(read->approvals[1].account, "Lee");
  EXPECT_EQ(read->approvals[1].state, "approved");
  EXPECT_EQ(read->approvals[1].commit, commit);
}

TEST(Review, of_gitlab_is_of_the_commit_that_was_named) {
  const auto text = R"({"iid":5,"approved":true,"approved_by":[{"user":{"username":"lee"},)"
                    R"("approved_at":"2026-01-02T10:00:00.000Z"}]})";
  const auto read = parse_review(text, "approvals.json", commit);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->host, "gitlab");
  EXPECT_EQ(read->change, "5");
  ASSERT_EQ(read->approvals.size(), 1u);
  EXPECT_EQ(read->approvals[0].account, "lee");
  EXPECT_EQ(read->approvals[0].commit, commit);
  EXPECT_EQ(error_of(text, ""),
            "reviews.json: GitLab's approvals name no commit: say which one they are of");
}

TEST(Review, says_what_it_cannot_be) {
  EXPECT_EQ(error_of("{}"),
            "reviews.json: is neither GitHub's reviews of a pull request nor GitLab's approvals");
  EXPECT_EQ(error_of("[" + review("a", "APPROVED", "2026-01-02T10:00:00Z", "1") + "," +
                     review("b", "APPROVED", "2026-01-02T10:00:00Z", "2") + "]"),
            "reviews.json: it holds reviews of two pull requests");
  EXPECT_EQ(error_of("[{}]"), "reviews.json: a review in it has no state");
  const auto undated = error_of("[" + review("a", "APPROVED", "yesterday") + "]");
  EXPECT_TRUE(undated.starts_with("reviews.json: submitted_at: ")) << undated;
  EXPECT_TRUE(undated.contains("yesterday")) << undated;
  EXPECT_TRUE(error_of("{").starts_with("reviews.json:"));
  EXPECT_EQ(parse_review("[]", "reviews.json", "")->approvals.size(), 0u);
}

}  // namespace
}  // namespace andon::governance
