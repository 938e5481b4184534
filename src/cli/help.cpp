#include "base/text.h"
#include "cli/list.h"
#include "cli/parse.h"

namespace andon::cli {
namespace {

constexpr std::size_t left_columns = 26;

// `term` in the left column, `text` wrapped in the right one.
std::string row(std::string_view term, std::string_view text) {
  std::string out = "  " + std::string(term);
  if (out.size() + 1 > left_columns)
    out += "\n" + std::string(left_columns, ' ');
  else
    out.resize(left_columns, ' ');
  std::size_t column = left_columns;
  for (const auto word : base::split(text, ' ')) {
    if (column + word.size() > 96 && column > left_columns) {
      out += "\n" + std::string(left_columns, ' ');
      column = left_columns;
    }
    if (column > left_columns) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out + "\n";
}

std::string term_of(const Option& option) {
  std::string term;
  for (const auto part : base::split(option.name, ',')) {
    if (!term.empty()) term += ", ";
    term += part;
  }
  if (!option.value.empty()) term += " " + std::string(option.value);
  return term;
}

std::string overview() {
  std::string out =
      "andon decides how far a release may open, from checks that it ran and evidence it kept.\n\n"
      "Usage: andon COMMAND [OPTIONS]\n\nCommands:\n";
  for (const auto* command : commands()) out += row(command->name, command->summary);
  return out +
         "\nStart with: andon check\nOne command: andon COMMAND --help\n"
         "Exit codes: 0 verdict met, 1 not met, 2 wrong usage or configuration, 3 nothing to "
         "check,\n"
         "            4 undecided, 5 input or output trouble, 130/143 interrupted.\n";
}

}  // namespace

std::string help(const Command* command, std::string_view path) {
  if (!command) return overview();
  std::string out = fmt::format("{}\n\nUsage: {}", command->summary, path);
  if (!command->children.empty()) out += " COMMAND";
  out += " [OPTIONS]";
  for (const auto& positional : command->positionals)
    out += fmt::format(" {}{}{}{}", positional.is_required ? "" : "[", positional.name,
                       positional.is_repeatable ? "..." : "", positional.is_required ? "" : "]");
  out += "\n";
  if (!command->description.empty()) out += fmt::format("\n{}\n", command->description);
  if (!command->children.empty()) {
    out += "\nCommands:\n";
    for (const auto* child : command->children) out += row(child->name, child->summary);
  }
  if (!command->positionals.empty()) {
    out += "\nArguments:\n";
    for (const auto& positional : command->positionals)
      out += row(positional.name, positional.help);
  }
  out += "\nOptions:\n";
  for (const auto& option : command->options) out += row(term_of(option), option.help);
  for (const auto& option : common_options()) out += row(term_of(option), option.help);
  if (!command->example.empty()) out += fmt::format("\nExample:\n  {}\n", command->example);
  return out;
}

std::string Arguments::text(std::string_view name, std::string_view otherwise) const {
  const auto& values = all(name);
  return values.empty() ? std::string(otherwise) : values.back();
}

const std::vector<std::string>& Arguments::all(std::string_view name) const {
  static const std::vector<std::string> none;
  const auto found = values_.find(std::string(name));
  return found == values_.end() ? none : found->second;
}

std::span<const Command* const> commands() {
  static constexpr const Command* all[] = {
#define ANDON_COMMAND_POINTER(name) &known::name,
      ANDON_COMMANDS(ANDON_COMMAND_POINTER)
#undef ANDON_COMMAND_POINTER
  };
  return all;
}

std::span<const Option> common_options() {
  static constexpr Option all[] = {
      {"-h,--help", "", "show this help"},
      {"-q,--quiet", "", "print less: no progress, no remarks"},
      {"-v,--verbose", "", "print more about what is done"},
      {"--color", "WHEN", "auto (default), always or never; NO_COLOR is honoured"},
      {"--threads", "N", "threads to use (default: as many as cores)"},
      {"--no-progress", "", "no progress line on a terminal"},
  };
  return all;
}

}  // namespace andon::cli
