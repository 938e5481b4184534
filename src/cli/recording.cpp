#include "cli/recording.h"

#include "cli/exit_code.h"

namespace andon::cli {

int tell(Session& session, const base::Result<flow::Recorded>& recorded) {
  if (!recorded) return session.fail(recorded.error());
  session.print(recorded->text);
  return exit_met;
}

bool has_environment(Session& session, const flow::OpeningRequest& request) {
  if (request.environment.empty()) session.say("--environment is missing: where?");
  return !request.environment.empty();
}

}  // namespace andon::cli
