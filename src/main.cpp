// The only place that makes a World.
#include "base/real_world.h"
#include "cli/cli.h"

int main(int argc, char** argv) {
  andon::base::sandbox_entry(argc, argv);
  auto world = andon::base::make_real_world("/proc/self/exe");
  return andon::cli::run(*world, argc, argv);
}
