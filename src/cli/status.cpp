#include "base/json.h"
#include "flow/opening.h"

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {{"--json", "", "as JSON"}};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  if (arguments.has("json")) session.keep_stdout_for_machines();
  auto out = flow::status(session.context(), arguments.text("PATH", "."));
  if (!out) return session.fail(out.error());
  if (arguments.has("json"))
    session.print_machine(base::json::write(flow::status_value(*out)));
  else
    session.print(flow::status_text(*out));
  return exit_met;
}

}  // namespace

constinit const Command known::status{
    .name = "status",
    .summary = "what is open where, and what opened without a grant",
    .description = "From the records at hand: bring those of others first with andon sync.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon status"};

}  // namespace andon::cli
