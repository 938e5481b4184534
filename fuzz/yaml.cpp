// YAML: never ends the process or takes long; what is read writes back to the same value.
#include "base/yaml.h"

#include "base/json.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using andon::fuzz::promise;
  const auto value = andon::base::yaml::parse(andon::fuzz::text_of(data, size), "fuzz");
  if (!value) {
    promise(value.error().message.starts_with("fuzz:"), "an error without a place");
    return 0;
  }
  const auto again = andon::base::yaml::parse(andon::base::yaml::write(*value), "again");
  promise(again.has_value(), "what was written is not read");
  // As text: a NaN equals nothing, itself included.
  promise(andon::base::json::write(*again) == andon::base::json::write(*value),
          "write gives back another value");
  return 0;
}
