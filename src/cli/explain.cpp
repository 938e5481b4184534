#include "cli/list.h"
#include "cli/session.h"
#include "flow/finding.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {{"--path", "PATH", "folder of the component (default: .)"}};
constexpr Positional positionals[] = {
    {"FINDING|RULE", "first digits of a finding's id, or a rule's id", true}};

int run(Session& session, const Arguments& arguments) {
  auto out =
      flow::explain(session.context(), arguments.text("path", "."), arguments.text("FINDING|RULE"));
  if (!out) return session.fail(out.error());
  session.print(out->text);
  return 0;
}

}  // namespace

constinit const Command known::explain{.name = "explain",
                                       .summary = "say what a finding or a rule is about",
                                       .options = options,
                                       .positionals = positionals,
                                       .run = run,
                                       .example = "andon explain 9ba0fc23"};

}  // namespace andon::cli
