#include "tree/ignore.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace andon::tree {
namespace {

bool is_same(std::string_view a, std::string_view b, LetterCase letter_case) {
  if (a.size() != b.size()) return false;
  if (letter_case == LetterCase::matters) return a == b;
  return base::lower_ascii(a) == base::lower_ascii(b);
}

// Spaces at the end go, unless a backslash stands before them.
std::string_view without_trailing_spaces(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ' ') continue;
    if (line[i] == '\\' && ++i >= line.size()) return line;
    end = i + 1;
  }
  return line.substr(0, end);
}

IgnorePattern parse_pattern(std::string_view line, std::uint32_t number) {
  IgnorePattern pattern;
  pattern.line = number;
  if (line.starts_with('!')) {
    pattern.is_negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.is_folder_only = true;
    line.remove_suffix(1);
  }
  constexpr std::string_view wildcards = "*?[\\";
  pattern.is_name_only = line.find('/') == std::string_view::npos;
  pattern.is_suffix =
      line.starts_with('*') && line.substr(1).find_first_of(wildcards) == std::string_view::npos;
  pattern.literal_prefix =
      static_cast<std::uint32_t>(std::min(line.find_first_of(wildcards), line.size()));
  pattern.text = line;
  return pattern;
}

bool matches_name(const IgnorePattern& pattern, std::string_view name, LetterCase letter_case) {
  if (pattern.literal_prefix == pattern.text.size())
    return is_same(pattern.text, name, letter_case);
  if (pattern.is_suffix) {
    const std::string_view suffix = std::string_view(pattern.text).substr(1);
    return suffix.size() <= name.size() &&
           is_same(suffix, name.substr(name.size() - suffix.size()), letter_case);
  }
  return wild_match(pattern.text, name, Wild::plain, letter_case);
}

bool matches_path(const IgnorePattern& pattern, std::string_view path, LetterCase letter_case) {
  std::string_view text = pattern.text;
  std::size_t prefix = pattern.literal_prefix;
  if (text.starts_with('/')) {
    text.remove_prefix(1);
    prefix -= 1;
  }
  if (prefix > path.size() || !is_same(text.substr(0, prefix), path.substr(0, prefix), letter_case))
    return false;
  // git matches what follows the literal part as a pattern of its own: "a**/b" is "a" and "**/b".
  text.remove_prefix(prefix);
  path.remove_prefix(prefix);
  if (text.empty()) return path.empty();
  return wild_match(text, path, Wild::path, letter_case);
}

}  // namespace

IgnoreFile parse_ignore_file(std::string name, std::string folder, std::string_view bytes,
                             std::size_t most, std::size_t& left_out) {
  IgnoreFile file;
  file.name = std::move(name);
  file.folder = std::move(folder);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::uint32_t number = 0;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = line.substr(0, line.find('\0'));
    if (line.empty() || line.front() == '#') continue;
    line = without_trailing_spaces(line);
    if (line.empty()) continue;
    if (file.patterns.size() == most)
      ++left_out;
    else
      file.patterns.push_back(parse_pattern(line, number));
  }
  return file;
}

const IgnorePattern* match_ignore_file(const IgnoreFile& file, std::string_view path,
                                       EntryKind kind, LetterCase letter_case) {
  std::string_view inside = path;
  if (!file.folder.empty()) {
    if (path.size() <= file.folder.size() || path[file.folder.size()] != '/') return nullptr;
    inside.remove_prefix(file.folder.size() + 1);
  }
  const std::string_view name = inside.substr(inside.rfind('/') + 1);
  for (auto pattern = file.patterns.rbegin(); pattern != file.patterns.rend(); ++pattern) {
    if (pattern->is_folder_only && kind != EntryKind::folder) continue;
    if (pattern->is_name_only ? matches_name(*pattern, name, letter_case)
                              : matches_path(*pattern, inside, letter_case))
      return &*pattern;
  }
  return nullptr;
}

std::string IgnoreAnswer::reason() const {
  return fmt::format("ignored by {}:{}", base::path_text(file->name), pattern->line);
}

IgnoreAnswer match_ignore_chain(const IgnoreChain* chain, std::string_view path, EntryKind kind,
                                LetterCase letter_case) {
  for (; chain != nullptr; chain = chain->weaker) {
    const IgnorePattern* pattern = match_ignore_file(*chain->file, path, kind, letter_case);
    if (pattern != nullptr) return {chain->file, pattern};
  }
  return {};
}

}  // namespace andon::tree
