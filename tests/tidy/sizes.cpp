// Sizes that a reader can hold: files, headers, functions, lines, and what a header pulls in.
#include <algorithm>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

constexpr int max_file_lines = 500;
constexpr int max_header_lines = 150;
constexpr int max_function_lines = 60;
constexpr int max_line_columns = 100;
constexpr int max_headers_pulled = 20;

int columns(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

void pulled(const House& house, const std::string& path, std::set<std::string>& seen) {
  const auto found = house.sources.find(path);
  if (found == house.sources.end()) return;
  for (const auto& include : found->second.includes)
    if (include.is_ours && seen.insert("src/" + include.path).second)
      pulled(house, "src/" + include.path, seen);
}

std::string_view first_word(std::string_view line) {
  const auto start = std::min(line.find_first_not_of(' '), line.size());
  auto end = start;
  while (end < line.size() && is_word_character(line[end])) ++end;
  return line.substr(start, end - start);
}

bool is_type_or_namespace(std::string_view statement) {
  for (const auto* word : {"namespace", "struct", "class", "union", "enum"})
    if (first_word(statement) == word) return true;
  return first_word(statement) == "template" && !statement.contains('(') &&
         (statement.contains("struct ") || statement.contains("class "));
}

// Function bodies by layout, as clang-format leaves it: a statement at column 0 (or 2, inside a
// type) whose body ends at a `}` in the same column.
void function_sizes(const Source& source, std::vector<Breach>& breaches) {
  const auto lines = lines_of(source.code);
  const auto indent = [&](std::size_t i) { return lines[i].find_first_not_of(' '); };
  const auto measure = [&](auto&& self, std::size_t from, std::size_t to,
                           std::size_t column) -> void {
    std::size_t start = from;
    bool is_open = false;
    for (auto i = from; i < to; ++i) {
      if (lines[i].empty() || indent(i) == std::string::npos) continue;
      if (indent(i) != column || lines[i][column] == '#') continue;
      const bool closes = lines[i][column] == '}' && is_open;
      if (closes) {
        std::string statement;
        for (auto k = start; k < i && !statement.contains('{'); ++k)
          statement += lines[k].substr(std::min(column, lines[k].size())) + " ";
        if (is_type_or_namespace(statement)) {
          if (column == 0 && first_word(statement) != "namespace") self(self, start + 1, i, 2);
        } else if (statement.contains('(')) {
          const auto length = static_cast<int>(i - start) + 1;
          if (length > max_function_lines)
            breaches.push_back({"function_lines", source.path, static_cast<int>(start) + 1,
                                std::to_string(length) + " lines", length});
        }
        is_open = false;
        start = i + 1;
      } else if (!is_open) {
        start = i;
        is_open = true;
      } else if (lines[i - 1].ends_with(";") || lines[i - 1].ends_with("}") ||
                 lines[i - 1].find_first_not_of(' ') == std::string::npos ||
                 lines[i - 1].ends_with("{")) {
        start = i;
      }
    }
  };
  measure(measure, 0, lines.size(), 0);
}

}  // namespace

std::vector<Breach> sizes(const House& house) {
  std::vector<Breach> breaches;
  const auto held = [&](const char* law, const std::string& path, int line, int size, int most) {
    if (size > most)
      breaches.push_back(
          {law, path, line, std::to_string(size) + ", at most " + std::to_string(most), size});
  };
  for (const auto& [path, source] : house.sources) {
    const auto lines = lines_of(source.text);
    const auto count = static_cast<int>(lines.size());
    if (source.is_header())
      held("header_lines", path, 0, count, max_header_lines);
    else
      held("file_lines", path, 0, count, max_file_lines);
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (!lines[i].starts_with("#include"))
        held("line_columns", path, static_cast<int>(i) + 1, columns(lines[i]), max_line_columns);
    if (source.is_header()) {
      std::set<std::string> seen;
      pulled(house, path, seen);
      held("headers_pulled", path, 0, static_cast<int>(seen.size()), max_headers_pulled);
    }
    function_sizes(source, breaches);
  }
  return breaches;
}

}  // namespace andon::tidy
