#include "cli/recording.h"

#include "cli/exit_code.h"

namespace andon::cli {

int tell(Session& session, const base::Result<flow::Recorded>& recorded) {
  if (!recorded) return session.fail(recorded.error());
  session.print(recorded->text);
  return exit_met;
}

flow::OpeningRequest opening_request(const Arguments& arguments) {
  flow::OpeningRequest request;
  request.path = arguments.text("PATH", ".");
  request.environment = arguments.text("environment");
  request.digest = arguments.text("digest");
  request.tree = arguments.text("tree");
  request.audience = arguments.text("audience");
  request.signing_key = arguments.text("sign");
  return request;
}

bool has_environment(Session& session, const flow::OpeningRequest& request) {
  if (request.environment.empty()) session.say("--environment is missing: where?");
  return !request.environment.empty();
}

}  // namespace andon::cli
