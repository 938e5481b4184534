// Suppositions put into what was seen: after each, the gate can be weighed again. Nothing is
// written.
#pragma once
#include <string>

#include "base/context.h"
#include "base/result.h"

namespace andon::flow {

struct Seen;

// Each changes `seen` and returns what is supposed as a sentence. Usage errors name what is there.
struct Supposing {
  base::Context& context;
  Seen& seen;

  base::Result<std::string> later(const std::string& at);
  base::Result<std::string> governed_by(const std::string& folder);
  base::Result<std::string> judged_by(const std::string& policy);
  base::Result<std::string> without_waiver(const std::string& id);
  base::Result<std::string> with_fixed(const std::string& id);
};

}  // namespace andon::flow
