#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/session.h"
#include "cli/words.h"

namespace andon::cli {
namespace {

constexpr Positional positionals[] = {{"SHELL", "bash, zsh or fish", true}};

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string words_of(const Command& command) {
  std::string words;
  for (const auto* child : command.children) words += std::string(child->name) + " ";
  const auto add = [&](std::span<const Option> options) {
    for (const auto& option : options)
      for (const auto& form : forms(option))
        if (form.starts_with("--")) words += form + " ";
  };
  add(command.options);
  add(common_options());
  return words;
}

std::string bash() {
  std::string out =
      "# bash completion for andon: source <(andon completion bash)\n"
      "_andon() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} path=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" words=\n"
      "  case \"$path \" in\n";
  auto named = all_commands();
  for (auto each = named.rbegin(); each != named.rend(); ++each)
    out += fmt::format("    {}*) words={} ;;\n", shell_quoted(each->path.substr(6) + " "),
                       shell_quoted(words_of(*each->command)));
  std::string top;
  for (const auto* command : commands()) top += std::string(command->name) + " ";
  out += fmt::format("    *) words={} ;;\n", shell_quoted(top));
  return out +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _andon andon\n";
}

std::string zsh() {
  return "#compdef andon\n# zsh completion for andon: source <(andon completion zsh)\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash();
}

std::string fish() {
  std::string out = "# fish completion for andon: andon completion fish | source\n";
  for (const auto* command : commands())
    out += fmt::format("complete -c andon -n __fish_use_subcommand -a {} -d {}\n", command->name,
                       shell_quoted(command->summary));
  for (const auto& [path, command] : all_commands()) {
    const auto condition = fmt::format("__fish_seen_subcommand_from {}", command->name);
    for (const auto* child : command->children)
      out += fmt::format("complete -c andon -n {} -a {} -d {}\n", shell_quoted(condition),
                         child->name, shell_quoted(child->summary));
    for (const auto& option : command->options)
      for (const auto& form : forms(option))
        if (form.starts_with("--"))
          out += fmt::format("complete -c andon -n {} -l {} -d {}{}\n", shell_quoted(condition),
                             form.substr(2), shell_quoted(option.help),
                             option.value.empty() ? "" : " -r");
  }
  return out;
}

int run(Session& session, const Arguments& arguments) {
  const auto shell = arguments.text("SHELL");
  if (shell == "bash")
    session.print(bash());
  else if (shell == "zsh")
    session.print(zsh());
  else if (shell == "fish")
    session.print(fish());
  else {
    session.say(fmt::format("{}: completions are there for bash, zsh and fish", shell));
    return exit_usage;
  }
  return exit_met;
}

}  // namespace

std::vector<std::string> forms(const Option& option) {
  std::vector<std::string> out;
  for (const auto part : base::split(option.name, ',')) out.emplace_back(part);
  return out;
}

std::vector<Named> all_commands() {
  std::vector<Named> out;
  const auto add = [&](const auto& self, const std::string& path, const Command& command) -> void {
    const auto mine = path + " " + std::string(command.name);
    out.push_back({mine, &command});
    for (const auto* child : command.children) self(self, mine, *child);
  };
  for (const auto* command : commands()) add(add, "andon", *command);
  return out;
}

constinit const Command known::completion{.name = "completion",
                                          .summary = "print completions for a shell",
                                          .positionals = positionals,
                                          .run = run,
                                          .example = "source <(andon completion bash)"};

}  // namespace andon::cli
