#include "base/text.h"
#include "cli/list.h"
#include "cli/session.h"
#include "flow/catalogue.h"
#include "flow/render.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--rules", "FILE", "secret rules in gitleaks' TOML instead of our own; repeatable", true},
    {"--tools", "", "the tools that andon can run, and which are installed"},
    {"--formats", "", "the report formats that andon reads and writes"},
    {"--path", "PATH", "folder of the component (default: .)"},
};

int show_tools(Session& session) {
  for (const auto& tool : flow::tool_rows(session.context()))
    session.print(fmt::format("{:<12} {:<14} {}\n", tool.name,
                              tool.program.empty() ? "not installed" : tool.version, tool.title));
  return 0;
}

int show_formats(Session& session) {
  for (const auto& format : flow::formats())
    session.print(fmt::format("{:<24} {:<12} {}\n", format.name,
                              format.is_read && format.is_written ? "read, written"
                              : format.is_read                    ? "read"
                                                                  : "written",
                              format.title));
  return 0;
}

int run(Session& session, const Arguments& arguments) {
  if (arguments.has("tools")) return show_tools(session);
  if (arguments.has("formats")) return show_formats(session);
  auto known =
      flow::catalogue(session.context(), arguments.text("path", "."), arguments.all("rules"));
  if (!known) return session.fail(known.error());
  for (const auto& rule : known->rules)
    session.print(fmt::format("{:<9} {:<38} {:<9} {:<7} {}\n", rule.check, rule.id, rule.severity,
                              rule.confidence, base::printable(rule.title)));
  for (const auto& note : known->notes) session.say(note);
  session.say(base::counted(known->rules.size(), "rule"));
  return 0;
}

}  // namespace

constinit const Command known::rules{.name = "rules",
                                     .summary = "list the rules, tools and formats there are",
                                     .options = options,
                                     .run = run,
                                     .example = "andon rules --rules my-rules.toml"};

}  // namespace andon::cli
