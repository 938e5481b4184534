// --output FORMAT=FILE, as often as is wanted; FILE "-" is stdout.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/session.h"
#include "model/report.h"

namespace andon::cli {

struct Output {
  std::string format;
  std::string file;
};

// Also keeps stdout for machines when one of them goes there; two that do are refused.
// `check_format` refuses formats that there are not.
using CheckFormat = base::Result<void> (*)(std::string_view format);
base::Result<std::vector<Output>> parse_outputs(Session& session,
                                                const std::vector<std::string>& values,
                                                CheckFormat check_format);
// For what is written as json=FILE and nothing else.
base::Result<void> json_alone(std::string_view format);
inline constexpr Option json_option{"-o,--output", "json=FILE",
                                    "write it as JSON; - is stdout (repeatable)"};
using Render = std::function<base::Result<std::string>(std::string_view format)>;
base::Result<void> write_outputs(Session& session, const std::vector<Output>& outputs,
                                 const Render& render);
base::Result<void> write_outputs(Session& session, const std::vector<Output>& outputs,
                                 const model::Report& report);

}  // namespace andon::cli
