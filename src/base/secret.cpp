#include "base/secret.h"

#include <cstring>

namespace andon::base {

Secret::~Secret() {
  // The whole capacity: a short value that was moved away leaves its bytes behind the new end.
  value_.resize(value_.capacity());
  explicit_bzero(value_.data(), value_.size());
}

}  // namespace andon::base
