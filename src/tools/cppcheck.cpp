// Cppcheck (2.10 tried): bugs in C and C++. It reads no settings from the tree unless told to.
#include <array>

#include "base/text.h"
#include "tools/list.h"

namespace andon::tools {
namespace {

Arguments arguments(const Invocation& invocation) {
  Arguments out;
  // Without --inline-suppr it reports what comments suppress, and we show it as suppressed.
  out.words = {"--quiet",
               "--xml",
               "--xml-version=2",
               "--enable=warning,portability",
               "--suppress=missingIncludeSystem",
               "--output-file=" + invocation.report,
               "--file-list=" + invocation.target_list,
               "-j",
               std::to_string(invocation.jobs)};
  return out;
}

// "// cppcheck-suppress id" or "cppcheck-suppress[id1,id2]": on the line, or alone on the one
// before.
bool is_suppressing(std::string_view line, std::string_view rule) {
  constexpr std::string_view word = "cppcheck-suppress";
  const std::size_t at = line.find(word);
  const std::size_t comment = std::min(line.find("//"), line.find("/*"));
  if (at == std::string_view::npos || comment > at) return false;
  std::string_view rest = base::trim(line.substr(at + word.size()));
  const bool is_list = rest.starts_with('[');
  if (is_list) rest = rest.substr(1, rest.find(']') - 1);
  for (const std::string_view part : base::split(rest, is_list ? ',' : ' ')) {
    std::string_view id = base::trim(part);
    id = id.substr(0, id.find_first_of(" \t*"));
    if (id == rule) return true;
    if (!is_list) return false;
  }
  return false;
}

std::optional<model::Suppression> suppression(const model::Finding& finding,
                                              std::span<const std::string_view> lines) {
  const std::size_t line = finding.region.start_line;
  if (line == 0 || line > lines.size()) return std::nullopt;
  const bool is_alone_before = line >= 2 && (base::trim(lines[line - 2]).starts_with("//") ||
                                             base::trim(lines[line - 2]).starts_with("/*"));
  if (is_suppressing(lines[line - 1], finding.rule) ||
      (is_alone_before && is_suppressing(lines[line - 2], finding.rule)))
    return model::Suppression{.by = "cppcheck-suppress", .reason = {}, .is_proposed = false};
  return std::nullopt;
}

constexpr std::array<std::string_view, 2> kinds = {"c", "cpp"};
// What it takes of a folder by itself; headers it reads where they are included.
constexpr std::array<std::string_view, 9> suffixes = {".c",   ".cc",  ".cpp", ".cxx", ".c++",
                                                      ".ipp", ".ixx", ".tpp", ".txx"};
constexpr std::array finished_codes = {0};
constexpr std::array<std::string_view, 1> version_arguments = {"--version"};

}  // namespace

constinit const Tool known::cppcheck{
    .name = "cppcheck",
    .title = "Cppcheck",
    .program = "cppcheck",
    .kinds = kinds,
    .suffixes = suffixes,
    .targets = Targets::as_list,
    .arguments = arguments,
    .finished_codes = finished_codes,
    .version_arguments = version_arguments,
    .format = "cppcheck",
    .suppression = suppression,
};

}  // namespace andon::tools
