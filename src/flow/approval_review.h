// A code host's reviews as records: brought in by an importer, whose signature is what makes them
// worth something.
#pragma once
#include <string>

#include "base/context.h"

namespace andon::flow {

class State;
struct Workspace;

struct ReviewRequest {
  std::string file;  // the answer of the code host's API
  std::string path = ".";
  std::string commit;       // that GitLab's approvals are of; "" = HEAD
  std::string signing_key;  // file; "" = ANDON_SIGNING_KEY, where set
};
// Keeps it as a record. What it says, for people.
base::Result<std::string> import_review(base::Context& context, const ReviewRequest& request);

// Proves the approvals of waivers whose approver approved, in the code host, a commit that holds
// the waiver's very bytes: by a record that a key of role importer signed, of an account to which
// trust.yaml gives the role approver at `at`.
base::Result<void> settle_reviews(base::Context& context, State& state, Workspace& workspace,
                                  base::Instant at);

}  // namespace andon::flow
