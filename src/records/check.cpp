#include "records/check.h"

#include <algorithm>
#include <unordered_map>

#include "records/events.h"

namespace andon::records {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Value;

// The findings of one run by id; null for an id that stands twice, so that it names nothing.
using Named = std::unordered_map<std::string_view, const model::Finding*>;

std::vector<Named> named(const std::vector<const model::Run*>& runs) {
  std::vector<Named> out;
  for (const auto* run : runs) {
    auto& names = out.emplace_back();
    for (const auto& finding : run->findings) {
      const auto [at, is_new] = names.try_emplace(finding.id, &finding);
      if (!is_new) at->second = nullptr;
    }
  }
  return out;
}

const model::Finding* find(const Named& names, std::string_view id) {
  const auto found = names.find(id);
  return found == names.end() ? nullptr : found->second;
}

// The keys of `now` that differ from `then`'s; null for one that is absent now. Nulls are never
// written in records, so null is free to mean this.
Value patch(const Value& then, const Value& now) {
  Value set{base::Map{}};
  for (const auto& [key, value] : *now.map()) {
    const auto* before = then.find(key);
    if (!before || !(*before == value)) set.set(key, value);
  }
  for (const auto& [key, value] : *then.map())
    if (!now.find(key)) set.set(key, nullptr);
  return set;
}

Value patched(const Value& then, const Value& set) {
  Value out{base::Map{}};
  for (const auto& [key, value] : *then.map())
    if (!set.find(key)) out.set(key, value);
  for (const auto& [key, value] : *set.map())
    if (!value.is_null()) out.set(key, value);
  return out;
}

model::ReportedFinding referred(const model::Finding& finding, const std::vector<Named>& runs) {
  model::ReportedFinding entry;
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    const auto* source = find(runs[run], finding.id);
    if (!source || source->check != finding.check) continue;
    entry.run = run;
    entry.id = finding.id;
    entry.set = patch(model::to_value(*source), model::to_value(finding));
    return entry;
  }
  entry.set = model::to_value(finding);
  return entry;
}

model::Decision without_rules(const model::Decision& decision) {
  auto head = decision;
  head.rules.clear();
  return head;
}

// A difference that leaves most of its base as it was.
bool is_small(const model::RunBody& body, const WholeRun& base) {
  const auto changes = body.added.size() + body.changed.size() + body.removed.size();
  return !body.base.empty() && 4 * changes <= base.run.findings.size();
}

// While little has changed since the whole run at the end of the chain, the difference is to that
// one: the next check then reads two records, not sixteen.
base::Result<model::RunBody> body_on(base::Context& context, RunLoader& loader,
                                     const model::Run& run, const WholeRun* base) {
  if (base && !base->chain.empty()) {
    const auto first = loader.load(context, base->chain.back());
    if (first) {
      auto body = TRY(run_body(run, *first));
      if (is_small(body, **first)) return body;
    }
  }
  return run_body(run, base);
}

// What is written here and now; taken back when the rest cannot be: a full disk leaves the state as
// it was.
class Written {
 public:
  Written(base::Context& context, const Folder& folder) : context_(context), folder_(folder) {}
  base::Result<void> put(const Sealed& sealed) {
    if (TRY(folder_.holds(context_, sealed.digest))) return {};
    TRY(folder_.put(context_, sealed));
    digests_.push_back(sealed.digest);
    return {};
  }
  void take_back() {
    for (const auto& digest : digests_) (void)folder_.remove(context_, digest);
  }

 private:
  base::Context& context_;
  const Folder& folder_;
  std::vector<std::string> digests_;
};

base::Result<model::SealedRecord> seal_run_on(base::Context& context, Written& written,
                                              RunLoader& loader, const model::Run& run,
                                              const WholeRun* base) {
  const auto body = TRY(body_on(context, loader, run, base));
  const auto record = make(context, "run", run.release.component, model::to_value(body));
  const auto sealed = TRY(seal(record));
  TRY(written.put(sealed), "recording the run of {}", run.check);
  auto entry = entry_of(sealed, record);
  entry.run = run;
  sort_findings(entry.run->findings);
  return entry;
}

// A base that cannot be read is no reason to fail: the run is then stated whole.
const WholeRun* base_for(base::Context& context, RunLoader& loader, const model::Run& run,
                         const std::vector<std::string>& bases) {
  for (const auto& digest : bases) {
    if (!is_digest(digest)) continue;
    const auto base = loader.load(context, digest);
    if (base && (*base)->run.check == run.check) return *base;
  }
  return nullptr;
}

base::Result<model::Finding> finding_of(const model::ReportedFinding& entry,
                                        const std::vector<Named>& runs, std::string_view name) {
  if (!entry.run) return model::finding_from(entry.set);
  if (!entry.set.is_map() || *entry.run >= runs.size())
    return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                      "{}: refers to a run it does not cite", name);
  const auto* source = find(runs[*entry.run], entry.id);
  if (!source)
    return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                      "{}: refers to finding {}, which its run has not", name, entry.id);
  return model::finding_from(patched(model::to_value(*source), entry.set));
}

}  // namespace

base::Result<model::SealedRecord> seal_run(base::Context& context, const Folder& folder,
                                           const model::Run& run, const std::string& base) {
  RunLoader loader(folder);
  Written written(context, folder);
  return seal_run_on(context, written, loader, run, base_for(context, loader, run, {base}));
}

namespace {

base::Result<SealedCheck> seal_all(base::Context& context, const Folder& folder, Written& written,
                                   const CheckToSeal& check) {
  SealedCheck out;
  RunLoader loader(folder);
  model::DecisionBody body;
  std::vector<const model::Run*> runs;
  for (const auto& run : check.runs) {
    out.push_back(TRY(
        seal_run_on(context, written, loader, run, base_for(context, loader, run, check.bases))));
    body.runs.push_back(out.back().digest);
    runs.push_back(&run);
  }
  body.facts = check.facts;
  body.policy = check.policy;
  body.policy_text = check.policy_text;
  body.parameters = check.parameters;
  body.decision = check.report.decision;
  body.report = check.report;
  body.report.runs.clear();
  body.report.findings.clear();
  body.report.decision = {};
  const auto names = named(runs);
  for (const auto& finding : check.report.findings)
    body.findings.push_back(referred(finding, names));
  const auto record =
      make(context, "decision", check.report.release.component, model::to_value(body));
  const auto sealed = TRY(seal(record));
  TRY(written.put(sealed), "recording the decision");
  auto& entry = out.emplace_back(entry_of(sealed, record));
  entry.release = check.report.release;
  entry.decision = without_rules(check.report.decision);
  return out;
}

}  // namespace

base::Result<SealedCheck> seal_check(base::Context& context, const Folder& folder,
                                     const CheckToSeal& check) {
  Written written(context, folder);
  auto sealed = seal_all(context, folder, written, check);
  if (!sealed) written.take_back();
  return sealed;
}

base::Result<model::SealedRecord> load_entry(base::Context& context, const Folder& folder,
                                             RunLoader& runs, std::string_view digest) {
  const auto sealed = TRY(folder.read_bytes(context, digest));
  const auto record = TRY(unseal_checked(sealed.bytes, folder.file_of(digest)));
  auto entry = entry_of(sealed, record);
  if (record.schema == "andon/run/v1") {
    entry.run = TRY(runs.load(context, digest))->run;
  } else if (record.schema == "andon/decision/v1") {
    auto body = TRY(model::decision_body_from(record.body), "reading {}", folder.file_of(digest));
    entry.release = std::move(body.report.release);
    entry.decision = without_rules(body.decision);
  } else if (record.schema == "andon/compaction/v1") {
    entry.compaction =
        TRY(model::compaction_body_from(record.body), "reading {}", folder.file_of(digest));
  } else if (is_event(record)) {
    entry.event = TRY(event_of(record), "reading {}", folder.file_of(digest));
  }
  return entry;
}

base::Result<model::DecisionBody> load_decision(base::Context& context, const Folder& folder,
                                                std::string_view digest) {
  const auto record = TRY(folder.read(context, digest));
  if (record.schema != "andon/decision/v1")
    return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                      "{}: is a {}, not a decision this version reads", folder.file_of(digest),
                      record.schema);
  return model::decision_body_from(record.body);
}

base::Result<model::Report> load_report(base::Context& context, const Folder& folder,
                                        std::string_view digest) {
  const auto body = TRY(load_decision(context, folder, digest));
  const auto name = folder.file_of(digest);
  auto report = body.report;
  report.decision = body.decision;
  RunLoader loader(folder);
  std::vector<model::Run> runs;
  for (const auto& cited : body.runs) {
    if (!is_digest(cited))
      return base::fail(ErrorKind::invalid, ErrorOrigin::input, "{}: cites a run by no digest",
                        name);
    const auto* whole =
        TRY(loader.load(context, cited), "rendering the report {}", digest.substr(0, 12));
    runs.push_back(whole->run);
  }
  std::vector<const model::Run*> borrowed;
  for (const auto& run : runs) borrowed.push_back(&run);
  const auto names = named(borrowed);
  for (const auto& entry : body.findings)
    report.findings.push_back(TRY(finding_of(entry, names, name)));
  for (auto& run : runs) run.findings.clear();
  report.runs = std::move(runs);
  return report;
}

}  // namespace andon::records
