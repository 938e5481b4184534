#include "flow/inspect.h"

#include <iostream>

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Positional path_positional[] = {{"PATH", "folder or file (default: .)"}};
constexpr Positional report_positional[] = {{"FILE", "a report of a scanner", true}};
constexpr Option report_options[] = {{"--format", "FORMAT", "its format (default: by content)"}};
constexpr Positional decision_positional[] = {
    {"RECORD", "first digits of a decision record (default: the last one)"}};
constexpr Option decision_options[] = {{"--path", "PATH", "folder of the component (default: .)"}};

flow::PrintLine printer(Session& session) {
  return [&session](std::string_view line) {
    session.print_machine(line);
    session.print_machine("\n");
  };
}

int done(Session& session, const base::Result<void>& result) {
  return result ? exit_met : session.fail(result.error());
}

int tree(Session& session, const Arguments& arguments) {
  return done(session,
              flow::inspect_tree(session.context(), arguments.text("PATH", "."), printer(session)));
}

int cel(Session& session, const Arguments&) {
  std::string line;
  while (std::getline(std::cin, line)) {
    session.print_machine(flow::inspect_cel(line));
    session.print_machine("\n");
  }
  return exit_met;
}

int report(Session& session, const Arguments& arguments) {
  return done(session, flow::inspect_report(session.context(), arguments.text("FILE"),
                                            arguments.text("format"), printer(session)));
}

int decision(Session& session, const Arguments& arguments) {
  return done(session, flow::inspect_decision(session.context(), arguments.text("path", "."),
                                              arguments.text("RECORD"), printer(session)));
}

constexpr Command tree_command{.name = "tree",
                               .summary = "each file: read or not, its kind, the reason",
                               .positionals = path_positional,
                               .run = tree};
constexpr Command cel_command{
    .name = "cel",
    .summary = "evaluate expressions: JSON lines in and out",
    .description =
        "Reads {\"expr\", \"bindings\", \"container\", \"types\", \"disable_check\", "
        "\"check_only\"} a line from stdin (docs/reference/cel.md).",
    .run = cel};
constexpr Command report_command{.name = "report",
                                 .summary = "what a scanner's report holds, in andon's terms",
                                 .options = report_options,
                                 .positionals = report_positional,
                                 .run = report};
constexpr Command decision_command{
    .name = "decision",
    .summary = "replay a recorded decision; the bytes must be the same",
    .options = decision_options,
    .positionals = decision_positional,
    .run = decision};
constexpr const Command* children[] = {&tree_command, &cel_command, &report_command,
                                       &decision_command};

}  // namespace

constinit const Command known::inspect{
    .name = "inspect",
    .summary = "see what andon makes of one thing, as JSON lines",
    .children = children,
    .example = "andon inspect tree . | head"};

}  // namespace andon::cli
