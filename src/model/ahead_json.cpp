#include <array>

#include "model/describe.h"
#include "model/upcoming.h"
#include "model/what_if.h"

namespace andon::model {
namespace {

base::Value titled(base::Value schema, std::string_view id, std::string_view title) {
  base::Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("$id", std::string(id));
  out.set("title", std::string(title));
  for (const auto& [key, value] : *schema.map()) out.set(key, value);
  return out;
}

}  // namespace

std::span<const std::string_view> words(UpcomingKind) {
  static constexpr std::array<std::string_view, 15> all{
      "waiver", "plan", "measure", "answer", "grant", "opening", "glass", "call",
      "key",    "tool", "rule",    "person", "lock",  "contact", "level"};
  return all;
}

base::Value to_value(const WhatIfReport& report) { return to_value(report, Empty::left_out); }
base::Result<WhatIfReport> what_if_report_from(const base::Value& value) {
  WhatIfReport out;
  TRY(read_value(value, out, Where("report")));
  return out;
}
base::Value what_if_report_schema() {
  return titled(schema_of<WhatIfReport>(), "urn:andon:what-if:v1", "what andon what-if answers");
}

base::Value to_value(const UpcomingReport& report) { return to_value(report, Empty::left_out); }
base::Result<UpcomingReport> upcoming_report_from(const base::Value& value) {
  UpcomingReport out;
  TRY(read_value(value, out, Where("report")));
  return out;
}
base::Value upcoming_report_schema() {
  return titled(schema_of<UpcomingReport>(), "urn:andon:upcoming:v1", "what andon upcoming tells");
}

}  // namespace andon::model
