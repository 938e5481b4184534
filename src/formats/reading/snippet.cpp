#include "formats/reading/snippet.h"

#include <charconv>

#include "base/text.h"

namespace andon::formats {

namespace {

constexpr std::size_t frame_lines = 12;
constexpr std::size_t frame_line_bytes = 400;

std::string shown(std::string_view line) {
  return base::printable(base::shortened(line, frame_line_bytes));
}

}  // namespace

std::vector<model::FrameLine> frame_from(std::uint32_t first, std::string_view text) {
  std::vector<model::FrameLine> frame;
  if (first == 0 || text.empty()) return frame;
  for (const auto line : base::lines(text)) {
    if (frame.size() == frame_lines) break;
    frame.push_back({first + static_cast<std::uint32_t>(frame.size()), shown(line)});
  }
  return frame;
}

std::vector<model::FrameLine> numbered_frame(std::string_view text) {
  std::vector<model::FrameLine> frame;
  for (const auto line : base::lines(text)) {
    if (frame.size() == frame_lines) break;
    std::uint32_t number = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
    if (read.ec != std::errc{}) continue;
    auto rest = line.substr(static_cast<std::size_t>(read.ptr - line.data()));
    if (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    frame.push_back({number, shown(rest)});
  }
  return frame;
}

}  // namespace andon::formats
