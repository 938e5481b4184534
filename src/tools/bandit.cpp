// Bandit (1.9.4 tried): common mistakes in Python. It looks for .bandit only beneath folders that
// it is given; it is given files, and what the file of the side that judges says.
#include <array>
#include <map>

#include "base/text.h"
#include "tools/list.h"

namespace andon::tools {
namespace {

// The section [bandit] of an INI file; an indented line continues the value before it.
std::map<std::string, std::string> own_settings(std::string_view text) {
  std::map<std::string, std::string> out;
  bool is_inside = false;
  std::string* last = nullptr;
  for (const std::string_view line : base::lines(text)) {
    const std::string_view content = base::trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[') {
      is_inside = content == "[bandit]";
      last = nullptr;
      continue;
    }
    if (!is_inside) continue;
    if (last != nullptr && (line.front() == ' ' || line.front() == '\t')) {
      if (!last->empty() && !last->ends_with(',')) *last += ',';
      *last += content;
      continue;
    }
    const std::size_t end = content.find_first_of("=:");
    if (end == std::string_view::npos) continue;
    last = &out[base::lower_ascii(base::trim(content.substr(0, end)))];
    *last = base::trim(content.substr(end + 1));
  }
  return out;
}

Arguments arguments(const Invocation& invocation) {
  Arguments out;
  out.words = {"--quiet",         "--format",    "json",          "--output",
               invocation.report, "--exit-zero", "--ignore-nosec"};
  for (const auto& [key, value] : own_settings(invocation.own_settings)) {
    if (value.empty()) continue;
    if (key == "skips")
      out.words.push_back("--skip=" + value);
    else if (key == "tests")
      out.words.push_back("--tests=" + value);
    else if (key == "exclude")
      out.words.push_back("--exclude=" + value);
    else if (key != "targets" && key != "recursive")
      out.notes.push_back({.path = ".bandit",
                           .text = fmt::format("the setting {} is left out", base::printable(key)),
                           .is_harmless = true});
  }
  out.words.insert(out.words.end(), invocation.targets.begin(), invocation.targets.end());
  return out;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// "# nosec" for all, "# nosec B602, subprocess_popen" for those named. Bandit also takes the tests'
// names, which its reports do not always carry, so a list that holds no id counts for the finding.
bool is_meant(std::string_view list, std::string_view rule) {
  bool has_id = false;
  for (std::size_t begin = 0; begin < list.size();) {
    if (!is_word(list[begin])) {
      if (list[begin] != ' ' && list[begin] != ',' && list[begin] != ':') break;
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < list.size() && is_word(list[end])) ++end;
    const std::string_view word = list.substr(begin, end - begin);
    if (word == rule) return true;
    has_id =
        has_id || (word.size() == 4 && word.front() == 'B' && word[1] >= '0' && word[1] <= '9');
    begin = end;
  }
  return !has_id;
}

std::optional<model::Suppression> suppression(const model::Finding& finding,
                                              std::span<const std::string_view> lines) {
  const std::size_t first = finding.region.start_line;
  const std::size_t last = std::max<std::size_t>(finding.region.end_line, first);
  for (std::size_t number = first; number >= 1 && number <= last && number <= lines.size();
       ++number) {
    const std::string_view line = lines[number - 1];
    for (std::size_t hash = line.find('#'); hash != std::string_view::npos;
         hash = line.find('#', hash + 1)) {
      const std::string_view comment = base::trim(line.substr(hash + 1));
      if (!comment.starts_with("nosec") || (comment.size() > 5 && is_word(comment[5]))) continue;
      if (is_meant(comment.substr(5), finding.rule))
        return model::Suppression{.by = "nosec", .reason = {}, .is_proposed = false};
    }
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 1> kinds = {"python"};
constexpr std::array<std::string_view, 2> suffixes = {".py", ".pyw"};
constexpr std::array finished_codes = {0, 1};
constexpr std::array<std::string_view, 1> version_arguments = {"--version"};
constexpr std::array<std::string_view, 1> judges_itself = {".bandit"};

}  // namespace

constinit const Tool known::bandit{
    .name = "bandit",
    .title = "Bandit",
    .program = "bandit",
    .kinds = kinds,
    .suffixes = suffixes,
    .arguments = arguments,
    .finished_codes = finished_codes,
    .version_arguments = version_arguments,
    .format = "bandit",
    .judges_itself = judges_itself,
    .own_files = OwnFiles::handed_over,
    .suppression = suppression,
};

}  // namespace andon::tools
