#include "flow/what_if.h"

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "flow/render_ahead.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--environment", "ID", "where it is to open; its level is what is asked for"},
    {"--to", "LEVEL", "how far; beside --environment: suppose that it stands for this level"},
    {"--at", "DATE", "suppose a later day: 2027-01-31 is its end, or a moment in RFC 3339"},
    {"--policy", "FILE|NAME", "suppose this policy, or this file in the place of its pack"},
    {"--governance", "DIR", "suppose that the governance source is as in this folder"},
    {"--without-waiver", "ID", "suppose that this waiver is not there", true},
    {"--fixed", "FINDING", "suppose that this open finding is fixed, by first digits of its id",
     true},
    {"--baseline", "REF", "compare with this git ref, as andon check does"},
    {"-o,--output", "FORMAT=FILE", "text, json, markdown or html; - is stdout; repeatable", true},
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_what_if_format);
  if (!outputs) return session.fail(outputs.error());
  flow::WhatIfRequest request;
  request.path = arguments.text("PATH", ".");
  request.environment = arguments.text("environment");
  request.to = arguments.text("to");
  request.baseline = arguments.text("baseline");
  request.at = arguments.text("at");
  request.policy = arguments.text("policy");
  request.governance = arguments.text("governance");
  request.without_waivers = arguments.all("without-waiver");
  request.fixed = arguments.all("fixed");
  auto outcome = flow::what_if(session.context(), request);
  if (!outcome) return session.fail(outcome.error());
  auto text = flow::render_text(outcome->report, {session.width_columns(), session.has_colour()});
  if (!text) return session.fail(text.error());
  session.print(*text);
  std::vector<int> codes{exit_code(outcome->verdict)};
  auto written = write_outputs(session, *outputs, [&](std::string_view format) {
    return flow::render(outcome->report, format);
  });
  if (!written) codes.push_back(session.fail(written.error()));
  return worst(codes);
}

}  // namespace

constinit const Command known::what_if{
    .name = "what-if",
    .summary = "say what the gate would answer if something were otherwise",
    .description =
        "Weighs the commit at PATH twice: as it is, and as it would be with all that is supposed\n"
        "together; side by side, level by level, with what makes the difference. Nothing is\n"
        "recorded. Exits as andon gate would in the supposed case: 0 when what is asked for would\n"
        "be granted, 1 when it would not, 4 when it could not be told.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon what-if --environment prod --at 2027-01-31 --without-waiver w-7"};

}  // namespace andon::cli
