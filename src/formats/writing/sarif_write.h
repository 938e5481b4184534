// SARIF 2.1.0 out; the descriptor of the format, with the reader, stands in formats/sarif.cpp.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "model/report.h"

namespace andon::formats {

base::Result<void> write_sarif(const model::Report& report, base::ByteSink& sink);

}  // namespace andon::formats
