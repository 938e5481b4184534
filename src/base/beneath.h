// Opening a file beneath a folder without following any link on the way, and reading it whole.
#pragma once
#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace andon::base {

// How open_beneath goes: by openat2 where the kernel has it, else folder by folder.
enum class BeneathWay { best, step_by_step };

// `relative` holds no "..", no leading "/". Not blocking, whatever stands there.
Result<Descriptor> open_beneath(int root, const std::string& root_path, const std::string& relative,
                                BeneathWay way = BeneathWay::best);

enum class Readable { regular_files, anything };

// The bytes of an open file into `buffer`; unsupported for a folder and for a kind that is not to
// be read.
Result<void> read_whole(int file, Readable readable, std::size_t limit_bytes,
                        const std::string& path, std::string& buffer);

}  // namespace andon::base
