// GitLab security reports, schema 15.0.7: the frame that secret detection and SAST share.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "model/report.h"

namespace andon::formats {

enum class GitlabScan { secret_detection, sast };

base::Result<void> write_gitlab(const model::Report& report, GitlabScan scan, base::ByteSink& sink);

}  // namespace andon::formats
