#include <array>

#include "base/limits.h"
#include "model/describe.h"
#include "model/gate_record.h"
#include "model/product_release.h"

namespace andon::model {
namespace {

template <class T>
base::Result<T> from(const base::Value& value) {
  T body;
  TRY(read_value(value, body, Where("body")));
  return body;
}

}  // namespace

base::Value to_value(const OpeningBody& body) { return to_value(body, Empty::left_out); }
base::Result<OpeningBody> opening_body_from(const base::Value& value) {
  return from<OpeningBody>(value);
}
base::Value to_value(const CallBody& body) { return to_value(body, Empty::left_out); }
base::Result<CallBody> call_body_from(const base::Value& value) { return from<CallBody>(value); }
base::Value to_value(const TradeBody& body) { return to_value(body, Empty::left_out); }
base::Result<TradeBody> trade_body_from(const base::Value& value) { return from<TradeBody>(value); }
base::Value to_value(const ArtifactBody& body) { return to_value(body, Empty::left_out); }
base::Result<ArtifactBody> artifact_body_from(const base::Value& value) {
  return from<ArtifactBody>(value);
}
base::Value to_value(const ProductReleaseBody& body) { return to_value(body, Empty::left_out); }
base::Result<ProductReleaseBody> product_release_body_from(const base::Value& value) {
  return from<ProductReleaseBody>(value);
}
base::Value to_value(const BreakGlassBody& body) { return to_value(body, Empty::left_out); }
base::Result<BreakGlassBody> break_glass_body_from(const base::Value& value) {
  return from<BreakGlassBody>(value);
}

base::Value to_value(const GateReport& report) { return to_value(report, Empty::left_out); }
base::Result<GateReport> gate_report_from(const base::Value& value) {
  return from<GateReport>(value);
}
base::Value to_value(GateBody body) {
  auto facts = std::exchange(body.facts, base::Value());
  auto decided = std::exchange(body.decided, base::Value());
  auto out = to_value(body, Empty::left_out);
  if (!facts.is_null()) out.set("facts", std::move(facts));
  if (!decided.is_null()) out.set("decided", std::move(decided));
  return out;
}
base::Result<GateBody> gate_body_from(const base::Value& value) { return from<GateBody>(value); }
base::Value to_value(const GateEntry& entry) { return to_value(entry, Empty::left_out); }
base::Result<GateEntry> gate_entry_from(const base::Value& value) { return from<GateEntry>(value); }
namespace {

void add_waived(std::vector<GateWaived>& waived, const base::Value& finding) {
  const auto& waiver = finding["waiver"];
  const auto expires = base::parse_instant(waiver["expires"].text_or());
  const auto severity = severity_of(finding["severity"].text_or());
  if (!finding["is_waived"].boolean_or(false) || !expires || !severity) return;
  GateWaived one{std::string(waiver["id"].text_or()),
                 std::string(waiver["owner"].text_or()),
                 std::string(finding["check"].text_or()),
                 *severity,
                 *expires,
                 1};
  for (auto& known : waived)
    if (known.waiver == one.waiver && known.check == one.check && known.severity == one.severity) {
      ++known.count;
      return;
    }
  // A gate's answer rests on few waivers; what a hostile record lists beyond is not kept.
  if (waived.size() < base::limits::gate_entry_items) waived.push_back(std::move(one));
}

}  // namespace

GateEntry entry_of(const GateBody& body) {
  const auto& report = body.report;
  GateEntry out;
  out.environment = report.environment;
  out.asked = report.asked;
  out.granted = report.granted;
  out.audience = report.audience;
  out.tree = report.release.tree;
  out.at = report.made_at;
  out.until = report.until;
  // Of a lower level that was asked for: its own end, not the end of the highest that is granted.
  for (const auto& level : report.levels)
    if (level.level == report.asked && level.is_granted) out.until = level.until;
  out.is_met = report.is_met;
  if (const auto* findings = body.facts["findings"].list())
    for (const auto& finding : *findings) add_waived(out.waived, finding);
  if (const auto* measures = body.facts["measures"].list())
    for (const auto& measure : *measures)
      if (out.measures.size() < base::limits::gate_entry_items)
        out.measures.push_back(
            {std::string(measure["id"].text_or()), measure["is_done"].boolean_or(false)});
  return out;
}
base::Value gate_report_schema() {
  base::Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("$id", "urn:andon:gate:v1");
  out.set("title", "what andon gate answers");
  const auto schema = schema_of<GateReport>();
  for (const auto& [key, value] : *schema.map()) out.set(key, value);
  return out;
}

base::Value exposure_body_schema(std::string_view kind) {
  if (kind == "opening") return schema_of<OpeningBody>();
  if (kind == "call") return schema_of<CallBody>();
  if (kind == "trade") return schema_of<TradeBody>();
  if (kind == "artifact") return schema_of<ArtifactBody>();
  if (kind == "product_release") return schema_of<ProductReleaseBody>();
  if (kind == "break_glass") return schema_of<BreakGlassBody>();
  if (kind == "gate") return schema_of<GateBody>();
  return {};
}

std::span<const std::string_view> exposure_kinds() {
  static constexpr std::array<std::string_view, 7> all{
      "opening", "call", "trade", "artifact", "product_release", "break_glass", "gate"};
  return all;
}

}  // namespace andon::model
