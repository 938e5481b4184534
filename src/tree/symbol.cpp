// The enclosing function or class, guessed from indentation and the words that begin definitions.
// Cheap, and never part of identity: a wrong guess costs nothing but a word.
#include <array>

#include "base/text.h"
#include "tree/parts/lines.h"

namespace andon::tree {
namespace {

constexpr std::uint32_t most_lines_up = 3000;
constexpr std::size_t most_line_bytes = 400;

std::size_t indentation(std::string_view line) {
  std::size_t width = 0;
  constexpr std::size_t tab_width = 8;
  for (const char c : line) {
    if (c == ' ')
      ++width;
    else if (c == '\t')
      width = (width / tab_width + 1) * tab_width;
    else
      break;
  }
  return width;
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view name_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_byte(text[end])) ++end;
  return text.substr(0, end);
}

// The name before the first "(": "static int probe(struct x *y)" -> "probe", with "Class::" kept.
std::string_view name_before_call(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return {};
  std::size_t end = open;
  while (end > 0 && text[end - 1] == ' ') --end;
  std::size_t begin = end;
  while (begin > 0 &&
         (is_name_byte(text[begin - 1]) || text[begin - 1] == ':' || text[begin - 1] == '~'))
    --begin;
  return text.substr(begin, end - begin);
}

bool is_one_of(std::string_view word, std::string_view words) {
  for (const std::string_view other : base::split(words, ' '))
    if (word == other) return true;
  return false;
}

// Words that come before the one that says what is defined.
constexpr std::string_view modifiers =
    "export default async public private protected internal static final abstract override virtual "
    "sealed pub unsafe extern inline open suspend data partial readonly declare local";
constexpr std::string_view definers =
    "def class function func fn struct enum trait impl interface module namespace fun object "
    "record "
    "type macro_rules sub proc contract library defmodule defp";
constexpr std::string_view not_functions =
    "if for while switch catch return else do sizeof typeof assert elif except with when unless "
    "until "
    "foreach lock using synchronized new throw await yield case defined echo print test";

std::string_view name_after_definer(std::string_view text) {
  while (true) {
    const std::string_view word = name_at(text);
    if (word.empty()) return {};
    std::string_view rest = base::trim(text.substr(word.size()));
    if (is_one_of(word, definers)) {
      // "func (s *Server) Serve(...)": Go's receiver comes first.
      if (word == "func" && rest.starts_with('(')) {
        const std::size_t close = rest.find(')');
        if (close == std::string_view::npos) return {};
        rest = base::trim(rest.substr(close + 1));
      }
      if (rest.starts_with('<') && rest.find('>') != std::string_view::npos)
        rest = base::trim(rest.substr(rest.find('>') + 1));
      if (rest.starts_with('*')) rest.remove_prefix(1);
      return name_at(base::trim(rest));
    }
    if (!is_one_of(word, modifiers)) return {};
    text = rest;
    // "pub(crate) fn"
    if (text.starts_with('(') && text.find(')') != std::string_view::npos)
      text = base::trim(text.substr(text.find(')') + 1));
  }
}

std::string_view defined_name(std::string_view line, std::size_t width, std::string_view kind) {
  const std::string_view text = base::trim(line);
  if (text.empty() || text.size() > most_line_bytes) return {};
  if (is_one_of(kind, "yaml json toml xml markdown text csv ini environment html css")) return {};
  if (const std::string_view name = name_after_definer(text); !name.empty()) return name;
  if (is_one_of(kind, "python ruby elixir")) return {};
  // "const handler = async (request) => {"
  if (text.starts_with("const ") || text.starts_with("let ") || text.starts_with("var ")) {
    const bool is_function = text.find("=>") != std::string_view::npos ||
                             text.find("function") != std::string_view::npos;
    return is_function ? name_at(base::trim(text.substr(text.find(' ')))) : std::string_view();
  }
  // "int main(void) {", or the brace on a line of its own; a call ends in a semicolon.
  if (text.ends_with(';') || text.starts_with('#') || text.starts_with('/') ||
      text.starts_with('*') || text.starts_with('}'))
    return {};
  if (!text.ends_with('{') && !text.ends_with(')') && !text.ends_with(',') && width > 0) return {};
  const std::string_view name = name_before_call(text);
  return is_one_of(name_at(text), not_functions) || is_one_of(name, not_functions)
             ? std::string_view()
             : name;
}

}  // namespace

std::string enclosing_symbol(const LineTable& lines, std::uint32_t line, std::string_view kind) {
  std::size_t width = indentation(lines.text(line));
  const std::uint32_t last = line > most_lines_up ? line - most_lines_up : 1;
  for (std::uint32_t at = line; at-- > last;) {
    const std::string_view text = lines.text(at);
    if (text.size() > most_line_bytes || base::trim(text).empty()) continue;
    const std::size_t here = indentation(text);
    if (here >= width) continue;
    const std::string_view name = defined_name(text, here, kind);
    if (!name.empty()) return base::shortened(base::printable(name), 120);
    // A brace or a label at the margin belongs to the definition above it.
    const std::string_view trimmed = base::trim(text);
    const bool is_mark = trimmed == "{" || trimmed.ends_with(':') || trimmed.starts_with('#') ||
                         trimmed.starts_with(')');
    if (!is_mark) width = here;
    if (width == 0) return {};
  }
  return {};
}

}  // namespace andon::tree
