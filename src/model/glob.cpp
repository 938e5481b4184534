#include "model/glob.h"

#include <string>

namespace andon::model {
namespace {

// Position after the class that begins at pattern[0] == '['; 0 when it is not closed.
std::size_t match_class(std::string_view pattern, char c, bool& is_in) {
  std::size_t i = 1;
  const bool is_negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (is_negated) ++i;
  bool found = false;
  for (bool is_first = true; i < pattern.size() && (is_first || pattern[i] != ']');
       is_first = false) {
    char low = pattern[i++];
    if (low == '\\' && i < pattern.size()) low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = pattern[i + 1];
      i += 2;
    }
    found = found || (low <= c && c <= high);
  }
  if (i >= pattern.size()) return 0;
  is_in = found != is_negated && c != '/';
  return i + 1;
}

// One pattern item other than a star against one character; how much pattern it took, 0: no match.
std::size_t match_one(std::string_view pattern, char c) {
  if (pattern.front() == '?') return c != '/' ? 1 : 0;
  if (pattern.front() == '[') {
    bool is_in = false;
    if (const auto end = match_class(pattern, c, is_in)) return is_in ? end : 0;
  }
  if (pattern.front() == '\\' && pattern.size() > 1) return pattern[1] == c ? 2 : 0;
  return pattern.front() == c ? 1 : 0;
}

// Backtracks to the last star of each kind only, so time is at most |pattern| x |text|^2.
bool match(std::string_view pattern, std::string_view text) {
  struct Mark {
    std::size_t pattern = std::string_view::npos;
    std::size_t text = 0;
    bool is_by_part = false;  // "**/": tries again after the next slash only
  } star, stars;
  std::size_t p = 0, t = 0;
  while (true) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (pattern.substr(p, 2) == "**") {
        p += 2;
        const bool is_by_part = p < pattern.size() && pattern[p] == '/';
        if (is_by_part) ++p;  // "**/" also stands for no part at all
        stars = {p, t, is_by_part};
        star = {};
      } else {
        star = {++p, t, false};
      }
      continue;
    }
    if (p == pattern.size() && t == text.size()) return true;
    if (p < pattern.size() && t < text.size()) {
      if (const auto taken = match_one(pattern.substr(p), text[t])) {
        p += taken;
        ++t;
        continue;
      }
    }
    if (star.pattern != std::string_view::npos && star.text < text.size() &&
        text[star.text] != '/') {
      t = ++star.text;
      p = star.pattern;
    } else if (stars.pattern != std::string_view::npos && stars.text < text.size()) {
      const auto next = stars.is_by_part ? text.find('/', stars.text) : stars.text;
      if (next == std::string_view::npos) return false;
      t = stars.text = next + 1;
      p = stars.pattern;
      star = {};
    } else {
      return false;
    }
  }
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  const bool is_folder = pattern.ends_with('/');
  if (is_folder) pattern.remove_suffix(1);
  const bool is_anchored = pattern.find('/') != std::string_view::npos;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.empty()) return false;
  std::string whole(pattern);
  if (!is_anchored) whole.insert(0, "**/");
  // A pattern names a file or a folder; every folder above the file may be the one it names.
  if (!is_folder && match(whole, path)) return true;
  for (auto slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1))
    if (match(whole, path.substr(0, slash))) return true;
  return false;
}

}  // namespace andon::model
