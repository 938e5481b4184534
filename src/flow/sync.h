// Bringing records elsewhere and back, and making the index anew.
#pragma once
#include <string>

#include "base/context.h"

namespace andon::flow {

struct SyncRequest {
  std::string path = ".";
  std::string remote;  // a git remote or URL, or a folder; "" from andon.yaml
  bool reads_only = false;
};

// What happened, for people. No remote: usage (there is no default).
base::Result<std::string> sync(base::Context& context, const SyncRequest& request);

base::Result<std::string> rebuild_state(base::Context& context, const std::string& path);
// Replaces runs older than `days` by one record with their dates.
base::Result<std::string> compact_state(base::Context& context, const std::string& path,
                                        std::int64_t days);
// Where the state is and what it holds.
base::Result<std::string> describe_state(base::Context& context, const std::string& path);

}  // namespace andon::flow
