// Record: one immutable file named by its sha256 over canonical JSON (domain.md 1). The envelope is
// the same for all kinds; the body is one of the structs below, or data that a later version
// understands.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"
#include "model/record_bodies.h"

namespace andon::model {

struct Record {
  std::string schema;  // "andon/<kind>/v1"
  std::string kind;    // run, decision, adoption ... (record_kinds()); open for more
  base::Instant made_at;
  std::string component;
  base::Value body;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "andon/<kind>/v1");
    visit("kind", self.kind, "what the body is");
    visit("made_at", self.made_at, "when it was sealed");
    visit("component", self.component, "the component it speaks of");
    visit("body", self.body, "by kind");
  }
};

// A run's record, read at once.
struct RunRecord {
  std::string schema;
  std::string kind;
  base::Instant made_at;
  std::string component;
  RunBody body;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "andon/run/v1");
    visit("kind", self.kind, "run");
    visit("made_at", self.made_at, "when it was sealed");
    visit("component", self.component, "the component it speaks of");
    visit("body", self.body, "the run");
  }
};

// What the index needs of a record, resolved: a run has all its findings.
struct SealedRecord {
  std::string digest;
  std::string kind;
  std::string component;
  base::Instant made_at;
  std::uint64_t size_bytes = 0;  // canonical, unpacked
  std::optional<Run> run;
  std::optional<Release> release;    // of a decision's report
  std::optional<Decision> decision;  // without its rules
  std::optional<CompactionBody> compaction;
  base::Value event;  // body of a kind of exposure_kinds(), read and valid; null else
};

std::span<const std::string_view> record_kinds();  // those whose bodies are known here

base::Value to_value(const Record& record);
base::Result<Record> record_from(const base::Value& value);
base::Value to_value(const RunBody& body);
base::Result<RunBody> run_body_from(const base::Value& value);
// From the record's canonical JSON; nothing where it is another record or none: unsealing it and
// run_body_from say why.
std::optional<RunRecord> run_record_from(std::string_view canonical);
base::Value to_value(const DecisionBody& body);
base::Result<DecisionBody> decision_body_from(const base::Value& value);
base::Value to_value(const AdoptionBody& body);
base::Result<AdoptionBody> adoption_body_from(const base::Value& value);
base::Value to_value(const Waiver& waiver);
base::Result<Waiver> waiver_from(const base::Value& value);
base::Value to_value(const CompactionBody& body);
base::Result<CompactionBody> compaction_body_from(const base::Value& value);

// JSON Schema of the whole file of that kind; null for a kind that is not known.
base::Value record_schema(std::string_view kind);

}  // namespace andon::model
