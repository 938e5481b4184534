#include "flow/governance.h"

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

constexpr Positional folder_positional[] = {
    {"DIR", "folder of the governance source (default: .)"}};
constexpr Positional path_positional[] = {{"PATH", "folder of the component (default: .)"}};
constexpr Positional compared_positionals[] = {
    {"OLD", "a folder, or a ref of the repository", true},
    {"NEW", "a folder, or a ref of the repository", true}};
constexpr Option compared_options[] = {
    {"--in", "DIR", "folder whose repository knows the refs (default: .)"}};
constexpr Option show_options[] = {json_option};
constexpr Option update_options[] = {
    {"--locked", "", "bring what is locked, change nothing: for a fresh clone or a runner"}};

int init(Session& session, const Arguments& arguments) {
  const auto folder = arguments.text("DIR", ".");
  auto made = flow::make_governance(session.context(), folder);
  if (!made) return session.fail(made.error());
  for (const auto& file : made->written) session.print("wrote " + file + "\n");
  for (const auto& file : made->kept) session.print("kept  " + file + "\n");
  session.print(
      "\nNext\n  put your own people, teams and products in, commit, and in each component:\n"
      "  andon init --governance URL\n");
  return exit_met;
}

int lint(Session& session, const Arguments& arguments) {
  auto out = flow::lint_governance(session.context(), arguments.text("DIR", "."));
  if (!out) return session.fail(out.error());
  for (const auto& line : out->lines) session.print(line + "\n");
  session.print(fmt::format("{}, {}\n", base::counted(out->errors, "error"),
                            base::counted(out->warnings, "warning")));
  return out->errors ? exit_usage : exit_met;
}

int diff(Session& session, const Arguments& arguments) {
  auto changes = flow::compare_governance(session.context(), arguments.text("in", "."),
                                          arguments.text("OLD"), arguments.text("NEW"));
  if (!changes) return session.fail(changes.error());
  if (changes->empty()) session.print("nothing changes\n");
  for (const auto& change : *changes)
    session.print(
        base::printable(fmt::format("{}: {} ({})\n", change.whom, change.text, change.file)));
  return exit_met;
}

int test(Session& session, const Arguments& arguments) {
  auto out = flow::test_governance(session.context(), arguments.text("DIR", "."));
  if (!out) return session.fail(out.error());
  for (const auto& line : out->lines) session.print(line + "\n");
  session.print(
      fmt::format("{} passed, {} failed\n", base::counted(out->passed, "test"), out->failed));
  return out->failed ? exit_not_met : exit_met;
}

int update(Session& session, const Arguments& arguments) {
  auto out = flow::update_governance(
      session.context(), arguments.text("PATH", "."),
      arguments.has("locked") ? flow::Update::locked : flow::Update::newest);
  if (!out) return session.fail(out.error());
  for (const auto& line : out->lines) session.print(line + "\n");
  for (const auto& change : out->changes)
    session.print(
        base::printable(fmt::format("  {}: {} ({})\n", change.whom, change.text, change.file)));
  return exit_met;
}

int show(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), json_alone);
  if (!outputs) return session.fail(outputs.error());
  auto shown = flow::show_governance(session.context(), arguments.text("PATH", "."));
  if (!shown) return session.fail(shown.error());
  for (const auto& line : flow::told(*shown)) session.print(line + "\n");
  auto written = write_outputs(session, *outputs, [&](std::string_view) {
    return base::Result<std::string>(flow::governance_json(*shown));
  });
  return written ? exit_met : session.fail(written.error());
}

constexpr Command init_command{.name = "init",
                               .summary = "write a small governance source to begin with",
                               .positionals = folder_positional,
                               .run = init,
                               .example = "andon governance init governance"};
constexpr Command lint_command{
    .name = "lint",
    .summary = "read a governance source strictly; say what is wrong, missing, overdue",
    .description = "Exit 2 when something is wrong (error); gaps (warning) leave the exit code.",
    .positionals = folder_positional,
    .run = lint};
constexpr Command test_command{.name = "test",
                               .summary = "run the tests that the packs carry",
                               .positionals = folder_positional,
                               .run = test};
constexpr Command diff_command{.name = "diff",
                               .summary = "what changes for whom between two states",
                               .options = compared_options,
                               .positionals = compared_positionals,
                               .run = diff,
                               .example = "andon governance diff main HEAD"};
constexpr Command update_command{
    .name = "update",
    .summary = "lock the newest state of the governance source that andon.yaml names",
    .description =
        "Fetches it, writes .andon/andon.lock (to be committed) and keeps the content, so\n"
        "that every later run works offline. Only the URL of andon.yaml is spoken to.",
    .options = update_options,
    .positionals = path_positional,
    .run = update};
constexpr Command show_command{
    .name = "show",
    .summary = "which governance source judges here, since when, what it says",
    .options = show_options,
    .positionals = path_positional,
    .run = show,
    .example = "andon governance show --output json=-"};
constexpr const Command* children[] = {&init_command, &lint_command,   &test_command,
                                       &diff_command, &update_command, &show_command};

}  // namespace

constinit const Command known::governance{
    .name = "governance",
    .summary = "the organisation's policies, people and levels: make, check, lock, show",
    .children = children,
    .example = "andon governance show"};

}  // namespace andon::cli
