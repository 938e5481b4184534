// The real World. Made once, in main.cpp.
#pragma once
#include <memory>
#include <string>

#include "base/world.h"

namespace andon::base {

// `launcher`: a program whose main begins with sandbox_entry (ourselves: "/proc/self/exe"); it puts
// limits and the Landlock sandbox on a program before that starts. Empty: neither.
std::unique_ptr<World> make_real_world(std::string launcher = {});

// First thing in main: when we were started as a launcher, becomes the other program and never
// returns; else does nothing.
void sandbox_entry(int argc, char** argv);

}  // namespace andon::base
