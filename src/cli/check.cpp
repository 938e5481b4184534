#include "flow/check.h"

#include <algorithm>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "flow/render.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--baseline", "REF|REPORT", "compare with this git ref, or with a JSON report of andon"},
    {"--since", "REF", "look only at what changed since REF, and compare with it"},
    {"--staged", "", "look at what is in the index: for a pre-commit hook"},
    {"-o,--output", "FORMAT=FILE", "write the report in a format; - is stdout; repeatable", true},
    {"--rules", "FILE", "secret rules in gitleaks' TOML instead of our own; repeatable", true},
    {"--decode-depth", "N", "how deep encoded values are looked into (0 to 5)"},
    {"--tool", "NAME", "run only this tool beside the built-in checks; repeatable", true},
    {"--no-tools", "", "run no programs of others"},
    {"--all", "", "show every finding, not the first twenty"},
    {"--exit-zero", "", "exit 0 whatever the verdict: for those who only want the report"},
    {"--no-record", "", "keep no record of this check"},
    {"--sign", "KEY", "sign the records with this SSH key (default: ANDON_SIGNING_KEY)"},
    {"--show-secrets", "", "show the values found; on a terminal only, never in files"},
};
constexpr Positional positionals[] = {{"PATH", "folder or file to look at (default: .)"}};

void show_secrets(Session& session, const flow::CheckOutcome& outcome) {
  for (const auto& finding : outcome.report.findings)
    if (const auto found = outcome.secrets.find(finding.id); found != outcome.secrets.end())
      session.print(fmt::format("{}:{}: {}\n", finding.path, finding.region.start_line,
                                base::printable(found->second.reveal())));
}

int code_of(Session& session, const Arguments& arguments, const flow::CheckOutcome& outcome,
            std::vector<int> codes) {
  const auto& report = outcome.report;
  if (!outcome.has_applicable_files) {
    const bool is_narrow = report.baseline.kind != "first_look" &&
                           std::any_of(report.runs.begin(), report.runs.end(),
                                       [](const auto& run) { return !run.scope.is_whole; });
    codes.push_back(is_narrow ? exit_met : exit_no_file);
    if (!is_narrow) session.say("no file here that any check applies to");
  } else if (!outcome.has_readable_files) {
    session.say("there are files, but none could be read");
    codes.push_back(exit_undecided);
  } else if (!arguments.has("exit-zero")) {
    codes.push_back(exit_code(report.decision.verdict));
  }
  if (outcome.trouble) codes.push_back(session.fail(*outcome.trouble));
  return worst(codes);
}

int run(Session& session, const Arguments& arguments) {
  auto outputs = parse_outputs(session, arguments.all("output"), flow::check_format);
  if (!outputs) return session.fail(outputs.error());
  if (arguments.has("show-secrets") && !session.is_terminal(Stream::out)) {
    session.say("--show-secrets: stdout is not a terminal");
    return exit_usage;
  }
  flow::CheckRequest request;
  request.path = arguments.text("PATH", ".");
  request.baseline = arguments.text("baseline");
  request.since = arguments.text("since");
  request.is_staged = arguments.has("staged");
  request.rules = arguments.all("rules");
  request.decode_depth = arguments.text("decode-depth");
  request.tools = arguments.all("tool");
  request.has_tools = !arguments.has("no-tools");
  request.is_kept = !arguments.has("no-record");
  request.signing_key = arguments.text("sign");
  request.shows_secrets = arguments.has("show-secrets");
  if (!request.is_kept && arguments.has("sign")) {
    session.say("--sign signs records, and --no-record keeps none");
    return exit_usage;
  }
  if (!request.baseline.empty() && !request.since.empty()) {
    session.say("--baseline and --since name two baselines: choose one");
    return exit_usage;
  }
  auto outcome = flow::check(session.context(), request);
  if (!outcome) return session.fail(outcome.error());

  std::vector<int> codes;
  flow::TextLook look{session.width_columns(), session.has_colour(),
                      arguments.has("all") ? SIZE_MAX : std::size_t{20}};
  auto text = flow::render_text(outcome->report, look);
  if (!text) return session.fail(text.error());
  session.print(*text);
  if (request.shows_secrets) show_secrets(session, *outcome);
  if (!outcome->signing.empty() && !session.is_quiet()) session.say(outcome->signing);
  if (auto written = write_outputs(session, *outputs, outcome->report); !written)
    codes.push_back(session.fail(written.error()));
  return code_of(session, arguments, *outcome, std::move(codes));
}

}  // namespace

constinit const Command known::check{
    .name = "check",
    .summary = "look at a tree, say what is new, decide",
    .description =
        "Runs the built-in checks and the installed scanners on the tree at PATH, compares with\n"
        "the baseline, prints what is new, the verdict, and what is missing for it. Without a\n"
        "baseline it is a first look: findings are shown as existing and judged as if new.",
    .options = options,
    .positionals = positionals,
    .run = run,
    .example = "andon check --output sarif=andon.sarif --output markdown=comment.md",
};

}  // namespace andon::cli
