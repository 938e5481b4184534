// The report for people as text, with the choices that a terminal has. The format `text` is this
// without colour; cli asks for more.
#pragma once
#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "model/report.h"

namespace andon::formats {

enum class Colour { none, ansi };

struct TextOptions {
  std::size_t width_columns = 100;  // of the terminal; prose is wrapped, code frames are cut
  Colour colour = Colour::none;     // the caller knows terminal and NO_COLOR
  std::size_t shown_findings = 20;  // with a code frame; on a first look at most five
};

base::Result<void> write_text(const model::Report& report, const TextOptions& options,
                              base::ByteSink& sink);

}  // namespace andon::formats
