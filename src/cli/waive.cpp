#include "cli/list.h"
#include "cli/session.h"
#include "flow/approval_signing.h"
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
    {"--sign", "KEY", "sign the approval with this SSH key: the approver's, not the owner's"},
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
  request.signing_key = arguments.text("sign");
  auto out = flow::waive(session.context(), request);
  if (!out) return session.fail(out.error());
  session.print(out->text);
  return 0;
}

constexpr Option approve_options[] = {
    {"--sign", "KEY", "the approver's SSH key (default: ANDON_SIGNING_KEY)"},
    {"--approver", "NAME", "write this approver into the waiver first"},
};
constexpr Positional approve_positionals[] = {
    {"FILE", "the waiver: .andon/waivers/<id>.yaml", true}};

int approve(Session& session, const Arguments& arguments) {
  flow::ApproveRequest request;
  request.file = arguments.text("FILE");
  request.approver = arguments.text("approver");
  request.signing_key = arguments.text("sign");
  auto text = flow::approve_waiver(session.context(), request);
  if (!text) return session.fail(text.error());
  session.print(*text);
  return 0;
}

constexpr Command approve_command{
    .name = "approve",
    .summary = "sign somebody else's waiver, so that its approval is proven",
    .description =
        "Writes FILE.sig, an SSH signature over the bytes of FILE made by ssh-keygen. It "
        "is proven\nwhen trust.yaml gives the key the role approver.",
    .options = approve_options,
    .positionals = approve_positionals,
    .run = approve,
    .example =
        "andon waive approve .andon/waivers/2026-11-22-github-pat-1a2b3c.yaml --sign "
        "~/.ssh/id_ed25519"};
constexpr const Command* children[] = {&approve_command};

}  // namespace

constinit const Command known::waive{
    .name = "waive",
    .summary = "decide to live with a finding until a date",
    .description =
        "Writes .andon/waivers/<id>.yaml, to be committed. Every waiver has an owner, an\n"
        "approver and an end; when it has ended, the finding comes back by itself.",
    .options = options,
    .positionals = positionals,
    .children = children,
    .run = run,
    .example = "andon waive 9ba0fc23 --reason \"test key\" --owner kim --approver lee"};

}  // namespace andon::cli
