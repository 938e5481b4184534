// What a CI service says of the job, from its variables: GitHub, GitLab, Azure, Bitbucket, Jenkins.
#pragma once
#include <optional>
#include <string>

#include "base/context.h"

namespace andon::flow {

struct CiFacts {
  std::string service;          // "GitHub Actions"; "" outside of CI
  std::string target_branch;    // of the merge request; "" when the job is for none
  std::string target_variable;  // that named it, for messages
  std::string base_commit;  // the merge-base or target commit that the service names, may be empty
  std::string base_variable;
  std::string commit;  // that the job is for
  std::string commit_variable;
  std::string branch;
  std::string default_branch;
  std::optional<bool> is_private;
  bool is_merge_commit = false;  // the service may check out a merge of its own
};

CiFacts read_ci(base::Context& context);

}  // namespace andon::flow
