// store: the index of records, and the only SQL. All of it can be made again from the records, so a
// corrupt database is set aside and rebuilt. It opens no record, decides nothing, and answers the
// same in whatever order the records came.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "model/record.h"

namespace andon::store {

struct LeftOut;  // store/left_out.h
enum class Access { read_write, read_only };

// What all runs of a component together know of a finding.
struct Known {
  model::FindingReference finding;
  base::Instant first_seen;  // earliest of any run, and of compactions
  base::Instant last_seen;
  std::optional<base::Instant> fixed_at;  // first complete run of the same whole scope without it
  std::optional<base::Instant> returned_at;
};

struct KnownRun {
  std::string digest;
  std::string check;
  std::string tool, tool_version;
  std::string kind;  // "built-in", "tool", "import"
  model::Release release;
  std::string outcome, reason;
  bool is_whole = false;
  base::Instant started;
  std::int64_t duration_ms = 0;
  std::uint64_t findings = 0;
  std::array<std::uint64_t, 5> open_by_severity{};  // by model::Severity; suppressed ones apart
};

// Complete, and of the whole tree or a report of a tool that was brought in.
bool is_full(const KnownRun& run);
struct LatestRuns {  // of one check of one component
  KnownRun last;     // whatever came of it
  std::optional<KnownRun> full;
};

struct KnownDecision {
  std::string digest;
  model::Release release;
  std::string stage, verdict, policy, engine;
  base::Instant decided_at;
};

// An opening, call, trade, artifact, product release or break-glass.
struct KnownEvent {
  std::string digest;
  std::string component;
  std::string kind;
  base::Instant at;
  base::Value body;
};

struct Found {
  model::FindingReference finding;
  std::string component;
  std::string run;  // digest of the latest run record that reports it
};

struct Counts {
  std::uint64_t records = 0, components = 0, runs = 0, findings = 0, decisions = 0;
};

class Store {
 public:
  static constexpr std::string_view file_name = "index.db";
  // Opens folder/index.db, or makes it. A corrupt one is set aside (problems() says where) and a
  // new one begun: the caller then indexes what is missing. unsupported: made by a newer andon.
  // read_only: not_found when there is none.
  static base::Result<Store> open(base::Context& context, const std::string& folder,
                                  Access access = Access::read_write);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  const std::vector<model::Problem>& problems() const;
  // An operation failed because the database is damaged: set_aside() and go on.
  static bool is_corrupt(const base::Error& error);
  base::Result<void> set_aside(base::Context& context);

  // Those of `digests` (sorted) that are not indexed; those indexed that are not in it.
  base::Result<std::pair<std::vector<std::string>, std::vector<std::string>>> differences(
      std::span<const std::string> digests);
  // All or nothing; a record that is indexed already is passed over.
  base::Result<void> index(std::span<const model::SealedRecord> records);
  base::Result<void> forget(std::span<const std::string> digests);
  base::Result<std::vector<LeftOut>> left_out();                   // by digest
  base::Result<void> leave_out(std::span<const LeftOut> instead);  // of all that were there
  // Empties the index and fills it again, in one transaction; `next` gives nothing at the end.
  using Next = std::function<base::Result<std::optional<model::SealedRecord>>()>;
  base::Result<void> rebuild(const Next& next);

  // Dates come from runs of all branches, fixed and returned from those of `branch` alone: a
  // finding that another branch lacks is not fixed here. Sorted by check, path, context, ordinal.
  base::Result<std::vector<Known>> known(std::string_view component, std::string_view branch);
  // Only of those with the check, context and ordinal of one of `of`, whatever path and rule.
  base::Result<std::vector<Known>> known(std::string_view component, std::string_view branch,
                                         std::span<const model::FindingReference> of);
  // Latest first; all checks when `check` is empty.
  base::Result<std::vector<KnownRun>> runs(std::string_view component, std::string_view check,
                                           std::size_t limit);
  // Of each check of each component, sorted by these; none that began after `until`.
  base::Result<std::vector<LatestRuns>> latest_runs(base::Instant until);
  base::Result<std::vector<KnownRun>> runs_of(std::string_view component, std::string_view tree);
  // Latest first; of any tree when `tree` is empty.
  base::Result<std::vector<KnownDecision>> decisions(std::string_view component,
                                                     std::string_view tree, std::size_t limit);
  // Findings whose id begins so; hexadecimal digits only.
  base::Result<std::vector<Found>> find(std::string_view id_prefix, std::size_t limit);
  // Of all components, in order of time; `subject`: the environment, the call's target, the product
  // or the artifact's component; "" every one.
  base::Result<std::vector<KnownEvent>> events(std::string_view kind, std::string_view subject);
  // Of one component, latest first; none of a moment after `until`.
  base::Result<std::vector<KnownEvent>> latest_events(std::string_view component,
                                                      std::string_view kind, base::Instant until,
                                                      std::size_t limit);
  // The latest of each component, by name.
  base::Result<std::vector<KnownEvent>> last_events(std::string_view kind, base::Instant until);
  base::Result<std::optional<KnownEvent>> event(std::string_view component,
                                                std::string_view digest);
  base::Result<std::vector<std::string>> components();
  base::Result<Counts> counts();
  // Every answer as JSON lines, in an order that does not depend on how the index was filled.
  base::Result<std::string> dump();

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  template <class Work>
  base::Result<void> write(Work&& work);
  std::unique_ptr<State> state_;
};

}  // namespace andon::store
