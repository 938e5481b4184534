// Waivers and adopted debt: read or refused with file and line; what is read writes back to the
// same.
#include "governance/waivers.h"

#include "fuzz/check.h"
#include "governance/owners.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto text = fuzz::text_of(data, size);
  const auto waiver = governance::parse_waiver(text, "fuzz.yaml");
  if (waiver) {
    fuzz::promise(waiver->created < waiver->expires, "a waiver that never stands");
    const auto written = governance::write_waiver(*waiver);
    const auto again = governance::parse_waiver(written, "fuzz.yaml");
    fuzz::promise(again && governance::write_waiver(*again) == written, "a waiver changes");
    fuzz::promise(governance::waiver_id(*waiver).find('/') == std::string::npos, "a path as id");
  } else {
    fuzz::promise(waiver.error().message.starts_with("fuzz.yaml:"), "an error without a place");
  }
  const auto adoption = governance::parse_adoption(text, "fuzz.jsonl");
  if (adoption) {
    const auto written = governance::write_adoption(*adoption);
    const auto again = governance::parse_adoption(written, "fuzz.jsonl");
    fuzz::promise(again && governance::write_adoption(*again) == written, "an adoption changes");
  } else {
    fuzz::promise(adoption.error().message.starts_with("fuzz.jsonl:"), "an error without a place");
  }
  (void)governance::owners_of(governance::parse_codeowners(text), "src/a.c");
  (void)governance::parse_security_insights(text, "fuzz.yml");
  return 0;
}
