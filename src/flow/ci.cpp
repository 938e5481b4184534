#include "flow/ci.h"

#include "base/json.h"
#include "base/limits.h"

namespace andon::flow {
namespace {

class Variables {
 public:
  explicit Variables(base::World& world) : world_(world) {}
  std::string operator()(std::string_view name) const {
    return world_.environment(name).value_or("");
  }
  bool is_set(std::string_view name) const { return !(*this)(name).empty(); }

 private:
  base::World& world_;
};

std::string without_prefix(std::string text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

// docs.github.com, "Variables" and "Webhook events and payloads".
CiFacts github(base::Context& context, const Variables& variable) {
  CiFacts facts;
  facts.service = "GitHub Actions";
  facts.target_branch = variable("GITHUB_BASE_REF");
  facts.target_variable = "GITHUB_BASE_REF";
  facts.commit = variable("GITHUB_SHA");
  facts.commit_variable = "GITHUB_SHA";
  facts.is_merge_commit = !facts.target_branch.empty();
  if (facts.target_branch.empty()) facts.branch = variable("GITHUB_REF_NAME");
  const auto payload = variable("GITHUB_EVENT_PATH");
  if (payload.empty()) return facts;
  auto text = context.world.files().read(payload, base::limits::configuration_bytes);
  if (!text) return facts;
  const auto event = base::json::parse(*text, payload);
  if (!event) return facts;
  const auto& repository = (*event)["repository"];
  facts.default_branch = repository["default_branch"].text_or();
  if (const auto* is_private = repository["private"].boolean()) facts.is_private = *is_private;
  return facts;
}

// docs.gitlab.com, "Predefined CI/CD variables reference".
CiFacts gitlab(const Variables& variable) {
  CiFacts facts;
  facts.service = "GitLab CI";
  facts.target_branch = variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
  facts.target_variable = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME";
  facts.base_commit = variable("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  facts.base_variable = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
  facts.commit = variable("CI_COMMIT_SHA");
  facts.commit_variable = "CI_COMMIT_SHA";
  facts.branch = variable("CI_COMMIT_BRANCH");
  facts.default_branch = variable("CI_DEFAULT_BRANCH");
  if (variable.is_set("CI_PROJECT_VISIBILITY"))
    facts.is_private = variable("CI_PROJECT_VISIBILITY") != "public";
  return facts;
}

// learn.microsoft.com, "Use predefined variables" of Azure Pipelines.
CiFacts azure(const Variables& variable) {
  CiFacts facts;
  facts.service = "Azure Pipelines";
  facts.target_branch = without_prefix(variable("SYSTEM_PULLREQUEST_TARGETBRANCH"), "refs/heads/");
  facts.target_variable = "SYSTEM_PULLREQUEST_TARGETBRANCH";
  facts.commit = variable("BUILD_SOURCEVERSION");
  facts.commit_variable = "BUILD_SOURCEVERSION";
  facts.is_merge_commit = !facts.target_branch.empty();
  if (facts.target_branch.empty())
    facts.branch = without_prefix(variable("BUILD_SOURCEBRANCH"), "refs/heads/");
  return facts;
}

// support.atlassian.com, "Variables and secrets" of Bitbucket Pipelines.
CiFacts bitbucket(const Variables& variable) {
  CiFacts facts;
  facts.service = "Bitbucket Pipelines";
  facts.target_branch = variable("BITBUCKET_PR_DESTINATION_BRANCH");
  facts.target_variable = "BITBUCKET_PR_DESTINATION_BRANCH";
  facts.commit = variable("BITBUCKET_COMMIT");
  facts.commit_variable = "BITBUCKET_COMMIT";
  // Pull-request pipelines merge the destination into the branch before the job runs.
  facts.is_merge_commit = !facts.target_branch.empty();
  if (facts.target_branch.empty()) facts.branch = variable("BITBUCKET_BRANCH");
  if (variable.is_set("BITBUCKET_REPO_IS_PRIVATE"))
    facts.is_private = variable("BITBUCKET_REPO_IS_PRIVATE") == "true";
  return facts;
}

// The Jenkins handbook and its Branch API plugin.
CiFacts jenkins(const Variables& variable) {
  CiFacts facts;
  facts.service = "Jenkins";
  facts.target_branch = variable("CHANGE_TARGET");
  facts.target_variable = "CHANGE_TARGET";
  facts.commit = variable("GIT_COMMIT");
  facts.commit_variable = "GIT_COMMIT";
  facts.is_merge_commit = !facts.target_branch.empty();
  if (facts.target_branch.empty()) facts.branch = variable("BRANCH_NAME");
  return facts;
}

}  // namespace

CiFacts read_ci(base::Context& context) {
  const Variables variable(context.world);
  if (variable.is_set("GITHUB_ACTIONS")) return github(context, variable);
  if (variable.is_set("GITLAB_CI")) return gitlab(variable);
  if (variable.is_set("TF_BUILD")) return azure(variable);
  if (variable.is_set("BITBUCKET_BUILD_NUMBER")) return bitbucket(variable);
  if (variable.is_set("JENKINS_URL")) return jenkins(variable);
  return {};
}

}  // namespace andon::flow
