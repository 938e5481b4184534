#include "base/json.h"
#include "flow/opening.h"

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {json_option};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), json_alone);
  if (!outputs) return session.fail(outputs.error());
  auto out = flow::status(session.context(), arguments.text("PATH", "."));
  if (!out) return session.fail(out.error());
  session.print(flow::status_text(*out));
  auto written = write_outputs(session, *outputs, [&](std::string_view) {
    return base::Result<std::string>(base::json::write(flow::status_value(*out)));
  });
  if (!written) return session.fail(written.error());
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
