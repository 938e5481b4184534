// Records from elsewhere: bytes that claim to be a record are taken whole or refused; what is taken
// seals to the same bytes, and bodies are read or refused without harm.
#include "base/json.h"
#include "crypto/digest.h"
#include "model/gate_record.h"
#include "model/product_release.h"
#include "model/review.h"
#include "records/events.h"
#include "records/runs.h"

#include "fuzz/check.h"

namespace {

using namespace andon;
using fuzz::promise;

// What is read of a body is written and read again to the same.
template <class Body>
void round_trip(const base::Result<Body>& body, base::Result<Body> (*read)(const base::Value&)) {
  if (!body) return;
  const auto written = model::to_value(*body);
  const auto again = read(written);
  promise(again && model::to_value(*again) == written, "a body changes");
}

void read_event(const model::Record& record) {
  const auto& body = record.body;
  if (record.kind == "review") round_trip(model::review_from(body), model::review_from);
  if (!records::is_event(record)) return;
  const auto event = records::event_of(record);
  promise(!event || !event->is_null(), "an event of which the index keeps nothing");
  if (record.kind == "gate") {
    const auto gate = model::gate_body_from(body);
    promise(gate.has_value() == event.has_value(), "a gate's answer is judged twice");
    round_trip(gate, model::gate_body_from);
    if (event) promise(model::gate_entry_from(*event).has_value(), "a head that is not read");
  }
  if (record.kind == "opening")
    round_trip(model::opening_body_from(body), model::opening_body_from);
  if (record.kind == "call") round_trip(model::call_body_from(body), model::call_body_from);
  if (record.kind == "trade") round_trip(model::trade_body_from(body), model::trade_body_from);
  if (record.kind == "artifact")
    round_trip(model::artifact_body_from(body), model::artifact_body_from);
  if (record.kind == "product_release")
    round_trip(model::product_release_body_from(body), model::product_release_body_from);
  if (record.kind == "break_glass")
    round_trip(model::break_glass_body_from(body), model::break_glass_body_from);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto bytes = std::string(fuzz::text_of(data, size));
  // Half of the inputs are brought into canonical form, else few would come past it.
  if (size % 2 == 0)
    if (const auto value = base::json::parse(bytes, "fuzz"))
      if (auto canonical = base::json::canonical(*value)) bytes = std::move(*canonical);
  const auto path = records::digest_of(fuzz::text_of(data, size));
  promise(path.empty() || records::path_of(path) == fuzz::text_of(data, size),
          "a path that is no record's is taken for one");
  const auto digest = crypto::sha256_hex(bytes);
  promise(!records::unseal(bytes + " ", digest, "fuzz"), "a wrong digest is taken");
  const auto record = records::unseal(bytes, digest, "fuzz");
  const auto at_once = model::run_record_from(bytes);
  const auto by_parts = record && record->schema == "andon/run/v1"
                            ? model::run_body_from(record->body)
                            : base::Result<model::RunBody>(std::unexpected(base::Error{}));
  promise(at_once.has_value() == by_parts.has_value(), "a run is read at once, or only by parts");
  if (at_once)
    promise(model::to_value(at_once->body) == model::to_value(*by_parts) &&
                at_once->component == record->component && at_once->made_at == record->made_at,
            "read at once it is another run");
  if (!record) return 0;
  const auto sealed = records::seal(*record);
  // A null or an empty field is left out when written: other bytes, so another record.
  promise(sealed.has_value(), "a record that was read cannot be sealed");
  if (const auto body = model::run_body_from(record->body)) {
    records::WholeRun base;
    if (const auto run = records::resolved(*body, nullptr, "fuzz")) {
      base.run = *run;
      base.digest = digest;
      const auto again = records::run_body(*run, &base);
      promise(again.has_value(), "a run that was read cannot be told");
      const auto whole = records::resolved(*again, again->base.empty() ? nullptr : &base, "fuzz");
      promise(whole && model::to_value(*whole) == model::to_value(*run),
              "a difference gives another run");
    }
    base.run.check = body->run.check;
    base.depth = body->depth - 1;
    (void)records::resolved(*body, &base, "fuzz");
  }
  read_event(*record);
  (void)model::decision_body_from(record->body);
  (void)model::adoption_body_from(record->body);
  (void)model::waiver_from(record->body);
  (void)model::compaction_body_from(record->body);
  return 0;
}
