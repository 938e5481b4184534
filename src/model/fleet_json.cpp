#include <array>

#include "model/describe.h"
#include "model/fleet.h"

namespace andon::model {

std::span<const std::string_view> words(FleetFlag) {
  static constexpr std::array<std::string_view, 11> all{
      "line-stopped", "opened-without-grant", "critical", "grant-ended",
      "overdue",      "never-checked",        "stale",    "incomplete",
      "unsigned",     "not-in-organisation",  "nobody"};
  return all;
}

base::Value to_value(const Fleet& fleet) { return to_value(fleet, Empty::left_out); }

base::Result<Fleet> fleet_from(const base::Value& value) {
  Fleet fleet;
  TRY(read_value(value, fleet, Where("fleet")));
  return fleet;
}

base::Value fleet_schema() {
  base::Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("$id", "urn:andon:fleet:v1");
  out.set("title", "what andon fleet shows");
  const auto schema = schema_of<Fleet>();
  for (const auto& [key, value] : *schema.map()) out.set(key, value);
  return out;
}

}  // namespace andon::model
