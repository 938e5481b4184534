// Painter: text for a terminal or a log: colours where wanted, prose wrapped at the width,
// untrusted text made printable on one line.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "formats/text.h"
#include "formats/writing/output.h"
#include "model/severity.h"

namespace andon::formats {

enum class Ink { plain, bold, faint, red, yellow, green, blue, magenta, cyan };

class Painter {
 public:
  Painter(base::ByteSink& sink, const TextOptions& options)
      : out_(sink),
        width_(std::max<std::size_t>(options.width_columns, 40)),
        is_coloured_(options.colour == Colour::ansi) {}

  std::size_t width() const { return width_; }
  // Text within a line, of our own or made safe by one_line.
  std::string inked(Ink ink, std::string_view text) const;
  void put(std::string_view text) { out_.put(text); }
  void line(std::string_view text = {}) {
    out_.put(text);
    out_.put("\n");
  }
  // Untrusted prose after `head` (whose visible width is given), wrapped with hanging indentation.
  void prose(std::string_view head, std::size_t head_columns, std::string_view text,
             Ink ink = Ink::plain);
  base::Result<void> finish() { return out_.finish(); }

 private:
  Output out_;
  std::size_t width_;
  bool is_coloured_;
};

// Printable, newlines and tabs become spaces.
std::string one_line(std::string_view text);
// At most so many code points, "…" at the end when cut.
std::string cut_to(std::string_view text, std::size_t columns);
// Where code point number `index` (0-based) begins; the size when there are fewer.
std::size_t byte_of(std::string_view text, std::size_t index);
Ink ink_of(model::Severity severity);

}  // namespace andon::formats
