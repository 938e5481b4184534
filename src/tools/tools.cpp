#include "tools/tools.h"

#include <array>

#include "tools/list.h"
#include "tools/program.h"

namespace andon::tools {
namespace {

#define ANDON_ADDRESS(name) &known::name,
constexpr std::array table{ANDON_TOOLS(ANDON_ADDRESS)};
#undef ANDON_ADDRESS

}  // namespace

std::span<const Tool* const> all() { return table; }

const Tool* find(std::string_view name) {
  for (const Tool* tool : table)
    if (tool->name == name) return tool;
  return nullptr;
}

std::vector<Installed> installed(base::Context& context, const std::string& not_inside,
                                 const std::string& cache_folder) {
  std::vector<Installed> out;
  for (const Tool* tool : table) {
    Installed found{std::string(tool->name), std::string(tool->title), {}, {}};
    if (auto program = find_program(context, *tool, {}, not_inside)) {
      found.version = version_of(context, *tool, *program, cache_folder);
      found.program = std::move(program->path);
    }
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace andon::tools
