#include "checks/secrets/extent.h"

#include "base/regex.h"

namespace andon::checks::secrets {

namespace {

// The end of the class that begins at pattern[begin] == '['.
std::size_t class_end(std::string_view pattern, std::size_t begin) {
  std::size_t i = begin + 1;
  if (i < pattern.size() && pattern[i] == '^') ++i;
  if (i < pattern.size() && pattern[i] == ']') ++i;
  while (i < pattern.size() && pattern[i] != ']') {
    if (pattern[i] == '\\') {
      i += 2;
    } else if (pattern.substr(i, 2) == "[:") {
      const auto close = pattern.find(":]", i);
      i = close == std::string_view::npos ? i + 1 : close + 2;
    } else {
      ++i;
    }
  }
  return std::min(i + 1, pattern.size());
}

std::size_t escape_end(std::string_view pattern, std::size_t begin) {
  if (begin + 1 >= pattern.size()) return pattern.size();
  const char kind = pattern[begin + 1];
  std::size_t end = begin + 2;
  if ((kind == 'x' || kind == 'p' || kind == 'P') && end < pattern.size()) {
    if (pattern[end] == '{') {
      const auto close = pattern.find('}', end);
      return close == std::string_view::npos ? pattern.size() : close + 1;
    }
    return std::min(end + (kind == 'x' ? 2 : 1), pattern.size());
  }
  return end;
}

// The end of an unbounded repeat operator at pattern[begin]; begin when there is none.
std::size_t unbounded_end(std::string_view pattern, std::size_t begin) {
  if (begin >= pattern.size()) return begin;
  std::size_t end = begin;
  if (pattern[begin] == '*' || pattern[begin] == '+') {
    end = begin + 1;
  } else if (pattern[begin] == '{') {
    std::size_t i = begin + 1;
    while (i < pattern.size() && pattern[i] >= '0' && pattern[i] <= '9') ++i;
    if (i > begin + 1 && pattern.substr(i, 2) == ",}") end = i + 2;
  }
  if (end != begin && end < pattern.size() && pattern[end] == '?') ++end;
  return end;
}

// The letters of either case: an (?i) may stand anywhere before.
bool add_characters(std::string_view atom, bool is_dot_all, Extent& extent) {
  const auto regex = base::Regex::create(
      std::string(is_dot_all ? "(?is)^(?:" : "(?i)^(?:") + std::string(atom) + ")$",
      {.is_latin1 = true});
  if (!regex) return false;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (regex->search(std::string_view(&c, 1))) extent.repeated[byte] = true;
  }
  return true;
}

}  // namespace

std::optional<std::string> without_unbounded(std::string_view pattern, Extent& extent) {
  const bool is_dot_all = pattern.find("s:") != pattern.npos || pattern.find("s)") != pattern.npos;
  std::string out;
  bool is_changed = false;
  for (std::size_t i = 0; i < pattern.size();) {
    std::size_t end = i + 1;
    if (pattern[i] == '\\') {
      if (pattern.substr(i, 2) == "\\Q") {
        extent.is_everything = true;
        return std::nullopt;
      }
      end = escape_end(pattern, i);
    } else if (pattern[i] == '[') {
      end = class_end(pattern, i);
    }
    const auto atom = pattern.substr(i, end - i);
    const auto after = unbounded_end(pattern, end);
    if (after == end || atom == "(" || atom == "|") {
      out += atom;
      i = end;
      continue;
    }
    is_changed = true;
    if (atom == ")" || !add_characters(atom, is_dot_all, extent)) {
      // A repeated group: its characters are not looked into.
      extent.is_everything = true;
      return std::nullopt;
    }
    i = after;
  }
  if (!is_changed) return std::nullopt;
  return out;
}

std::size_t window_begin(std::string_view text, std::size_t end, const Extent& extent) {
  if (extent.is_everything) return 0;
  std::size_t left = extent.bounded;
  std::size_t begin = end;
  while (begin > 0) {
    if (!extent.repeated[static_cast<unsigned char>(text[begin - 1])]) {
      if (left == 0) break;
      --left;
    }
    --begin;
  }
  return begin;
}

}  // namespace andon::checks::secrets
