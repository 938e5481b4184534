// Records from elsewhere: bytes that claim to be a record are taken whole or refused; what is taken
// seals to the same bytes, and bodies are read or refused without harm.
#include "base/json.h"
#include "crypto/digest.h"
#include "records/runs.h"

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using andon::fuzz::promise;
  namespace model = andon::model;
  namespace records = andon::records;
  auto bytes = std::string(andon::fuzz::text_of(data, size));
  // Half of the inputs are brought into canonical form, else few would come past it.
  if (size % 2 == 0)
    if (const auto value = andon::base::json::parse(bytes, "fuzz"))
      if (auto canonical = andon::base::json::canonical(*value)) bytes = std::move(*canonical);
  const auto path = records::digest_of(andon::fuzz::text_of(data, size));
  promise(path.empty() || records::path_of(path) == andon::fuzz::text_of(data, size),
          "a path that is no record's is taken for one");
  const auto digest = andon::crypto::sha256_hex(bytes);
  promise(!records::unseal(bytes + " ", digest, "fuzz"), "a wrong digest is taken");
  const auto record = records::unseal(bytes, digest, "fuzz");
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
  (void)model::decision_body_from(record->body);
  (void)model::adoption_body_from(record->body);
  (void)model::waiver_from(record->body);
  (void)model::compaction_body_from(record->body);
  return 0;
}
