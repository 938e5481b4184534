#include "governance/trust_review.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/account.h"

namespace andon::governance {
namespace {

using base::Result;
using base::Value;

std::unexpected<base::Error> wrong(const std::string& file, std::string_view what) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: {}", file, what);
}

bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<base::Instant> moment(const Value& map, std::string_view key, const std::string& file) {
  const auto at = base::parse_instant(map[key].text_or());
  if (!at) return wrong(file, fmt::format("{}: {}", key, at.error().message));
  return *at;
}

// The last that each account said; a comment takes nothing back.
class Latest {
 public:
  void add(model::ReviewApproval approval) {
    auto& kept = by_account_[model::plain_account(approval.account)];
    if (kept.account.empty() || kept.at <= approval.at) kept = std::move(approval);
  }
  std::vector<model::ReviewApproval> approvals() && {
    std::vector<model::ReviewApproval> out;
    for (auto& [account, approval] : by_account_) out.push_back(std::move(approval));
    return out;
  }

 private:
  std::map<std::string, model::ReviewApproval> by_account_;
};

std::string last_part(std::string_view url) { return std::string(url.substr(url.rfind('/') + 1)); }

// docs.github.com, "List reviews for a pull request".
Result<model::Review> github(const base::List& reviews, const std::string& file) {
  model::Review out;
  out.host = "github";
  Latest latest;
  for (const auto& review : reviews) {
    const auto state = base::lower_ascii(review["state"].text_or());
    if (state.empty()) return wrong(file, "a review in it has no state");
    const auto change = last_part(review["pull_request_url"].text_or());
    if (!out.change.empty() && change != out.change)
      return wrong(file, "it holds reviews of two pull requests");
    out.change = change;
    if (state != "approved" && state != "changes_requested" && state != "dismissed") continue;
    model::ReviewApproval approval{std::string(review["user"]["login"].text_or()),
                                   state,
                                   std::string(review["commit_id"].text_or()),
                                   {}};
    if (approval.account.empty()) continue;  // of a user who is gone
    if (!is_commit(approval.commit)) return wrong(file, "a review in it names no commit");
    approval.at = TRY(moment(review, "submitted_at", file));
    latest.add(std::move(approval));
  }
  out.approvals = std::move(latest).approvals();
  return out;
}

// docs.gitlab.com, "Retrieve approval state for a merge request"; approved_at since 16.9.
Result<model::Review> gitlab(const Value& answer, const std::string& file,
                             std::string_view commit) {
  model::Review out;
  out.host = "gitlab";
  out.change = std::to_string(answer["iid"].integer_or(0));
  if (!is_commit(commit))
    return wrong(file, "GitLab's approvals name no commit: say which one they are of");
  Latest latest;
  for (const auto& each : *answer["approved_by"].list()) {
    model::ReviewApproval approval{
        std::string(each["user"]["username"].text_or()), "approved", std::string(commit), {}};
    if (approval.account.empty()) return wrong(file, "an approval in it names no account");
    if (!each["approved_at"].text_or().empty())
      approval.at = TRY(moment(each, "approved_at", file));
    latest.add(std::move(approval));
  }
  out.approvals = std::move(latest).approvals();
  return out;
}

}  // namespace

Result<model::Review> parse_review(std::string_view text, const std::string& file,
                                   std::string_view commit) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                      "{}: reviews of a change have at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::json::parse(text, file);
  if (!parsed) return std::unexpected(std::move(parsed).error().from(base::ErrorOrigin::input));
  if (const auto* reviews = parsed->list()) return github(*reviews, file);
  if ((*parsed)["approved_by"].is_list()) return gitlab(*parsed, file, commit);
  return wrong(file, "is neither GitHub's reviews of a pull request nor GitLab's approvals");
}

}  // namespace andon::governance
