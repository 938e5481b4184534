#include "formats/writing/escape.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "formats/writing/painter.h"

namespace andon::formats {

std::string escaped_markup(std::string_view text) {
  std::string out;
  for (const char c : base::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escaped_markdown(std::string_view text) {
  const std::string safe = one_line(text);
  const auto is_word = [&safe](std::size_t i) {
    return i < safe.size() && (std::isalnum(static_cast<unsigned char>(safe[i])) != 0 ||
                               safe[i] == '/' || static_cast<unsigned char>(safe[i]) >= 0x80);
  };
  // The colon of a time of day or of a line number, which people copy: no emoji's name has two
  // digits, and without a second colon none ends.
  const auto is_of_number = [&](std::size_t i) {
    auto end = i + 1;
    while (end < safe.size() && safe[end] >= '0' && safe[end] <= '9') ++end;
    if (safe[i] != ':' || end == i + 1) return false;
    return end == i + 3 || (!is_word(end) && (end == safe.size() || safe[end] != ':'));
  };
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    // At the beginning these would start a list or a heading.
    const bool is_start = i == 0 && std::string_view("-+=#").find(c) != std::string_view::npos;
    const bool is_numbered =
        (c == '.' || c == ')') && i > 0 && i < 10 && safe.find_first_not_of("0123456789") == i;
    if (is_start || is_numbered || c == '<' || c == '>' || c == '&')
      out += fmt::format("&#{};", static_cast<int>(c));
    else if (std::string_view("\\`*_{}[]!|~$").find(c) != std::string_view::npos)
      out += std::string("\\") + c;
    else
      out += c;
    // Hosts look for mentions, references, emoji and links in the rendered text, where escapes are
    // gone: a space of no width keeps them apart.
    const bool is_www = (c == 'w' || c == 'W') && i >= 2 && i + 1 < safe.size() &&
                        safe[i + 1] == '.' &&
                        base::lower_ascii(std::string_view(safe).substr(i - 2, 3)) == "www";
    const bool is_thumb =
        c == ':' && i + 1 < safe.size() && (safe[i + 1] == '+' || safe[i + 1] == '-');
    if (is_www || is_thumb ||
        (std::string_view("@#:!~%$&").find(c) != std::string_view::npos && is_word(i + 1) &&
         !is_of_number(i)))
      out += "&#8203;";
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string safe = one_line(text);
  std::size_t longest = 0;
  std::size_t ticks = 0;
  std::string out;
  for (const char c : safe) {
    ticks = c == '`' ? ticks + 1 : 0;
    longest = std::max(longest, ticks);
    // GitHub splits cells before it sees code; its way out is a backslash.
    if (c == '|') out += '\\';
    out += c;
  }
  const std::string fence(longest + 1, '`');
  const std::string_view pad = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, pad, out.empty() ? " " : out, pad, fence);
}

std::string csv_field(std::string_view text) {
  std::string out = base::printable(text);
  if (!out.empty() && std::string_view("=+-@\t\r\n|").find(out[0]) != std::string_view::npos)
    out.insert(out.begin(), '\'');
  if (out.find_first_of(",\"\n\r;\t'") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace andon::formats
