#include "cli/parse.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/exit_code.h"

namespace andon::cli {
namespace {

std::string bare(std::string_view name) {
  const auto dashes = name.rfind("--");
  return std::string(name.substr(dashes == std::string_view::npos ? 0 : dashes + 2));
}

// CLI11 writes into these; they become Arguments once the whole line is parsed.
struct Slot {
  std::string name;
  CLI::Option* option = nullptr;
  bool is_flag = false;
  std::vector<std::string> values;
};

struct Node {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::unique_ptr<Slot>> slots;
};

void add_option(Node& node, const Option& option) {
  auto& slot = *node.slots.emplace_back(std::make_unique<Slot>());
  slot.name = bare(option.name);
  slot.is_flag = option.value.empty();
  if (slot.is_flag) {
    const std::string text(option.help);
    slot.option = node.app->add_flag(std::string(option.name), text);
  } else {
    slot.option =
        node.app->add_option(std::string(option.name), slot.values, std::string(option.help));
    slot.option->allow_extra_args(false);
    slot.option->take_all();
  }
}

void build(std::vector<std::unique_ptr<Node>>& nodes, CLI::App& app, const Command& command) {
  auto& node = *nodes.emplace_back(std::make_unique<Node>());
  node.command = &command;
  node.app = &app;
  app.set_help_flag();
  app.allow_windows_style_options(false);
  for (const auto& option : command.options) add_option(node, option);
  for (const auto& option : common_options()) add_option(node, option);
  for (const auto& positional : command.positionals) {
    auto& slot = *node.slots.emplace_back(std::make_unique<Slot>());
    slot.name = positional.name;
    slot.option = app.add_option(std::string(positional.name), slot.values);
    slot.option->required(positional.is_required);
    if (positional.is_repeatable) continue;
    slot.option->expected(positional.is_required ? 1 : 0, 1);
    // Else the first takes the words of the second.
    if (positional.is_required) slot.option->allow_extra_args(false);
  }
  for (const auto* child : command.children)
    build(nodes, *app.add_subcommand(std::string(child->name), std::string(child->summary)),
          *child);
  app.require_subcommand(0, 1);
}

std::string wrong_word(const Command* command, const std::string& word) {
  std::vector<std::string_view> known;
  std::vector<std::string> owned;
  if (word.starts_with("-")) {
    const auto add = [&](std::span<const Option> options) {
      for (const auto& option : options) owned.push_back("--" + bare(option.name));
    };
    if (command) add(command->options);
    add(common_options());
  } else {
    for (const auto* each : command ? command->children : commands())
      owned.emplace_back(each->name);
  }
  known.assign(owned.begin(), owned.end());
  const auto near = base::nearest(word, known);
  return near.empty() ? std::string() : fmt::format(", did you mean {}?", near);
}

std::string path_of(const CLI::App* app) {
  std::string path = app->get_name();
  for (const auto* parent = app->get_parent(); parent; parent = parent->get_parent())
    path = parent->get_name() + " " + path;
  return path;
}

Parsed refused(const CLI::App* app, const std::string& what) {
  Parsed parsed;
  parsed.exit_code = exit_usage;
  parsed.text = fmt::format("andon: {}\nTry '{} --help'.\n", what, path_of(app));
  return parsed;
}

// Last first, as CLI11 takes them. CLI11 2.1 ends the subcommand at "--". What follows it are
// paths: one that begins with a dash is the same path with "./" before it.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words;
  bool is_behind_dashes = false;
  for (int i = argc - 1; i >= 1; --i) words.emplace_back(argv[i]);
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    if (is_behind_dashes && word->starts_with('-')) word->insert(0, "./");
    is_behind_dashes = is_behind_dashes || *word == "--";
  }
  if (const auto dashes = std::find(words.rbegin(), words.rend(), "--"); dashes != words.rend())
    words.erase(std::next(dashes).base());
  return words;
}

Parsed deepest(const std::vector<std::unique_ptr<Node>>& nodes) {
  const Node* chosen = nullptr;
  for (const auto& node : nodes)
    if (node->app->parsed()) chosen = node.get();
  if (!chosen) {
    Parsed parsed;
    parsed.text = help(nullptr, "andon");
    parsed.exit_code = exit_usage;
    return parsed;
  }
  Parsed parsed;
  for (const auto& node : nodes)
    for (const auto& slot : node->slots) {
      if (slot->option->count() == 0) continue;
      if (slot->is_flag) slot->values.assign(1, "yes");
      for (auto& value : slot->values) parsed.arguments.add(slot->name, value);
    }
  if (parsed.arguments.has("help") || !chosen->command->run) {
    parsed.text = help(chosen->command, path_of(chosen->app));
    parsed.exit_code = parsed.arguments.has("help") ? exit_met : exit_usage;
    return parsed;
  }
  parsed.command = chosen->command;
  return parsed;
}

}  // namespace

Parsed parse(int argc, char** argv) {
  CLI::App app("", "andon");
  app.set_help_flag();
  // One command a call: a folder that is called as another command is a folder.
  app.require_subcommand(0, 1);
  std::vector<std::unique_ptr<Node>> nodes;
  const bool is_help =
      argc >= 2 && (std::string_view(argv[1]) == "--help" || std::string_view(argv[1]) == "-h" ||
                    std::string_view(argv[1]) == "help");
  if (is_help) return {nullptr, {}, help(nullptr, "andon"), exit_met};
  for (const auto* command : commands())
    build(nodes, *app.add_subcommand(std::string(command->name), std::string(command->summary)),
          *command);
  const auto current = [&]() -> const Node* {
    const Node* last = nullptr;
    for (const auto& node : nodes)
      if (node->app->parsed()) last = node.get();
    return last;
  };
  bool wants_help = false;
  for (int i = 1; i < argc; ++i)
    wants_help =
        wants_help || std::string_view(argv[i]) == "--help" || std::string_view(argv[i]) == "-h";
  auto words = words_of(argc, argv);
  const auto unknown = [&](const std::string& word) {
    const auto* node = current();
    return refused(
        node ? node->app : &app,
        fmt::format("unknown {} {}{}",
                    word.starts_with("-") ? "option"
                    : node                ? "argument"
                                          : "command",
                    base::printable(word), wrong_word(node ? node->command : nullptr, word)));
  };
  try {
    app.parse(words);
  } catch (const CLI::ExtrasError&) {
    const auto extras = app.remaining(true);
    return unknown(extras.empty() ? std::string() : extras.front());
  } catch (const CLI::ParseError& error) {
    const auto* node = current();
    if (wants_help && node) return {nullptr, {}, help(node->command, path_of(node->app)), exit_met};
    // An unknown option's value reads as one argument too many.
    const auto extras = app.remaining(true);
    const auto option =
        std::ranges::find_if(extras, [](const auto& word) { return word.starts_with("-"); });
    if (option != extras.end()) return unknown(*option);
    return refused(node ? node->app : &app, base::printable(error.what()));
  } catch (const std::exception& error) {
    return refused(&app, base::printable(error.what()));
  }
  return deepest(nodes);
}

}  // namespace andon::cli
