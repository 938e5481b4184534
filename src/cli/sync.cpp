#include "flow/sync.h"

#include "cli/list.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--read-only", "", "take records, give none: for merge requests of forks"},
    {"--path", "PATH", "folder of the component (default: .)"},
};
constexpr Positional positionals[] = {
    {"REMOTE", "a git remote or URL, or a folder (default: sync.remote of andon.yaml)"}};

int run(Session& session, const Arguments& arguments) {
  auto out = flow::sync(session.context(), {arguments.text("path", "."), arguments.text("REMOTE"),
                                            arguments.has("read-only")});
  if (!out) return session.fail(out.error());
  session.print(*out);
  return 0;
}

}  // namespace

constinit const Command known::sync{
    .name = "sync",
    .summary = "bring records to a git ref or folder, and back",
    .description =
        "Records are united with refs/andon/records of the remote: nothing is lost and\n"
        "nothing conflicts, in whatever order runners come. A public repository needs\n"
        "sync.public: accepted in andon.yaml.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon sync origin"};

}  // namespace andon::cli
