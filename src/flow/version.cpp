#include "flow/version.h"

namespace andon::flow {

std::string engine_version() { return std::string("andon ") + ANDON_VERSION; }

}  // namespace andon::flow
