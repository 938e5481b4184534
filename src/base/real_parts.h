// The parts that real_world.cpp puts together.
#pragma once
#include <memory>
#include <string>

#include "base/world.h"

namespace andon::base {

std::unique_ptr<Clock> make_real_clock();
std::unique_ptr<Randomness> make_real_randomness();
std::unique_ptr<Network> make_real_network();
struct ProcessesOptions {
  std::string search_path;       // as PATH has it
  std::string temporary_folder;  // where private folders of sandboxed programs are made
  std::string launcher;          // see make_real_world
  SandboxKind strongest = SandboxKind::bubblewrap;  // never more than this
};
std::unique_ptr<Processes> make_real_processes(ProcessesOptions options);

}  // namespace andon::base
