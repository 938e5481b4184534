// A file's lines, its masks, and what is shown and kept of them: for anchoring.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace andon::tree {

// Where each line begins; lines are 1-based, without their newline.
class LineTable {
 public:
  explicit LineTable(std::string_view bytes);
  std::uint32_t count() const { return static_cast<std::uint32_t>(begins_.size()); }
  // Of a line number in [1, count()].
  model::ByteSpan span(std::uint32_t line) const;
  std::string_view text(std::uint32_t line) const;
  std::uint32_t line_of(std::size_t offset) const;
  // Columns count code points, from 1; a column past the end is the end.
  std::size_t offset(std::uint32_t line, std::uint32_t column) const;
  std::uint32_t column(std::size_t offset) const;
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
  std::vector<std::size_t> begins_;
};

// Sorted, joined, inside the file.
std::vector<model::ByteSpan> joined_masks(std::vector<model::ByteSpan> masks, std::size_t size);

// The bytes of `span` with each mask (or part of one) replaced.
std::string masked(std::string_view bytes, model::ByteSpan span,
                   const std::vector<model::ByteSpan>& masks, std::string_view replacement);

// What identity is made of: the match's lines, secrets masked, without white space; of a long line
// only what stands near the match.
std::string context_text(const LineTable& lines, model::ByteSpan match,
                         const std::vector<model::ByteSpan>& masks);

// Two lines either side of the match, masked, printable, long lines shortened around the match.
std::vector<model::FrameLine> frame_of(const LineTable& lines, model::ByteSpan match,
                                       const std::vector<model::ByteSpan>& masks);

// The nearest definition above that encloses the line; "" when none is seen.
std::string enclosing_symbol(const LineTable& lines, std::uint32_t line, std::string_view kind);

}  // namespace andon::tree
