#include "flow/who.h"

#include "cli/list.h"
#include "cli/outputs.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {{"--path", "PATH", "folder of the component (default: .)"},
                              json_option};
constexpr Positional positionals[] = {
    {"PATH|FINDING|RULE", "a file, first digits of a finding's id, or a rule's id", true}};

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), json_alone);
  if (!outputs) return session.fail(outputs.error());
  auto out = flow::who(session.context(), arguments.text("path", "."),
                       arguments.text("PATH|FINDING|RULE"));
  if (!out) return session.fail(out.error());
  for (const auto& line : flow::told(*out)) session.print(line + "\n");
  auto written = write_outputs(session, *outputs, [&](std::string_view) {
    return base::Result<std::string>(flow::who_json(*out));
  });
  return written ? 0 : session.fail(written.error());
}

}  // namespace

constinit const Command known::who{
    .name = "who",
    .summary = "say who can mend, approve and help",
    .description =
        "From CODEOWNERS, the governance source (teams, responsibilities, champions, tools),\n"
        "security-insights.yml, catalog-info.yaml and security.txt, each with its place.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon who src/app.py"};

}  // namespace andon::cli
