#include <array>
#include <optional>

#include "model/describe.h"
#include "model/describe_canonical.h"
#include "model/product_release.h"
#include "model/record.h"
#include "model/review.h"

namespace andon::model {
namespace {

template <class T>
base::Result<T> from(const base::Value& value, const char* name) {
  T body;
  TRY(read_value(value, body, Where(name)));
  return body;
}

base::Value body_schema(std::string_view kind) {
  if (kind == "run") return schema_of<RunBody>();
  if (kind == "decision") return schema_of<DecisionBody>();
  if (kind == "adoption") return schema_of<AdoptionBody>();
  if (kind == "waiver") return schema_of<Waiver>();
  if (kind == "compaction") return schema_of<CompactionBody>();
  if (kind == "review") return schema_of<Review>();
  return exposure_body_schema(kind);
}

}  // namespace

std::span<const std::string_view> record_kinds() {
  static constexpr std::array<std::string_view, 13> all{
      "run",  "decision", "adoption", "waiver",          "compaction",  "review", "opening",
      "call", "trade",    "artifact", "product_release", "break_glass", "gate"};
  return all;
}

base::Value to_value(const Record& record) { return to_value(record, Empty::left_out); }
base::Result<Record> record_from(const base::Value& value) { return from<Record>(value, "record"); }

base::Value to_value(const RunBody& body) { return to_value(body, Empty::left_out); }
base::Result<RunBody> run_body_from(const base::Value& value) {
  return from<RunBody>(value, "body");
}

std::optional<RunRecord> run_record_from(std::string_view canonical) {
  base::json::CanonicalReader reader(canonical);
  RunRecord record;
  read_canonical(reader, record);
  const bool is_run = record.schema == "andon/run/v1" && record.kind == "run";
  return reader.has_ended() && is_run ? std::optional(std::move(record)) : std::nullopt;
}

base::Value to_value(const DecisionBody& body) { return to_value(body, Empty::left_out); }
base::Result<DecisionBody> decision_body_from(const base::Value& value) {
  return from<DecisionBody>(value, "body");
}

base::Value to_value(const AdoptionBody& body) { return to_value(body, Empty::left_out); }
base::Result<AdoptionBody> adoption_body_from(const base::Value& value) {
  return from<AdoptionBody>(value, "body");
}

base::Value to_value(const Waiver& waiver) { return to_value(waiver, Empty::left_out); }
base::Result<Waiver> waiver_from(const base::Value& value) { return from<Waiver>(value, "body"); }

base::Value to_value(const CompactionBody& body) { return to_value(body, Empty::left_out); }
base::Result<CompactionBody> compaction_body_from(const base::Value& value) {
  return from<CompactionBody>(value, "body");
}

base::Value to_value(const Review& review) { return to_value(review, Empty::left_out); }
base::Result<Review> review_from(const base::Value& value) { return from<Review>(value, "body"); }

base::Value record_schema(std::string_view kind) {
  auto body = body_schema(kind);
  if (body.is_null()) return {};
  auto schema = schema_of<Record>();
  const auto name = "andon/" + std::string(kind) + "/v1";
  base::Value out{base::Map{}};
  out.set("$schema", "http://json-schema.org/draft-07/schema#");
  out.set("$id", "urn:andon:record-" + std::string(kind) + ":v1");
  out.set("title", "andon record: " + std::string(kind));
  for (auto& [key, value] : *schema.map()) out.set(key, std::move(value));
  auto& properties = *out.find("properties");
  properties.find("schema")->set("const", name);
  properties.find("kind")->set("const", kind);
  properties.set("body", std::move(body));
  auto& required = out.set("required", base::List{});
  for (auto key : {"schema", "kind", "made_at", "body"}) required.push(key);
  return out;
}

}  // namespace andon::model
