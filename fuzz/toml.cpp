// TOML: never ends the process; an error has a place.
#include "base/toml.h"

#include "base/json.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = andon::base::toml::parse(andon::fuzz::text_of(data, size), "fuzz");
  if (value) {
    andon::fuzz::promise(value->is_map(), "a document that is no table");
    (void)andon::base::json::write(*value);
  } else {
    andon::fuzz::promise(value.error().message.starts_with("fuzz:"), "an error without a place");
  }
  return 0;
}
