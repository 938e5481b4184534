// Semgrep (1.182 tried): multi-language patterns from rule files that the user names; nothing is
// fetched.
#include <array>

#include "base/limits.h"
#include "tools/list.h"

namespace andon::tools {
namespace {

Arguments arguments(const Invocation& invocation) {
  Arguments out;
  out.words = {"scan",
               "--quiet",
               "--sarif",
               "--output",
               invocation.report,
               "--metrics=off",
               "--disable-version-check",
               "--no-rewrite-rule-ids",  // else ids begin with the folders of our copy of the rules
               "--max-target-bytes",
               std::to_string(base::limits::tree_file_bytes),  // it leaves out 1 MB files silently
               "--jobs",
               std::to_string(invocation.jobs)};
  for (const std::string& file : invocation.rules)
    out.words.insert(out.words.end(), {"--config", file});
  // A folder: files that are named are read although .semgrepignore leaves them out.
  if (invocation.is_whole)
    out.words.emplace_back(".");
  else
    out.words.insert(out.words.end(), invocation.targets.begin(), invocation.targets.end());
  return out;
}

constexpr std::array finished_codes = {0, 1};
constexpr std::array<std::string_view, 1> version_arguments = {"--version"};
constexpr std::array<std::string_view, 1> judges_itself = {".semgrepignore"};
// The version check waits 97 s where packets are dropped. Git, which it asks for the files, is told
// to trust the folder whoever owns it, and to run nothing that the repository's settings name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> environment = {{
    {"SEMGREP_ENABLE_VERSION_CHECK", "0"},
    {"SEMGREP_SEND_METRICS", "off"},
    {"GIT_CONFIG_GLOBAL", "/dev/null"},
    {"GIT_CONFIG_SYSTEM", "/dev/null"},
    {"GIT_OPTIONAL_LOCKS", "0"},
    {"GIT_CONFIG_COUNT", "3"},
    {"GIT_CONFIG_KEY_0", "safe.directory"},
    {"GIT_CONFIG_VALUE_0", "*"},
    {"GIT_CONFIG_KEY_1", "core.fsmonitor"},
    {"GIT_CONFIG_VALUE_1", "false"},
    {"GIT_CONFIG_KEY_2", "core.hooksPath"},
    {"GIT_CONFIG_VALUE_2", "/dev/null"},
}};

}  // namespace

constinit const Tool known::semgrep{
    .name = "semgrep",
    .title = "Semgrep",
    .program = "semgrep",
    .arguments = arguments,
    .finished_codes = finished_codes,
    .version_arguments = version_arguments,
    .environment = environment,
    .format = "sarif",
    .needs_rules = true,
    .judges_itself = judges_itself,
};

}  // namespace andon::tools
