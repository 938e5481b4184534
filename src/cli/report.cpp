#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "flow/render.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"-o,--output", "FORMAT=FILE", "write the report in a format; - is stdout; repeatable", true},
    {"--record", "DIGEST", "first digits of a decision record (default: the last check's)"},
    {"--all", "", "show every finding, not the first twenty"},
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_format);
  if (!outputs) return session.fail(outputs.error());
  auto report = flow::recorded_report(session.context(), arguments.text("PATH", "."),
                                      arguments.text("record"));
  if (!report) return session.fail(report.error());
  auto text = flow::render_text(*report, {session.width_columns(), session.has_colour(),
                                          arguments.has("all") ? SIZE_MAX : std::size_t{20}});
  if (!text) return session.fail(text.error());
  session.print(*text);
  if (auto written = write_outputs(session, *outputs, *report); !written)
    return session.fail(written.error());
  return exit_met;
}

}  // namespace

constinit const Command known::report{
    .name = "report",
    .summary = "show a recorded check again, in any format, without a scan",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon report --output html=report.html"};

}  // namespace andon::cli
