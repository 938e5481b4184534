// What the gate answers, for people: on a terminal, as a comment of a merge request, as a page.
// JSON is the value itself.
#pragma once
#include "base/bytes.h"
#include "formats/text.h"
#include "model/gate.h"

namespace andon::formats {

base::Result<void> write_gate_text(const model::GateReport& report, const TextOptions& options,
                                   base::ByteSink& sink);
base::Result<void> write_gate_markdown(const model::GateReport& report, base::ByteSink& sink);
// One self-contained page: loads nothing, runs nothing.
base::Result<void> write_gate_html(const model::GateReport& report, base::ByteSink& sink);

}  // namespace andon::formats
