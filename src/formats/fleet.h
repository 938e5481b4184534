// The fleet for people: on a terminal, as a comment or page of a wiki, as a page. JSON is the value
// itself.
#pragma once
#include "base/bytes.h"
#include "formats/text.h"
#include "model/fleet.h"

namespace andon::formats {

base::Result<void> write_fleet_text(const model::Fleet& fleet, const TextOptions& options,
                                    base::ByteSink& sink);
base::Result<void> write_fleet_markdown(const model::Fleet& fleet, base::ByteSink& sink);
// One self-contained page: loads nothing, runs nothing.
base::Result<void> write_fleet_html(const model::Fleet& fleet, base::ByteSink& sink);

}  // namespace andon::formats
