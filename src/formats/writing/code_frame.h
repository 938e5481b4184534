// The lines around a finding, with what it points at underlined where that is certain.
#pragma once
#include <cstddef>
#include <optional>

#include "formats/writing/painter.h"
#include "model/finding.h"

namespace andon::formats {

// Half-open range of code points in a line, 0-based.
struct Marked {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What to underline in a line of the frame; nothing when the line is not of the finding or when
// masking has moved its columns, so that nothing wrong is ever pointed at.
std::optional<Marked> marked(const model::Finding& finding, const model::FrameLine& line);
// The frame's line is one of those the finding covers.
bool is_covered(const model::Finding& finding, const model::FrameLine& line);

void put_frame(Painter& painter, const model::Finding& finding, Ink ink);

}  // namespace andon::formats
