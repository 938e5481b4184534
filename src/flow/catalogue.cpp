#include "flow/catalogue.h"

#include "flow/deciding.h"
#include "flow/looking.h"
#include "flow/workspace.h"
#include "governance/settings.h"
#include "tools/tools.h"

namespace andon::flow {

base::Result<Catalogue> catalogue(base::Context& context, const std::string& path,
                                  const std::vector<std::string>& rule_files) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  CheckRequest request;
  request.rules = rule_files;
  auto engine = TRY(make_engine(context, workspace, request, base::Secret("no values here")));
  return Catalogue{engine.checks.rules(), engine.checks.notes()};
}

std::vector<ToolRow> tool_rows(base::Context& context) {
  std::vector<ToolRow> rows;
  for (auto& tool : tools::installed(context, "", cache_folder(context)))
    rows.push_back({std::move(tool.name), std::move(tool.title), std::move(tool.program),
                    std::move(tool.version)});
  return rows;
}

base::Result<std::vector<ConfigurationRow>> check_configuration(base::Context& context,
                                                                const std::string& path) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  const auto& settings = workspace.mine.settings;
  TRY(load_policy(workspace, workspace.mine, context.world.clock().now()));
  std::vector<ConfigurationRow> out;
  for (auto& row : governance::rows(settings))
    out.push_back({std::move(row.key), std::move(row.value), std::move(row.origin)});
  return out;
}

}  // namespace andon::flow
