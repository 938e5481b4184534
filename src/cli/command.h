// A command: its words, options and what it does. Parsing, help, completions, manual pages and
// docs/reference are all made from these descriptors.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace andon::cli {

class Session;

struct Option {
  std::string_view name;   // "--baseline"; "-o,--output" with a short form
  std::string_view value;  // "REF"; empty for a flag
  std::string_view help;   // one sentence without a full stop
  bool is_repeatable = false;
};

struct Positional {
  std::string_view name;  // "PATH"
  std::string_view help;
  bool is_required = false;
  bool is_repeatable = false;
};

// What was given, by option name without dashes, or by positional name.
class Arguments {
 public:
  void add(std::string name, std::string value) {
    values_[std::move(name)].push_back(std::move(value));
  }
  bool has(std::string_view name) const { return values_.contains(std::string(name)); }
  // The last one given, or `otherwise`.
  std::string text(std::string_view name, std::string_view otherwise = {}) const;
  const std::vector<std::string>& all(std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
  std::string_view name;
  std::string_view summary;           // one line
  std::string_view description = {};  // paragraphs for help and manual page
  std::span<const Option> options = {};
  std::span<const Positional> positionals = {};
  std::span<const Command* const> children = {};  // "config check"; then run may be null
  int (*run)(Session& session, const Arguments& arguments) = nullptr;
  std::string_view example = {};  // as typed
};

// All commands in the order of help (cli/list.h).
std::span<const Command* const> commands();
// Options that every command has.
std::span<const Option> common_options();

}  // namespace andon::cli
