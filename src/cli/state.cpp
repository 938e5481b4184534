#include "flow/sync.h"

#include <charconv>

#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};
constexpr Option compact_options[] = {
    {"--days", "N", "replace runs older than this (default: 90)"}};

int print(Session& session, base::Result<std::string> out) {
  if (!out) return session.fail(out.error());
  session.print(*out);
  return exit_met;
}

int show(Session& session, const Arguments& arguments) {
  return print(session, flow::describe_state(session.context(), arguments.text("PATH", ".")));
}

int rebuild(Session& session, const Arguments& arguments) {
  return print(session, flow::rebuild_state(session.context(), arguments.text("PATH", ".")));
}

int compact(Session& session, const Arguments& arguments) {
  const auto text = arguments.text("days", "90");
  std::int64_t days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days < 0 || days > 36'500) {
    session.say("--days: expected a number of days, found " + text);
    return exit_usage;
  }
  return print(session, flow::compact_state(session.context(), arguments.text("PATH", "."), days));
}

constexpr Command show_command{.name = "show",
                               .summary = "where it is and what it holds",
                               .positionals = positionals,
                               .run = show};
constexpr Command rebuild_command{.name = "rebuild",
                                  .summary = "make the index again from the records alone",
                                  .positionals = positionals,
                                  .run = rebuild};
constexpr Command compact_command{.name = "compact",
                                  .summary = "replace old runs by one record with their dates",
                                  .options = compact_options,
                                  .positionals = positionals,
                                  .run = compact};
constexpr const Command* children[] = {&show_command, &rebuild_command, &compact_command};

}  // namespace

constinit const Command known::state{.name = "state",
                                     .summary = "look after the local records and their index",
                                     .children = children,
                                     .example = "andon state rebuild"};

}  // namespace andon::cli
