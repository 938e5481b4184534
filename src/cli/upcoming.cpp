#include "flow/upcoming.h"

#include <charconv>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "flow/render_ahead.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--days", "N", "how far to look ahead (default: 90)"},
    {"--environment", "ID", "whose level is told (default: each that the product runs in)"},
    {"--baseline", "REF", "compare with this git ref, as andon check does"},
    {"-o,--output", "FORMAT=FILE", "text, json, markdown or ical; - is stdout; repeatable", true},
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

base::Result<std::int64_t> days_of(const std::string& text) {
  std::int64_t days = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, days);
  if (read.ec != std::errc() || read.ptr != end)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "--days {}: write a number of days", base::printable(text));
  return days;
}

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_upcoming_format);
  if (!outputs) return session.fail(outputs.error());
  flow::UpcomingRequest request;
  request.path = arguments.text("PATH", ".");
  request.environment = arguments.text("environment");
  request.baseline = arguments.text("baseline");
  if (arguments.has("days")) {
    const auto days = days_of(arguments.text("days"));
    if (!days) return session.fail(days.error());
    request.days = *days;
  }
  auto report = flow::upcoming(session.context(), request);
  if (!report) return session.fail(report.error());
  auto text = flow::render_text(*report, {session.width_columns(), session.has_colour()});
  if (!text) return session.fail(text.error());
  session.print(*text);
  auto written = write_outputs(
      session, *outputs, [&](std::string_view format) { return flow::render(*report, format); });
  return written ? exit_met : session.fail(written.error());
}

}  // namespace

constinit const Command known::upcoming{
    .name = "upcoming",
    .summary = "what expires or becomes due, whose it is, and what it does to the levels",
    .description =
        "Waivers, plans, measures, answers, grants, keys, renewals, rules that begin, people who\n"
        "leave: what is overdue first, then the soonest. What each moment does to the levels is\n"
        "weighed on the commit at PATH, just before and from then on; so are changes that no date\n"
        "announces. Nothing is recorded. Exits 0. As iCalendar it can be subscribed to.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon upcoming --days 180 --output ical=upcoming.ics"};

}  // namespace andon::cli
