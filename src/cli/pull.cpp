#include "flow/line.h"

#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--reason", "TEXT", "why the line stops; required"},
    {"--owner", "NAME", "who answers for it (default: the team's champion)"},
    {"--rung", "NAME", "where the call begins: team, champion, advocate, security_team"},
    {"--path", "PATH", "folder of the component (default: .)"},
    sign_option,
};
constexpr Positional positionals[] = {
    {"TARGET", "product:ID, component:ID or environment:ID (default: this component)"}};

int run(Session& session, const Arguments& arguments) {
  flow::LineRequest request;
  request.path = arguments.text("path", ".");
  request.target = arguments.text("TARGET");
  request.reason = arguments.text("reason");
  request.owner = arguments.text("owner");
  request.rung = arguments.text("rung");
  request.signing_key = arguments.text("sign");
  return tell(session, flow::pull(session.context(), request));
}

}  // namespace

constinit const Command known::pull{
    .name = "pull",
    .summary = "stop the line: nothing new opens until it is resumed",
    .description =
        "Pulls the cord for a product, a component or an environment. Every gate that it concerns\n"
        "shows the call and grants nothing new; the call climbs a rung every 24 hours.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon pull product:shop --reason \"login fails in prod\""};

}  // namespace andon::cli
