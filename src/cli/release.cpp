#include "cli/exit_code.h"
#include "cli/list.h"
#include "cli/recording.h"

namespace andon::cli {
namespace {

constexpr Option record_options[] = {
    {"--artifact", "FILE|SHA256", "what was built from the tree at PATH; repeatable", true},
    sign_option,
};
constexpr Option set_options[] = {
    {"--product", "ID", "the product (default: that of the component at PATH)"},
    {"--name", "TEXT", "the release's name; required"},
    {"--component", "ID=TREE", "a component and its tree; ID alone: what its last gate judged",
     true},
    sign_option,
};
constexpr Positional positionals[] = {{"PATH", "folder of the component (default: .)"}};

int record(Session& session, const Arguments& arguments) {
  return tell(session, flow::record_artifacts(session.context(),
                                              {arguments.text("PATH", "."),
                                               arguments.all("artifact"), arguments.text("sign")}));
}

int set(Session& session, const Arguments& arguments) {
  if (!arguments.has("name")) {
    session.say("--name is missing: what is the release called?");
    return exit_usage;
  }
  return tell(session,
              flow::set_product_release(
                  session.context(),
                  {arguments.text("PATH", "."), arguments.text("product"), arguments.text("name"),
                   arguments.all("component"), arguments.text("sign")}));
}

constexpr Command record_command{
    .name = "record",
    .summary = "tie artifacts to the source tree that they were built from",
    .options = record_options,
    .positionals = positionals,
    .run = record,
    .example = "andon release record --artifact build/shop.tar"};
constexpr Command set_command{.name = "set",
                              .summary = "say which component releases make a product release",
                              .options = set_options,
                              .positionals = positionals,
                              .run = set,
                              .example = "andon release set --name 2026.11 --component shop-web"};
constexpr const Command* children[] = {&record_command, &set_command};

}  // namespace

constinit const Command known::release{
    .name = "release",
    .summary = "artifacts and product releases",
    .description = "A product release's level is the lowest of its exposed components.",
    .children = children};

}  // namespace andon::cli
