// The real files: POSIX calls, restarted after signals, descriptors closed on exec.
#pragma once
#include <memory>
#include <string>

#include "base/world.h"

namespace andon::base {

// The Error of an errno value: "PATH: permission denied".
Error error_of(int number, const std::string& path);

std::unique_ptr<Files> make_real_files(std::string temporary_folder);

}  // namespace andon::base
