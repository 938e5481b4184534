#include "flow/policy.h"

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/session.h"
#include "flow/policy_simulate.h"

namespace andon::cli {
namespace {

constexpr Positional documents[] = {
    {"FILE", "policy documents, folders of packs, or a governance source", true, true}};
constexpr Positional show_positionals[] = {{"PATH", "folder of the component (default: .)"}};
constexpr Positional diff_positionals[] = {
    {"OLD", "a policy document, or the name of a shipped policy", true},
    {"NEW", "the same, to compare with", true}};
constexpr Positional simulate_positionals[] = {
    {"NEW", "a policy document, or the name of a shipped policy", true},
    {"PATH", "folder of the component whose records are read (default: .)"}};
constexpr Option show_options[] = {
    {"--policy", "NAME", "another policy than the one that applies"},
    {"--source", "FOLDER", "folder of packs, or another governance source"},
    {"--team", "NAME", "the team whose rollout counts (default: the component's)"},
};
constexpr Option simulate_options[] = {
    {"--since", "DATE", "only releases that were decided since then"},
    {"--records", "FOLDER", "a folder of records instead of the component's own"},
    {"--attach", "", "write the result beside the document, for lint and reviewers"},
    {"-o,--output", "json=FILE", "write the result as JSON; - is stdout"},
};

int lint(Session& session, const Arguments& arguments) {
  auto checked = flow::check_policies(session.context(), arguments.all("FILE"));
  if (!checked) return session.fail(checked.error());
  std::size_t errors = 0, warnings = 0;
  for (const auto& document : *checked)
    for (const auto& problem : document.problems) {
      const bool is_error = problem.grade == policy::Grade::error;
      ++(is_error ? errors : warnings);
      session.print(fmt::format("{}{}{}: {}{}\n", problem.place, problem.place.empty() ? "" : ": ",
                                is_error ? "error" : "warning",
                                problem.rule.empty() ? "" : problem.rule + ": ",
                                base::printable(problem.text)));
    }
  session.say(fmt::format("{}, {}, {}", base::counted(checked->size(), "document"),
                          base::counted(errors, "error"), base::counted(warnings, "warning")));
  return errors > 0 ? exit_usage : exit_met;
}

int test(Session& session, const Arguments& arguments) {
  auto checked = flow::check_policies(session.context(), arguments.all("FILE"));
  if (!checked) return session.fail(checked.error());
  std::size_t passed = 0, failed = 0;
  bool is_broken = false;
  for (const auto& document : *checked) {
    if (document.name.empty() || (document.tests.empty() && !document.problems.empty())) {
      for (const auto& problem : document.problems)
        if (problem.grade == policy::Grade::error) {
          is_broken = true;
          session.print(base::printable(problem.text) + "\n");
        }
    }
    for (const auto& one : document.tests) {
      ++(one.is_passed ? passed : failed);
      if (!one.is_passed)
        session.print(fmt::format("{}: FAILED: {}: {}\n", document.file, base::printable(one.name),
                                  base::printable(one.text)));
    }
  }
  session.say(fmt::format("{} passed, {} failed", base::counted(passed, "test"), failed));
  return failed > 0 || is_broken ? exit_usage : exit_met;
}

int show(Session& session, const Arguments& arguments) {
  auto shown =
      flow::show_policy(session.context(), {arguments.text("PATH", "."), arguments.text("source"),
                                            arguments.text("policy"), arguments.text("team")});
  if (!shown) return session.fail(shown.error());
  session.print(fmt::format("{}{}{}\n", shown->name, shown->title.empty() ? "" : ": ",
                            base::printable(shown->title)));
  session.print(fmt::format("  {}\n", base::printable(shown->why)));
  for (const auto& [name, value] : shown->parameters)
    session.print(fmt::format("  parameter {} = {}\n", name, base::printable(value)));
  for (const auto& row : shown->rules) {
    session.print(fmt::format("{:<9} {}  {}\n", row.effect, row.rule, base::printable(row.title)));
    session.print(fmt::format("          asked for {}, of the {} ({}){}{}\n", row.stage,
                              row.layer == "shipped" ? "shipped policy" : row.layer,
                              base::printable(row.place), row.why.empty() ? "" : "; ", row.why));
    if (!row.serves.empty())
      session.print(fmt::format("          serves {}\n", base::join(row.serves, ", ")));
  }
  for (const auto& note : shown->notes) session.say(note);
  return exit_met;
}

int diff(Session& session, const Arguments& arguments) {
  auto found =
      flow::compare_policies(session.context(), arguments.text("OLD"), arguments.text("NEW"));
  if (!found) return session.fail(found.error());
  std::size_t loosening = 0;
  for (const auto& difference : *found) {
    loosening += difference.is_loosening ? 1 : 0;
    session.print(fmt::format("{} {}: {} ({})\n", difference.is_loosening ? "LOOSER " : "       ",
                              difference.what, base::printable(difference.text), difference.place));
  }
  session.say(
      fmt::format("{}, {} of them looser", base::counted(found->size(), "difference"), loosening));
  return exit_met;
}

int simulate(Session& session, const Arguments& arguments) {
  const auto output = arguments.text("output");
  if (!output.empty() && !output.starts_with("json=")) {
    session.say("--output " + output + ": a simulation is written as json=FILE");
    return exit_usage;
  }
  const auto file = output.empty() ? std::string() : output.substr(5);
  if (file == "-") session.keep_stdout_for_machines();
  auto done =
      flow::simulate(session.context(), {arguments.text("PATH", "."), arguments.text("records"),
                                         arguments.text("NEW"), arguments.text("since")});
  if (!done) return session.fail(done.error());
  session.print(base::printable(flow::simulation_text(*done)));
  if (file == "-")
    session.print_machine(flow::simulation_json(*done));
  else if (!file.empty())
    if (auto written =
            session.context().world.files().write_atomically(file, flow::simulation_json(*done));
        !written)
      return session.fail(written.error());
  if (!arguments.has("attach")) return exit_met;
  auto attached = flow::attach_simulation(session.context(), arguments.text("NEW"), *done);
  if (!attached) return session.fail(attached.error());
  session.say("wrote " + *attached);
  return exit_met;
}

constexpr Command lint_command{
    .name = "lint",
    .summary = "what is wrong with policies before they decide: exit 2 on an error",
    .positionals = documents,
    .run = lint,
    .example = "andon policy lint packs/"};
constexpr Command test_command{.name = "test",
                               .summary = "run the tests that policies carry",
                               .positionals = documents,
                               .run = test,
                               .example = "andon policy test packs/payments.yaml"};
constexpr Command show_command{
    .name = "show",
    .summary = "the policy in force here, rule by rule, with layer, place and effect",
    .options = show_options,
    .positionals = show_positionals,
    .run = show};
constexpr Command diff_command{.name = "diff",
                               .summary = "what differs between two policies, looser marked",
                               .positionals = diff_positionals,
                               .run = diff,
                               .example = "andon policy diff default packs/payments.yaml"};
constexpr Command simulate_command{
    .name = "simulate",
    .summary = "which recorded decisions a changed policy would change, and for whom",
    .options = simulate_options,
    .positionals = simulate_positionals,
    .run = simulate,
    .example = "andon policy simulate packs/payments.yaml --since 2026-10-01 --attach"};
constexpr const Command* children[] = {&lint_command, &test_command, &show_command, &diff_command,
                                       &simulate_command};

}  // namespace

constinit const Command known::policy{.name = "policy",
                                      .summary = "look after policies: lint, test, show, compare",
                                      .children = children,
                                      .example = "andon policy lint packs/"};

}  // namespace andon::cli
