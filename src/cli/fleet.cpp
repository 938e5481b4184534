#include "flow/fleet.h"

#include <charconv>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "flow/render.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"-o,--output", "FORMAT=FILE", "text, json, markdown or html; - is stdout; repeatable", true},
    {"--stale-days", "N", "days without a complete run that make a component stale (default: 30)"},
    {"--fail-on", "FLAGS", "exit 1 when a component has one of these flags, as stale,overdue",
     true},
};
constexpr Positional positionals[] = {
    {"PATH", "folder of a component, or of a governance source (default: .)"}};

base::Result<std::int64_t> days_of(const std::string& text) {
  constexpr std::int64_t most_days = 36'500;
  std::int64_t days = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, days);
  if (read.ec != std::errc() || read.ptr != end || days < 1 || days > most_days)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "--stale-days {}: a number of days from 1 to {}", base::printable(text),
                      most_days);
  return days;
}

base::Result<std::vector<model::FleetFlag>> flags_of(const std::vector<std::string>& values) {
  std::vector<model::FleetFlag> out;
  for (const auto& value : values)
    for (const auto word : base::split(value, ','))
      out.push_back(
          TRY(flow::fleet_flag(base::trim(word)), "--fail-on {}", base::printable(value)));
  return out;
}

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_fleet_format);
  if (!outputs) return session.fail(outputs.error());
  const auto days = days_of(arguments.text("stale-days", "30"));
  if (!days) return session.fail(days.error());
  const auto flags = flags_of(arguments.all("fail-on"));
  if (!flags) return session.fail(flags.error());
  auto fleet = flow::fleet(session.context(), {arguments.text("PATH", "."), *days});
  if (!fleet) return session.fail(fleet.error());
  auto text = flow::render_text(*fleet, {session.width_columns(), session.has_colour()});
  if (!text) return session.fail(text.error());
  session.print(*text);
  std::vector<int> codes{exit_met};
  if (const auto count = flow::count_flagged(*fleet, *flags); count > 0) {
    codes.push_back(exit_not_met);
    session.say(fmt::format("{} with a flag of --fail-on", base::counted(count, "component")));
  }
  auto written = write_outputs(
      session, *outputs, [&](std::string_view format) { return flow::render(*fleet, format); });
  if (!written) codes.push_back(session.fail(written.error()));
  return worst(codes);
}

}  // namespace

constinit const Command known::fleet{
    .name = "fleet",
    .summary = "every component, a line each: last run, level, findings, what is due, whose it is",
    .description =
        "From the records at hand: bring those of others first with andon sync. Runs in the\n"
        "folder of any component, or in a clone of the governance source. Worst first. Flags:\n"
        "line-stopped, opened-without-grant, critical, grant-ended, overdue, never-checked, "
        "stale,\n"
        "incomplete, unsigned, not-in-organisation, nobody. Exits 0, or 1 with --fail-on.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon fleet --fail-on stale,overdue --output html=fleet.html"};

}  // namespace andon::cli
