// Events: openings, calls, trades, artifacts, product releases, break-glass and what gates
// answered, as records (model/exposure.h, model/product_release.h, model/gate_record.h).
#pragma once
#include <string_view>

#include "records/records.h"

namespace andon::model {
struct GateBody;
}

namespace andon::records {

// Of a kind of model::exposure_kinds(), in the version that is known here.
bool is_event(const model::Record& record);
// What the index keeps of it, read as its kind says: the body, of a gate's answer the head alone.
base::Result<base::Value> event_of(const model::Record& record);

// What the index wants of any record, without what its kind adds.
model::SealedRecord entry_of(const Sealed& sealed, const model::Record& record);

// Seals and writes the event; `body` is a value of one of the described bodies.
base::Result<model::SealedRecord> seal_event(base::Context& context, const Folder& folder,
                                             std::string_view kind, std::string_view component,
                                             base::Value body);
// The same for what a gate answered, which says itself what the index keeps of it.
base::Result<model::SealedRecord> seal_gate(base::Context& context, const Folder& folder,
                                            std::string_view component, model::GateBody body);

}  // namespace andon::records
