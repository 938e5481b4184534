#include "formats/writing/code_frame.h"

#include <algorithm>

#include "base/text.h"

namespace andon::formats {

namespace {

constexpr std::size_t tab_columns = 4;
constexpr std::string_view mask = "[redacted]";  // what stands in a frame for a secret value

// Columns of a terminal that a character takes: none for marks that combine, two where the East
// Asian width (UAX #11) is wide.
std::size_t columns_of(std::string_view character) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at]));
  };
  std::uint32_t code = byte(0);
  if (character.size() == 2) code = (code & 0x1F) << 6 | (byte(1) & 0x3F);
  if (character.size() == 3) code = (code & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  if (character.size() == 4)
    code = (code & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  struct Range {
    std::uint32_t first, last;
  };
  static constexpr Range none[] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};
  static constexpr Range two[] = {
      {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
      {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
      {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
  };
  const auto holds = [&](const Range& range) { return range.first <= code && code <= range.last; };
  if (std::ranges::any_of(none, holds)) return 0;
  return std::ranges::any_of(two, holds) ? 2 : 1;
}

struct Shown {
  std::string text;       // tabs as spaces, printable
  std::size_t begin = 0;  // columns of the marked part
  std::size_t end = 0;
};

Shown shown(std::string_view raw, std::optional<Marked> mark) {
  Shown out;
  const std::string text = base::printable(raw);
  std::size_t column = 0;
  std::size_t point = 0;
  for (std::size_t at = 0; at < text.size(); ++point) {
    if (mark && point == mark->begin) out.begin = column;
    const std::size_t length = byte_of(std::string_view(text).substr(at), 1);
    if (text[at] == '\t') {
      out.text.append(tab_columns, ' ');
      column += tab_columns;
    } else if (text[at] == '\n') {
      out.text += ' ';
      ++column;
    } else {
      out.text.append(text, at, length);
      column += columns_of(std::string_view(text).substr(at, length));
    }
    at += length;
    if (mark && point + 1 == mark->end) out.end = column;
  }
  return out;
}

}  // namespace

bool is_covered(const model::Finding& finding, const model::FrameLine& line) {
  const auto& region = finding.region;
  return line.line == region.start_line ||
         (line.line > region.start_line && line.line <= region.end_line);
}

std::optional<Marked> marked(const model::Finding& finding, const model::FrameLine& line) {
  const auto& region = finding.region;
  if (line.line != region.start_line || region.start_column == 0) return {};
  if (region.end_line > region.start_line) return {};
  if (region.end_column <= region.start_column) return {};
  // A long line is shortened around the match: its columns are no longer those of the file.
  if (line.text.starts_with("...")) return {};
  const Marked found{region.start_column - 1u, region.end_column - 1u};
  const auto mask_at = line.text.find(mask);
  if (mask_at == std::string::npos) {
    const auto shown = base::code_points(line.text) - (line.text.ends_with("...") ? 3 : 0);
    return found.end <= shown ? std::optional(found) : std::nullopt;
  }
  // Up to the first mask the columns still hold; what begins behind it has moved.
  const auto first = base::code_points(std::string_view(line.text).substr(0, mask_at));
  if (found.end <= first) return found;
  if (found.begin > first) return {};
  return Marked{found.begin, first + mask.size()};
}

namespace {

// How many lines from `at` on are masked whole, as the line before them is: a key's, mostly.
std::size_t masked_alike(const std::vector<model::FrameLine>& frame, std::size_t at) {
  std::size_t count = 0;
  while (at > 0 && at + count < frame.size() && frame[at + count].text == mask &&
         frame[at - 1].text == mask)
    ++count;
  return count;
}

}  // namespace

void put_frame(Painter& painter, const model::Finding& finding, Ink ink) {
  if (finding.frame.empty()) return;
  const std::size_t digits = fmt::format("{}", finding.frame.back().line).size();
  const std::string margin(digits + 3, ' ');
  const std::size_t room = painter.width() - std::min(painter.width() - 20, digits + 6);
  painter.line(margin + painter.inked(Ink::faint, "|"));
  for (std::size_t at = 0; at < finding.frame.size(); ++at) {
    const auto& line = finding.frame[at];
    if (const auto count = masked_alike(finding.frame, at); count > 1) {
      painter.line(margin + painter.inked(Ink::faint, fmt::format("| ({} more lines)", count)));
      at += count - 1;
      continue;
    }
    const auto mark = marked(finding, line);
    const Shown out = shown(line.text, mark);
    const bool is_here = is_covered(finding, line);
    painter.put(is_here ? painter.inked(ink, "> ") : std::string("  "));
    painter.put(
        painter.inked(is_here ? Ink::bold : Ink::faint, fmt::format("{:>{}}", line.line, digits)));
    painter.put(" " + painter.inked(Ink::faint, "|"));
    const auto text = cut_to(out.text, room);
    painter.line(text.empty() ? "" : " " + text);
    if (!mark || out.end > room) continue;
    painter.line(margin + painter.inked(Ink::faint, "|") + " " + std::string(out.begin, ' ') +
                 painter.inked(ink, std::string(out.end - out.begin, '^')));
  }
  painter.line(margin + painter.inked(Ink::faint, "|"));
}

}  // namespace andon::formats
