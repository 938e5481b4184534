#include <algorithm>

#include "base/text.h"
#include "tree/parts/lines.h"

namespace andon::tree {
namespace {

using model::ByteSpan;

constexpr std::string_view shown_mask = "[redacted]";
constexpr std::uint32_t frame_margin_lines = 2;
constexpr std::uint32_t frame_match_lines = 8;  // of a longer match, its begin
constexpr std::size_t frame_line_bytes = 240;
constexpr std::size_t context_margin_bytes = 160;  // of the line, either side of the match
constexpr std::size_t context_match_bytes = 64u << 10;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A match that ends just behind a newline does not touch the next line.
std::uint32_t last_line(const LineTable& lines, ByteSpan match) {
  return lines.line_of(match.end > match.begin ? match.end - 1 : match.begin);
}

// The begin of a code point at or before `at`; a mask is never cut, so that no part of a value
// shows.
std::size_t moved_out(std::string_view bytes, std::size_t at, const std::vector<ByteSpan>& masks,
                      bool is_begin) {
  for (const ByteSpan& mask : masks)
    if (mask.begin < at && at < mask.end) return is_begin ? mask.begin : mask.end;
  while (at > 0 && at < bytes.size() && is_continuation(bytes[at])) --at;
  return at;
}

std::string shown_line(const LineTable& lines, std::uint32_t line, ByteSpan match,
                       const std::vector<ByteSpan>& masks) {
  const ByteSpan span = lines.span(line);
  std::string whole = base::printable(masked(lines.bytes(), span, masks, shown_mask));
  if (whole.size() <= frame_line_bytes) return whole;
  // Around the match where it is on this line, else the line's begin.
  const bool is_on_line = match.begin >= span.begin && match.begin <= span.end;
  const std::size_t focus = is_on_line ? match.begin : span.begin;
  constexpr std::size_t before_bytes = frame_line_bytes / 3;
  std::size_t begin = focus - span.begin > before_bytes ? focus - before_bytes : span.begin;
  begin = moved_out(lines.bytes(), begin, masks, true);
  std::size_t end = std::min(span.end, begin + frame_line_bytes * 2);
  end = moved_out(lines.bytes(), end, masks, false);
  std::string text =
      base::printable(masked(lines.bytes(), {begin, std::max(begin, end)}, masks, shown_mask));
  if (begin > span.begin) text.insert(0, "...");
  const bool is_cut = end < span.end && text.size() <= frame_line_bytes;
  text = base::shortened(text, frame_line_bytes);
  if (is_cut) text += "...";
  return text;
}

}  // namespace

LineTable::LineTable(std::string_view bytes) : bytes_(bytes) {
  begins_.push_back(0);
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
       at = bytes.find('\n', at + 1))
    if (at + 1 < bytes.size()) begins_.push_back(at + 1);
}

ByteSpan LineTable::span(std::uint32_t line) const {
  const std::size_t begin = begins_[line - 1];
  std::size_t end = line < begins_.size() ? begins_[line] : bytes_.size();
  if (end > begin && bytes_[end - 1] == '\n') --end;
  if (end > begin && bytes_[end - 1] == '\r') --end;
  return {begin, end};
}

std::string_view LineTable::text(std::uint32_t line) const {
  const ByteSpan at = span(line);
  return bytes_.substr(at.begin, at.end - at.begin);
}

std::uint32_t LineTable::line_of(std::size_t offset) const {
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), offset);
  return static_cast<std::uint32_t>(after - begins_.begin());
}

std::size_t LineTable::offset(std::uint32_t line, std::uint32_t column) const {
  const ByteSpan at = span(line);
  std::size_t offset = at.begin;
  for (std::uint32_t i = 1; i < column && offset < at.end; ++i) {
    ++offset;
    while (offset < at.end && is_continuation(bytes_[offset])) ++offset;
  }
  return offset;
}

std::uint32_t LineTable::column(std::size_t offset) const {
  const std::size_t begin = begins_[line_of(offset) - 1];
  return static_cast<std::uint32_t>(base::code_points(bytes_.substr(begin, offset - begin))) + 1;
}

std::vector<ByteSpan> joined_masks(std::vector<ByteSpan> masks, std::size_t size) {
  std::erase_if(masks, [&](ByteSpan& mask) {
    mask.end = std::min(mask.end, size);
    return mask.begin >= mask.end;
  });
  std::sort(masks.begin(), masks.end(),
            [](const ByteSpan& a, const ByteSpan& b) { return a.begin < b.begin; });
  std::vector<ByteSpan> joined;
  for (const ByteSpan& mask : masks) {
    if (!joined.empty() && mask.begin <= joined.back().end)
      joined.back().end = std::max(joined.back().end, mask.end);
    else
      joined.push_back(mask);
  }
  return joined;
}

std::string masked(std::string_view bytes, ByteSpan span, const std::vector<ByteSpan>& masks,
                   std::string_view replacement) {
  std::string out;
  std::size_t at = span.begin;
  const auto first =
      std::lower_bound(masks.begin(), masks.end(), span.begin,
                       [](const ByteSpan& mask, std::size_t begin) { return mask.end <= begin; });
  for (auto mask = first; mask != masks.end() && mask->begin < span.end; ++mask) {
    if (mask->begin > at) out += bytes.substr(at, mask->begin - at);
    out += replacement;
    at = std::min(mask->end, span.end);
  }
  if (at < span.end) out += bytes.substr(at, span.end - at);
  return out;
}

// A comment behind the match that allows it says nothing of what was found: a finding that is known
// stays known when somebody adds one. The end of what is left.
std::size_t without_allowing_comment(std::string_view bytes, std::size_t from, std::size_t to) {
  constexpr std::string_view words[] = {"gitleaks:allow", "andon:allow",       "nosec",
                                        "nosemgrep",      "cppcheck-suppress", "NOLINT"};
  constexpr std::string_view openings[] = {"#", "//", "/*", "<!--", "--", ";", "%"};
  const auto rest = bytes.substr(from, to - from);
  auto word_at = std::string_view::npos;
  for (const auto word : words) word_at = std::min(word_at, rest.find(word));
  if (word_at == std::string_view::npos) return to;
  // The last opening before the word; "<!--" begins before the "--" in it.
  auto comment_at = std::string_view::npos;
  std::size_t comment_end = 0;
  for (const auto opening : openings) {
    const auto at = rest.substr(0, word_at).rfind(opening);
    if (at == std::string_view::npos || at + opening.size() < comment_end) continue;
    comment_at = at + opening.size() == comment_end ? std::min(at, comment_at) : at;
    comment_end = at + opening.size();
  }
  return comment_at == std::string_view::npos ? to : from + comment_at;
}

std::string context_text(const LineTable& lines, ByteSpan match,
                         const std::vector<ByteSpan>& masks) {
  ByteSpan span{lines.span(lines.line_of(match.begin)).begin,
                lines.span(last_line(lines, match)).end};
  match.begin = std::max(match.begin, span.begin);
  match.end = std::clamp(match.end, match.begin, std::max(match.begin, span.end));
  match.end = std::min(match.end, match.begin + context_match_bytes);
  span.end = without_allowing_comment(lines.bytes(), match.end, span.end);
  // A mask is one mark however long its value, and never cut.
  constexpr std::string_view mark("\0", 1);
  if (match.begin - span.begin > context_margin_bytes)
    span.begin = moved_out(lines.bytes(), match.begin - context_margin_bytes, masks, true);
  if (span.end > match.end + context_margin_bytes)
    span.end = moved_out(lines.bytes(), match.end + context_margin_bytes, masks, false);
  std::string text = masked(lines.bytes(), span, masks, mark);
  std::erase_if(text, is_blank);
  return text;
}

std::vector<model::FrameLine> frame_of(const LineTable& lines, ByteSpan match,
                                       const std::vector<ByteSpan>& masks) {
  const std::uint32_t first = lines.line_of(match.begin);
  std::uint32_t last = last_line(lines, match);
  const bool is_cut = last - first >= frame_match_lines;
  if (is_cut) last = first + frame_match_lines - 1;
  const std::uint32_t begin = first > frame_margin_lines ? first - frame_margin_lines : 1;
  const std::uint32_t end = is_cut ? last : std::min(lines.count(), last + frame_margin_lines);
  std::vector<model::FrameLine> frame;
  for (std::uint32_t line = begin; line <= end; ++line)
    frame.push_back({line, shown_line(lines, line, match, masks)});
  return frame;
}

}  // namespace andon::tree
