#include "cli/list.h"
#include "cli/session.h"
#include "flow/finding.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--reason", "TEXT", "why it may stay; required"},
    {"--owner", "NAME", "who answers for it; required"},
    {"--approver", "NAME", "who approved it; not the owner, save in a one-person project"},
    {"--expires", "DATE", "its end (default: 90 days; 30 for one's own approval)"},
    {"--rule", "RULE", "all findings of this rule"},
    {"--path", "PATTERN", "all findings in files that match, as .gitignore writes patterns"},
    {"--measure", "TEXT", "what is done meanwhile; repeatable", true},
    {"--justification", "WORD", "it does not apply: a VEX status justification"},
    {"--in", "PATH", "folder of the component (default: .)"},
};
constexpr Positional positionals[] = {
    {"FINDING", "first digits of the ids of findings of the last check", false, true}};

int run(Session& session, const Arguments& arguments) {
  flow::WaiveRequest request;
  request.path = arguments.text("in", ".");
  request.findings = arguments.all("FINDING");
  request.rule = arguments.text("rule");
  request.path_pattern = arguments.text("path");
  request.reason = arguments.text("reason");
  request.owner = arguments.text("owner");
  request.approver = arguments.text("approver");
  request.expires = arguments.text("expires");
  request.measures = arguments.all("measure");
  request.justification = arguments.text("justification");
  auto out = flow::waive(session.context(), request);
  if (!out) return session.fail(out.error());
  session.print(out->text);
  return 0;
}

}  // namespace

constinit const Command known::waive{
    .name = "waive",
    .summary = "decide to live with a finding until a date",
    .description =
        "Writes .andon/waivers/<id>.yaml, to be committed. Every waiver has an owner, an\n"
        "approver and an end; when it has ended, the finding comes back by itself.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon waive 9ba0fc23 --reason \"test key\" --owner kim --approver lee"};

}  // namespace andon::cli
