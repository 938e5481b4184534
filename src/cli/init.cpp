#include "flow/init.h"

#include "cli/list.h"
#include "cli/session.h"
#include "flow/governance.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--adopt", "", "today's findings become known debt; from then on only what is new blocks"},
    {"--owner", "NAME", "owner of the waivers made from .gitleaksignore (default: you)"},
    {"--governance", "URL", "join the governance source at this URL or folder, and lock it"},
    {"--ref", "REF", "branch or tag of the governance source (default: main)"},
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int join(Session& session, const Arguments& arguments) {
  auto lines = flow::join_governance(session.context(), arguments.text("PATH", "."),
                                     {arguments.text("governance"), arguments.text("ref")});
  if (!lines) return session.fail(lines.error());
  for (const auto& line : *lines) session.print(line + "\n");
  return 0;
}

int run(Session& session, const Arguments& arguments) {
  if (arguments.has("governance")) {
    const int code = join(session, arguments);
    if (code != 0 || !arguments.has("adopt")) return code;
  }
  auto out = flow::init(session.context(), {arguments.text("PATH", "."), arguments.has("adopt"),
                                            arguments.text("owner")});
  if (!out) return session.fail(out.error());
  session.print("Present practice\n");
  for (const auto& line : out->practice) session.print("  " + line + "\n");
  session.print("\nWritten\n");
  for (const auto& file : out->written) session.print("  " + file + "\n");
  if (out->written.empty()) session.print("  nothing: all was there already\n");
  session.print("\nNext\n");
  for (const auto& step : out->next) session.print("  " + step + "\n");
  return 0;
}

}  // namespace

constinit const Command known::init{
    .name = "init",
    .summary = "tell what runs here today, write a small andon.yaml, adopt today's debt",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon init --adopt"};

}  // namespace andon::cli
