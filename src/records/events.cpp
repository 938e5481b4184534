#include "records/events.h"

#include <algorithm>

#include "model/gate_record.h"
#include "model/product_release.h"

namespace andon::records {

bool is_event(const model::Record& record) {
  const auto kinds = model::exposure_kinds();
  return std::ranges::find(kinds, record.kind) != kinds.end() &&
         record.schema == fmt::format("andon/{}/v1", record.kind);
}

base::Result<base::Value> event_of(const model::Record& record) {
  const auto& body = record.body;
  if (record.kind == "gate")
    return model::to_value(model::entry_of(TRY(model::gate_body_from(body))));
  if (record.kind == "opening") (void)TRY(model::opening_body_from(body));
  if (record.kind == "call") (void)TRY(model::call_body_from(body));
  if (record.kind == "trade") (void)TRY(model::trade_body_from(body));
  if (record.kind == "artifact") (void)TRY(model::artifact_body_from(body));
  if (record.kind == "product_release") (void)TRY(model::product_release_body_from(body));
  if (record.kind == "break_glass") (void)TRY(model::break_glass_body_from(body));
  return body;
}

model::SealedRecord entry_of(const Sealed& sealed, const model::Record& record) {
  model::SealedRecord entry;
  entry.digest = sealed.digest;
  entry.kind = record.kind;
  entry.component = record.component;
  entry.made_at = record.made_at;
  entry.size_bytes = sealed.bytes.size();
  return entry;
}

namespace {

base::Result<model::SealedRecord> seal_with(base::Context& context, const Folder& folder,
                                            model::Record record, base::Value event) {
  model::SealedRecord entry;
  entry.kind = record.kind;
  entry.component = record.component;
  entry.made_at = record.made_at;
  const auto sealed = TRY(seal(std::move(record)));
  TRY(folder.put(context, sealed), "recording the {}", entry.kind);
  entry.digest = sealed.digest;
  entry.size_bytes = sealed.bytes.size();
  entry.event = std::move(event);
  return entry;
}

}  // namespace

base::Result<model::SealedRecord> seal_event(base::Context& context, const Folder& folder,
                                             std::string_view kind, std::string_view component,
                                             base::Value body) {
  auto record = make(context, kind, component, std::move(body));
  auto event = TRY(event_of(record));
  return seal_with(context, folder, std::move(record), std::move(event));
}

base::Result<model::SealedRecord> seal_gate(base::Context& context, const Folder& folder,
                                            std::string_view component, model::GateBody body) {
  auto event = model::to_value(model::entry_of(body));
  auto record = make(context, "gate", component, model::to_value(std::move(body)));
  return seal_with(context, folder, std::move(record), std::move(event));
}

}  // namespace andon::records
