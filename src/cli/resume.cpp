#include "flow/line.h"

#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--reason", "TEXT", "how it was solved"},
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
  request.signing_key = arguments.text("sign");
  return tell(session, flow::resume(session.context(), request));
}

}  // namespace

constinit const Command known::resume{
    .name = "resume",
    .summary = "release the line again",
    .description =
        "Counts where it was pulled, or signed by a key that trust.yaml allows to operate.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon resume product:shop --reason \"rolled back\""};

}  // namespace andon::cli
