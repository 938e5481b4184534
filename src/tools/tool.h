// Tool: what andon knows of one program of others.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/finding.h"
#include "model/run.h"

namespace andon::tools {

// One start of the program. Paths are as the program sees them; its working folder is the tree's
// root.
struct Invocation {
  std::string report;                // where it is to write
  std::vector<std::string> rules;    // rule files
  std::vector<std::string> targets;  // files of the tree, relative, never beginning with '-'
  std::string target_list;           // a file that lists them, a line each
  bool is_whole = true;              // targets are all that apply, not a choice
  std::string own_settings;  // text of the file by which it is judged (OwnFiles::handed_over)
  std::size_t jobs = 1;
};

struct Arguments {
  std::vector<std::string> words;     // after the program's name
  std::vector<model::Problem> notes;  // what of its settings is left out
};

enum class Targets { as_arguments, as_list };

// How its own files in the tree reach it: it finds them by itself, so that the baseline's are laid
// over the tree's; or andon reads the baseline's and passes on what they say.
enum class OwnFiles { found_in_the_tree, handed_over };

struct Tool {
  std::string_view name;  // = file name = list entry
  std::string_view title;
  std::string_view program;
  std::span<const std::string_view> kinds{};     // of tree::File; empty: every text file
  std::span<const std::string_view> suffixes{};  // and only these; empty: any
  Targets targets = Targets::as_arguments;
  Arguments (*arguments)(const Invocation& invocation) = nullptr;
  std::span<const int> finished_codes{};  // exit codes of a run that did its work
  std::span<const std::string_view> version_arguments{};
  std::span<const std::pair<std::string_view, std::string_view>> environment{};
  std::string_view format;  // of formats/list.h
  bool needs_rules = false;
  bool needs_network = false;
  std::span<const std::string_view> judges_itself{};  // names of files, in any folder of the tree
  OwnFiles own_files = OwnFiles::found_in_the_tree;
  // The comment that suppresses the finding, for tools that would drop it: they are told to report
  // all, and it is shown as suppressed. `lines` of the file, the first is line 1.
  std::optional<model::Suppression> (*suppression)(
      const model::Finding& finding, std::span<const std::string_view> lines) = nullptr;
};

}  // namespace andon::tools
