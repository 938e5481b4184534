// Untrusted text made safe for where it is written.
#pragma once
#include <string>
#include <string_view>

namespace andon::formats {

// For element content and quoted attributes of HTML and XML; characters that XML 1.0 cannot hold
// become U+FFFD.
std::string escaped_markup(std::string_view text);
// For a paragraph or a table cell of GitHub's and GitLab's Markdown: one line, nothing becomes a
// link, a mention, an image, HTML or a cell border.
std::string escaped_markdown(std::string_view text);
// As code in a table cell: in backticks that the text cannot close.
std::string markdown_code(std::string_view text);
// One CSV field (RFC 4180), quoted where needed; a leading = + - @ or control is defused by an
// apostrophe, so that no spreadsheet takes it for a formula.
std::string csv_field(std::string_view text);

}  // namespace andon::formats
