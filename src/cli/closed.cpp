#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--environment", "ID", "where; required"},
    {"--digest", "SHA256|FILE", "the artifact (default: the tree at PATH itself)"},
    {"--tree", "ID", "what was opened by its tree, without a checkout of it"},
    sign_option,
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  const auto request = opening_request(arguments);
  if (!has_environment(session, request)) return exit_usage;
  return tell(session, flow::closed(session.context(), request));
}

}  // namespace

constinit const Command known::closed{
    .name = "closed",
    .summary = "record that a release runs in an environment no longer",
    .description = "The counterpart of andon opened.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon closed --environment prod --digest sha256:..."};

}  // namespace andon::cli
