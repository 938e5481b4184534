// The real World. Made once, in main.cpp.
#pragma once
#include <memory>

#include "base/world.h"

namespace andon::base {

std::unique_ptr<World> make_real_world();

}  // namespace andon::base
