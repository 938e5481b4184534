// Rules from the cache folder: bytes that were not written by encode_rules give nothing, or rules
// that write back to the same bytes.
#include "checks/secrets/kept_rules.h"

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto bytes = fuzz::text_of(data, size);
  if (const auto rules = checks::secrets::decode_rules(bytes)) {
    const auto written = checks::secrets::encode_rules(*rules);
    const auto again = checks::secrets::decode_rules(written);
    fuzz::promise(again && checks::secrets::encode_rules(*again) == written, "rules change");
  }
  return 0;
}
