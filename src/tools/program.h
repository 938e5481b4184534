// A program on this machine: where it is, what it needs to read to run, which version it says it
// is.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "tools/tool.h"

namespace andon::tools {

struct Program {
  std::string path;  // absolute
  std::vector<std::string>
      readable;  // outside the system's folders: itself, its virtual environment
  std::vector<std::pair<std::string, std::string>> environment;
};

// `stated`: a path that the user configured; empty: by PATH. Never inside `not_inside`.
base::Result<Program> find_program(base::Context& context, const Tool& tool,
                                   const std::string& stated, const std::string& not_inside);

// What the program answers when asked, remembered in `cache_folder` by path, size and time of
// change; empty when it does not say within limits::tool_version_timeout_ms.
std::string version_of(base::Context& context, const Tool& tool, const Program& program,
                       const std::string& cache_folder);

// The first thing in `text` that looks like "1.182.0"; empty when nothing does.
std::string version_in(std::string_view text);

}  // namespace andon::tools
