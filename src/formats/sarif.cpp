#include "formats/list.h"

namespace andon::formats {

constinit const Format sarif{
    .name = "sarif", .title = "SARIF 2.1.0", .extension = ".sarif"};

}  // namespace andon::formats
