#include "flow/version.h"
#include "cli/list.h"
#include "cli/session.h"

namespace andon::cli {
namespace {

int run(Session& session, const Arguments&) {
  session.print(fmt::format("{}\n", flow::engine_version()));
  return 0;
}

}  // namespace

constinit const Command known::version{
    .name = "version", .summary = "print the version", .run = run, .example = "andon version"};

}  // namespace andon::cli
