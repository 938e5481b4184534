// The parts that real_world.cpp puts together.
#pragma once
#include <memory>
#include <string>

#include "base/world.h"

namespace andon::base {

std::unique_ptr<Clock> make_real_clock();
std::unique_ptr<Randomness> make_real_randomness();
std::unique_ptr<Network> make_real_network();
// `search_path` as PATH has it; private folders of sandboxed programs are made in
// `temporary_folder`.
std::unique_ptr<Processes> make_real_processes(std::string search_path,
                                               std::string temporary_folder);

}  // namespace andon::base
