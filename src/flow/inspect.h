// Doors for others to try us: one thing or JSON lines in, a JSON line each out.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/context.h"

namespace andon::flow {

using PrintLine = std::function<void(std::string_view line)>;

// {"path", "read", "kind", "reason"} for each file of the tree at `path`.
base::Result<void> inspect_tree(base::Context& context, const std::string& path,
                                const PrintLine& print);
// One line of JSON about an expression; see cel/inspect.h.
std::string inspect_cel(std::string_view line);
// What a report holds: {"finding": ...} lines, then {"problem": ...}, then {"run": ...}.
base::Result<void> inspect_report(base::Context& context, const std::string& file,
                                  const std::string& format, const PrintLine& print);
// Replays a recorded decision (first digits of its digest; "" the last one): {"record", "is_same",
// "decision"}. A decision that comes out otherwise is an error.
base::Result<void> inspect_decision(base::Context& context, const std::string& path,
                                    const std::string& record, const PrintLine& print);

}  // namespace andon::flow
