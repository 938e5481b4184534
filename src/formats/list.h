// The report formats, by name, in the order of help and documentation. Name = file name = folder of
// golden samples. Include it in the format's source, else its constant has internal linkage.
#pragma once
#include "formats/format.h"

#define ANDON_FORMATS(X) \
  X(json)                \
  X(sarif)

namespace andon::formats {

#define ANDON_DECLARE_FORMAT(name) extern const Format name;
ANDON_FORMATS(ANDON_DECLARE_FORMAT)
#undef ANDON_DECLARE_FORMAT

}  // namespace andon::formats
