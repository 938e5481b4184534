// andon.yaml: read or refused with a place; every value that is read can be told with its origin.
#include "governance/settings.h"

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto settings = governance::parse_settings(fuzz::text_of(data, size), "fuzz");
  if (!settings) {
    fuzz::promise(settings.error().message.starts_with("fuzz:"), "an error without a place");
    return 0;
  }
  for (const auto& row : governance::rows(*settings))
    fuzz::promise(!row.key.empty() && !row.origin.empty(), "a row without a name or origin");
  return 0;
}
