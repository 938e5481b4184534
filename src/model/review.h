// Review: what a code host says of who approved a change, as a record. It proves an approval only
// where an importer whom trust.yaml allows signed the record.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"

namespace andon::model {

struct ReviewApproval {
  std::string account;
  std::string state;   // the last that the account said: approved, changes_requested, dismissed
  std::string commit;  // that it spoke of
  base::Instant at;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("account", self.account, "account of the code host");
    visit("state", self.state, "approved, changes_requested or dismissed");
    visit("commit", self.commit, "commit that it spoke of");
    visit("at", self.at, "when");
  }
};

struct Review {
  std::string host;                       // github or gitlab
  std::string change;                     // number of the pull or merge request
  std::vector<ReviewApproval> approvals;  // one an account, by account
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("host", self.host, "github or gitlab");
    visit("change", self.change, "number of the pull or merge request");
    visit("approvals", self.approvals, "what each account said last");
  }
};

base::Value to_value(const Review& review);
base::Result<Review> review_from(const base::Value& value);

}  // namespace andon::model
