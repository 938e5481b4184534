#include "formats/writing/painter.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace andon::formats {

std::string Painter::inked(Ink ink, std::string_view text) const {
  if (!is_coloured_ || ink == Ink::plain || text.empty()) return std::string(text);
  // ECMA-48 8.3.117, select graphic rendition. The colours are bold: thin ones are hard to read on
  // white as on black.
  constexpr std::array<std::string_view, 9> codes{"0",    "1",    "2",    "1;31", "1;33",
                                                  "1;32", "1;34", "1;35", "1;36"};
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(ink)], text);
}

void Painter::prose(std::string_view head, std::size_t head_columns, std::string_view text,
                    Ink ink) {
  out_.put(head);
  const std::string safe = one_line(text);
  const std::size_t room =
      std::max<std::size_t>(width_ > head_columns ? width_ - head_columns : 0, 24);
  std::string row;
  std::size_t row_columns = 0;
  bool is_first = true;
  const auto put_row = [&] {
    if (!is_first) out_.put(std::string(head_columns, ' '));
    is_first = false;
    line(inked(ink, row));
    row.clear();
    row_columns = 0;
  };
  for (const auto word : base::split(safe, ' ')) {
    if (word.empty()) continue;
    const std::size_t columns = base::code_points(word);
    if (row_columns > 0 && row_columns + 1 + columns > room) put_row();
    if (row_columns > 0) {
      row += ' ';
      ++row_columns;
    }
    row += word;
    row_columns += columns;
  }
  put_row();
}

std::string one_line(std::string_view text) {
  std::string out = base::printable(base::trim(text));
  for (char& c : out)
    if (c == '\n' || c == '\t') c = ' ';
  return out;
}

std::size_t byte_of(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (text.size() <= columns || base::code_points(text) <= columns) return std::string(text);
  return std::string(text.substr(0, byte_of(text, columns - 1))) + "…";
}

Ink ink_of(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
      return Ink::magenta;
    case model::Severity::high:
      return Ink::red;
    case model::Severity::medium:
      return Ink::yellow;
    case model::Severity::low:
      return Ink::blue;
    case model::Severity::info:
      return Ink::cyan;
  }
  return Ink::plain;
}

}  // namespace andon::formats
