// XML by expat, streaming; entity declarations are refused, depth and text are bounded.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace andon::base::xml {

using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

class Handler {
 public:
  virtual ~Handler() = default;
  virtual Result<void> begin(std::string_view element, const Attributes& attributes) = 0;
  virtual Result<void> end(std::string_view element) = 0;
  virtual Result<void> text(std::string_view piece) = 0;
};

Result<void> parse_stream(ByteSource& source, Handler& handler, std::string_view name);

}  // namespace andon::base::xml
