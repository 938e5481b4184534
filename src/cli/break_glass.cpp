#include "flow/line.h"

#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--environment", "ID", "where it is to open"},
    {"--reason", "TEXT", "why; of a review: what it found"},
    {"--by", "ACCOUNT", "the person; required"},
    {"--confirm", "ID", "confirm what another person broke"},
    {"--review", "ID", "review what another person broke"},
    sign_option,
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  flow::GlassRequest request;
  request.path = arguments.text("PATH", ".");
  request.environment = arguments.text("environment");
  request.reason = arguments.text("reason");
  request.by = arguments.text("by");
  request.confirm = arguments.text("confirm");
  request.review = arguments.text("review");
  request.signing_key = arguments.text("sign");
  return tell(session, flow::break_glass(session.context(), request));
}

}  // namespace

constinit const Command known::break_glass{
    .name = "break-glass",
    .summary = "open against the gate in an emergency: two persons, 24 hours at most",
    .description =
        "Shown everywhere while it stands, and after it until it is reviewed. A second person has\n"
        "12 hours to confirm it; without that it ends then.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon break-glass --environment prod --by ada --reason \"outage\""};

}  // namespace andon::cli
