#include "cli/list.h"
#include "cli/session.h"
#include "flow/catalogue.h"

namespace andon::cli {
namespace {

constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int run(Session& session, const Arguments& arguments) {
  auto rows = flow::check_configuration(session.context(), arguments.text("PATH", "."));
  if (!rows) return session.fail(rows.error());
  for (const auto& row : *rows)
    session.print(fmt::format("{:<28} {:<30} {}\n", row.key, row.value, row.origin));
  return 0;
}

constexpr Command check_command{.name = "check",
                                .summary = "read andon.yaml strictly; show each value's origin",
                                .positionals = positionals,
                                .run = run,
                                .example = "andon config check"};
constexpr const Command* children[] = {&check_command};

}  // namespace

constinit const Command known::config{
    .name = "config", .summary = "look at the configuration", .children = children};

}  // namespace andon::cli
