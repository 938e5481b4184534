#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--environment", "ID", "where; required"},
    {"--digest", "SHA256|FILE", "the artifact (default: the tree at PATH itself)"},
    {"--audience", "TEXT", "to whom, when less than the level reaches"},
    sign_option,
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  const auto request = opening_request(arguments);
  if (!has_environment(session, request)) return exit_usage;
  return tell(session, flow::opened(session.context(), request));
}

}  // namespace

constinit const Command known::opened{
    .name = "opened",
    .summary = "record that a release runs in an environment now",
    .description =
        "What runs where is a fact: it is recorded whether or not the gate granted it, and an\n"
        "opening without a grant is shown as such by andon status.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon opened --environment prod --digest sha256:..."};

}  // namespace andon::cli
