// Approving a waiver: the signature beside its file that makes the approval proven.
#pragma once
#include <string>

#include "flow/signing.h"

namespace andon::flow {

struct Workspace;

struct WaiverToSign {
  std::string file;  // where it stands
  std::string name;  // for people
  std::string bytes;
};
// Writes <file>.sig. "proven: lee-laptop", or "claimed: " and why the signature proves nothing.
base::Result<std::string> sign_waiver(base::Context& context, const Workspace& workspace,
                                      const SigningKey& key, const WaiverToSign& waiver);

struct ApproveRequest {
  std::string file;         // the waiver
  std::string approver;     // "" as the file says
  std::string signing_key;  // file; "" = ANDON_SIGNING_KEY
};
// Signs somebody else's waiver. One of a component is bound to it first (components:), so that the
// signature counts nowhere else. What was written, for people.
base::Result<std::string> approve_waiver(base::Context& context, const ApproveRequest& request);

}  // namespace andon::flow
