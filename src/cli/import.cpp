#include "flow/import.h"
#include "flow/approval_review.h"

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/recording.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--check", "NAME", "name of the check it is a run of (default: the report's tool)"},
    {"--format", "FORMAT", "its format (default: by content); see: andon rules --formats"},
    {"--path", "PATH", "folder of the component that was looked at (default: .)"},
    {"--review", "", "FILE is what GitHub or GitLab answers about the approvals of a change"},
    {"--commit", "COMMIT", "with --review: what GitLab's approvals are of (default: HEAD)"},
    sign_option,
};
constexpr Positional positionals[] = {{"FILE", "the report; gzip and zstd are unpacked", true}};

int run_review(Session& session, const Arguments& arguments) {
  flow::ReviewRequest request;
  request.file = arguments.text("FILE");
  request.path = arguments.text("path", ".");
  request.commit = arguments.text("commit");
  request.signing_key = arguments.text("sign");
  auto text = flow::import_review(session.context(), request);
  if (!text) return session.fail(text.error());
  session.print(*text);
  return exit_met;
}

int run(Session& session, const Arguments& arguments) {
  if (arguments.has("review")) return run_review(session, arguments);
  flow::ImportRequest request;
  request.file = arguments.text("FILE");
  request.path = arguments.text("path", ".");
  request.check = arguments.text("check");
  request.signing_key = arguments.text("sign");
  request.format = arguments.text("format");
  auto out = flow::import_report(session.context(), request);
  if (!out) return session.fail(out.error());
  session.print(out->text);
  for (const auto& problem : out->run.problems)
    if (!session.is_quiet())
      session.say(problem.path.empty() ? problem.text : problem.path + ": " + problem.text);
  return out->trouble ? session.fail(*out->trouble) : exit_met;
}

}  // namespace

constinit const Command known::import{.name = "import",
                                      .summary = "take another tool's report as a run of this tree",
                                      .options = options,
                                      .positionals = positionals,
                                      .run = run,
                                      .example = "andon import results.sarif --check codeql"};

}  // namespace andon::cli
