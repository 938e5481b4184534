#include "formats/writing/escape.h"

#include <algorithm>

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
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    // Numeric references are safe in every flavour; a backslash before '@' or ':' is not. At the
    // beginning they stop lists and headings, after "www" a link.
    const bool is_first = i == 0 && std::string_view("-+=0123456789").find(c) != std::string_view::npos;
    const bool is_after_www = c == '.' && i >= 3 && base::lower_ascii(safe.substr(i - 3, 3)) == "www";
    if (is_first || is_after_www || std::string_view("<>&@#:").find(c) != std::string_view::npos)
      out += fmt::format("&#{};", static_cast<int>(c));
    else if (std::string_view("\\`*_{}[]!|~$").find(c) != std::string_view::npos)
      out += std::string("\\") + c;
    else
      out += c;
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
    out.insert(0, "'");
  if (out.find_first_of(",\"\n\r;\t'") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace andon::formats
