// The version that decisions and reports name.
#pragma once
#include <string>

namespace andon::flow {

// "andon 0.1.0"
std::string engine_version();

}  // namespace andon::flow
