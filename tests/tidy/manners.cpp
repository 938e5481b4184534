// How a source looks: TRY and braces, opening comments, names, no places of one machine.
#include <algorithm>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

// The bracket that encloses `at`, going left; npos at the top.
std::size_t enclosing(std::string_view code, std::size_t at) {
  int depth = 0;
  while (at-- > 0) {
    const char c = code[at];
    if (c == ')' || c == '}' || c == ']') ++depth;
    if (c == '(' || c == '{' || c == '[') {
      if (depth == 0) return at;
      --depth;
    }
  }
  return std::string_view::npos;
}

// Whether the `{` at `at` opens a list of values, not a block.
bool is_initialiser(std::string_view code, std::size_t at) {
  auto end = at;
  while (end > 0 && (code[end - 1] == ' ' || code[end - 1] == '\n')) --end;
  if (end == 0) return false;
  const char before = code[end - 1];
  if (before == '=' || before == ',' || before == '(') return true;
  if (before == '{') return is_initialiser(code, end - 1);
  if (before != '>' && !is_word_character(before)) return false;
  auto word = end;
  while (word > 0 && is_word_character(code[word - 1])) --word;
  const auto last = code.substr(word, end - word);
  if (last == "return") return true;
  for (const auto* block :
       {"else", "do", "try", "const", "noexcept", "override", "final", "mutable"})
    if (last == block) return false;
  const auto start = code.find_last_of(";{}", at - 1);
  const auto statement =
      code.substr(start == std::string_view::npos ? 0 : start + 1, at - start - 1);
  if (const auto arrow = statement.rfind("->");
      arrow != std::string_view::npos &&
      statement.substr(0, arrow).find_last_of(")") != std::string_view::npos &&
      !statement.substr(arrow).contains(','))
    return false;
  for (const auto* kind : {"namespace", "struct", "class", "union", "enum", "extern"})
    if (find_word(statement, kind) != std::string_view::npos) return false;
  return true;
}

bool is_snake_case(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

int opening_lines(const std::vector<std::string>& lines) {
  int count = 0;
  while (count < static_cast<int>(lines.size()) &&
         lines[static_cast<std::size_t>(count)].starts_with("//"))
    ++count;
  return count;
}

}  // namespace

// g++ 12 leaks the members made before when a later TRY in the same braces returns.
std::vector<Breach> tried_in_braces(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& [path, source] : house.sources)
    for (auto at = find_word(source.code, "TRY("); at != std::string::npos;
         at = find_word(source.code, "TRY(", at + 1)) {
      const auto line = source.code.rfind('\n', at);
      if (std::string_view(source.code)
              .substr(line == std::string::npos ? 0 : line + 1)
              .starts_with("#"))
        continue;
      for (auto open = enclosing(source.code, at); open != std::string_view::npos;
           open = enclosing(source.code, open)) {
        if (source.code[open] != '{') continue;
        if (is_initialiser(source.code, open))
          breaches.push_back({"tried_in_braces", path, line_at(source.text, at),
                              "TRY inside a braced initialiser"});
        else
          break;
      }
    }
  return breaches;
}

// Every header opens with what it is for; the front header of a folder in three to eight lines.
std::vector<Breach> openings(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& [path, source] : house.sources) {
    const auto lines = lines_of(source.text);
    if (!source.is_header()) {
      const auto space = "namespace andon::" + source.folder;
      if (!source.folder.empty() && !source.is_test() && !source.code.contains(space) &&
          !source.code.contains("using " + space))
        breaches.push_back({"openings", path, 0, "namespace = folder: " + space});
      continue;
    }
    const auto count = opening_lines(lines);
    if (count == 0) breaches.push_back({"openings", path, 1, "a header opens with what it is for"});
    const bool is_front = path == "src/" + source.folder + "/" + source.folder + ".h";
    if (is_front && (count < 3 || count > 8))
      breaches.push_back({"openings", path, 1,
                          "a front header opens with three to eight lines: what the folder is for "
                          "and what it never does"});
    if (!source.code.contains("#pragma once"))
      breaches.push_back({"openings", path, 1, "no #pragma once"});
    if (find_word(source.code, "using namespace") != std::string::npos)
      breaches.push_back({"openings", path, 1, "using namespace in a header"});
  }
  return breaches;
}

std::vector<Breach> names(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& [path, source] : house.sources) {
    const auto file = path.substr(path.rfind('/') + 1);
    if (!is_snake_case(file.substr(0, file.find('.'))))
      breaches.push_back({"names", path, 0, "file names are snake_case"});
    for (const auto* kind : {"class", "struct", "enum class"})
      for (auto at = find_word(source.code, kind); at != std::string::npos;
           at = find_word(source.code, kind, at + 1)) {
        auto start = at + std::string_view(kind).size();
        while (start < source.code.size() && source.code[start] == ' ') ++start;
        auto end = start;
        while (end < source.code.size() && is_word_character(source.code[end])) ++end;
        const auto name = source.code.substr(start, end - start);
        if (name.empty() || name == "class" || end >= source.code.size()) continue;
        const auto next = source.code.find_first_not_of(" \n", end);
        const bool is_definition =
            next != std::string::npos &&
            (source.code[next] == '{' || source.code.compare(next, 5, "final") == 0 ||
             (source.code[next] == ':' && source.code[next + 1] != ':'));
        if (!is_definition) continue;
        const auto where = line_at(source.text, at);
        if (!(name[0] >= 'A' && name[0] <= 'Z') || name.contains('_'))
          breaches.push_back({"names", path, where, name + ": types are PascalCase"});
        for (const auto* bad :
             {"Manager", "Helper", "Util", "Utils", "Impl", "Base", "Data", "Info"})
          if (name.ends_with(bad))
            breaches.push_back({"names", path, where, name + ": " + bad + " says nothing"});
      }
    for (const auto* bad : {"handle_data", "do_it", "process_data"})
      if (const auto at = find_word(source.code, bad); at != std::string::npos)
        breaches.push_back(
            {"names", path, line_at(source.text, at), std::string(bad) + " says nothing"});
  }
  return breaches;
}

// No path of one machine anywhere.
std::vector<Breach> places(const House& house) {
  std::vector<Breach> breaches;
  const auto look = [&](const std::string& path, const std::string& text) {
    if (path.starts_with("tests/tidy")) return;
    // Put together here, so that this file does not hold them.
    for (const auto* top : {"work", "root", "Users", "mnt"}) {
      const auto place = std::string("/") + top + "/";
      for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + 1)) {
        const char before = at > 0 ? text[at - 1] : ' ';
        if (is_word_character(before) || std::string_view("./}>$)*-\\").contains(before)) continue;
        breaches.push_back({"places", path, line_at(text, at), "a path of one machine: " + place});
      }
    }
  };
  for (const auto& [path, source] : house.sources)
    if (!source.is_test()) look(path, source.text);
  for (const auto& [path, text] : house.documents) look(path, text);
  return breaches;
}

}  // namespace andon::tidy
