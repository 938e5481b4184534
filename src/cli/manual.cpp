#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/parse.h"
#include "cli/session.h"
#include "cli/words.h"

namespace andon::cli {
namespace {

constexpr Option options[] = {
    {"--format", "FORMAT", "man (default) for man(1), markdown for docs/reference"}};

// groff_man(7): a line that begins with a dot or an apostrophe, and backslashes, are quoted.
std::string roff(std::string_view text) {
  std::string out;
  for (const auto line : base::lines(text)) {
    if (line.starts_with('.') || line.starts_with('\'')) out += "\\&";
    for (const char c : line)
      out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    out += "\n";
  }
  return out;
}

std::string man() {
  std::string out =
      ".TH ANDON 1\n.SH NAME\nandon \\- decides how far a release may open\n"
      ".SH SYNOPSIS\n.B andon\n.I COMMAND\n[\\fIOPTIONS\\fR]\n.SH COMMANDS\n";
  for (const auto& [path, command] : all_commands()) {
    out += ".SS " + roff(path) + roff(std::string(command->summary) + ".\n");
    if (!command->description.empty()) out += ".PP\n" + roff(command->description);
    for (const auto& positional : command->positionals)
      out += ".TP\n.I " + roff(positional.name) + roff(positional.help);
    for (const auto& option : command->options)
      out += ".TP\n.B " + roff(std::string(option.name) + " " + std::string(option.value)) +
             roff(option.help);
    if (!command->example.empty()) out += ".PP\nExample: " + roff(command->example);
  }
  out += ".SH COMMON OPTIONS\n";
  for (const auto& option : common_options())
    out += ".TP\n.B " + roff(std::string(option.name) + " " + std::string(option.value)) +
           roff(option.help);
  return out +
         ".SH EXIT STATUS\n0 verdict met; 1 not met; 2 wrong usage, configuration or policy;\n"
         "3 no file that any check applies to; 4 undecided; 5 input or output trouble;\n"
         "130 and 143 after SIGINT and SIGTERM.\n";
}

std::string markdown() {
  std::string out =
      "# Commands of andon\n\nMade by `andon manual --format markdown`; a test compares it.\n";
  for (const auto& [path, command] : all_commands())
    out += fmt::format("\n## `{}`\n\n```text\n{}```\n", path, help(command, path));
  return out;
}

int run(Session& session, const Arguments& arguments) {
  const auto format = arguments.text("format", "man");
  if (format == "man")
    session.print(man());
  else if (format == "markdown")
    session.print(markdown());
  else {
    session.say(fmt::format("--format {}: man or markdown", format));
    return exit_usage;
  }
  return exit_met;
}

}  // namespace

constinit const Command known::manual{.name = "manual",
                                      .summary = "print the manual page or the reference",
                                      .options = options,
                                      .run = run,
                                      .example = "andon manual | man -l -"};

}  // namespace andon::cli
