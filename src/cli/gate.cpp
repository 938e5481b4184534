#include "flow/gate.h"

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/recording.h"
#include "cli/outputs.h"
#include "flow/render.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--environment", "ID", "where it is to open; its level is what is asked for"},
    {"--to", "LEVEL", "how far it is to open, without an environment"},
    {"--audience", "TEXT", "to whom, when less than the level reaches"},
    {"--digest", "SHA256|FILE", "the artifact; its record must name this very tree"},
    {"--baseline", "REF", "compare with this git ref, as andon check does"},
    {"--choose", "ITEM=CHOICE", "record what is done about a missing item: fix, plan or waive",
     true},
    {"--owner", "NAME", "who does what is chosen"},
    {"-o,--output", "FORMAT=FILE", "text, json, markdown or html; - is stdout; repeatable", true},
    {"--no-record", "", "keep no record of this answer"},
    sign_option,
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_gate_format);
  if (!outputs) return session.fail(outputs.error());
  flow::GateRequest request;
  request.path = arguments.text("PATH", ".");
  request.environment = arguments.text("environment");
  request.to = arguments.text("to");
  request.audience = arguments.text("audience");
  request.digest = arguments.text("digest");
  request.baseline = arguments.text("baseline");
  request.choices = arguments.all("choose");
  request.owner = arguments.text("owner");
  request.is_kept = !arguments.has("no-record");
  request.signing_key = arguments.text("sign");
  auto outcome = flow::gate(session.context(), request);
  if (!outcome) return session.fail(outcome.error());
  auto text = flow::render_text(outcome->report, {session.width_columns(), session.has_colour()});
  if (!text) return session.fail(text.error());
  session.print(*text);
  if (!outcome->signing.empty() && !session.is_quiet()) session.say(outcome->signing);
  std::vector<int> codes{exit_code(outcome->verdict)};
  auto written = write_outputs(session, *outputs, [&](std::string_view format) {
    return flow::render(outcome->report, format);
  });
  if (!written) codes.push_back(session.fail(written.error()));
  if (outcome->trouble) codes.push_back(session.fail(*outcome->trouble));
  return worst(codes);
}

}  // namespace

constinit const Command known::gate{
    .name = "gate",
    .summary = "say how far a release may open, and what is missing for the next level",
    .description =
        "Judges the commit at PATH for each level: which are granted, until when, under which\n"
        "conditions, and what is missing for the next, the cheapest step first. Exits 0 when what\n"
        "was asked for is granted, 1 when it is not, 4 when it cannot be told.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon gate --environment prod --output markdown=gate.md"};

}  // namespace andon::cli
