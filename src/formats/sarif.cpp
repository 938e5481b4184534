#include "formats/list.h"
#include "formats/reading/sarif_read.h"
#include "formats/writing/sarif_write.h"

namespace andon::formats {

constinit const Format known::sarif{.name = "sarif",
                                    .title = "SARIF 2.1.0",
                                    .extension = ".sarif",
                                    .recognises = recognises_sarif,
                                    .read = read_sarif,
                                    .write = write_sarif};

}  // namespace andon::formats
