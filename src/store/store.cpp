#include "store/store.h"

#include <algorithm>

#include "base/text.h"
#include "store/components.h"
#include "store/decisions.h"
#include "store/engine/migrate.h"
#include "store/events.h"
#include "store/findings.h"
#include "store/known.h"
#include "store/left_out.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/seen_sets.h"

namespace andon::store {

using base::ErrorKind;
using base::ErrorOrigin;

struct Store::State {
  std::string path;
  Access access = Access::read_write;
  std::unique_ptr<Engine> engine;
  std::vector<model::Problem> problems;

  base::Result<void> connect();
};

namespace {

constexpr std::string_view damage = "the index is damaged";
constexpr std::int64_t set_aside_timeout_ms = 30'000;
constexpr std::uint64_t long_log_bytes = 512 * 1024;

void insert(soci::session& sql, const model::SealedRecord& record) {
  if (has_record(sql, record.digest)) return;
  const auto component = component_number_or_new(sql, record.component);
  insert_record(sql, component, record);
  if (record.run) insert_run(sql, component, record.digest, *record.run);
  if (record.decision && record.release) insert_decision(sql, component, record);
  if (record.compaction) insert_compaction(sql, component, record);
  if (!record.event.is_null()) insert_event(sql, component, record);
}

// A component that nothing is known of has no row.
template <class Row, class Work>
base::Result<std::vector<Row>> of_component(Engine& engine, std::string_view component,
                                            Work&& work) {
  return guarded(engine, [&](soci::session& sql) -> std::vector<Row> {
    const auto number = component_number(sql, component);
    if (!number) return {};
    return work(sql, *number);
  });
}

}  // namespace

base::Result<void> Store::State::connect() {
  engine.reset();
  try {
    engine = open_sqlite(path, access);
  } catch (const std::exception& exception) {
    return std::unexpected(sqlite_error(exception, path));
  }
  const auto known = migrations();
  if (access == Access::read_only) return check_version(*engine, known, base::path_text(path));
  return migrate(*engine, known, base::path_text(path));
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

base::Result<Store> Store::open(base::Context& context, const std::string& folder, Access access) {
  auto state = std::make_unique<State>();
  state->path = folder + "/" + std::string(file_name);
  state->access = access;
  if (access == Access::read_only) TRY(context.world.files().status(state->path));
  Store store(std::move(state));
  // Two that begin a new database at once take turns: SQLite does not wait for the change to WAL,
  // its busy handler is not asked. Where no lock can be made, connecting says why.
  auto connected = base::Result<void>();
  if (access == Access::read_write) {
    const auto name = store.state_->path + ".lock";
    const auto turn = context.world.files().lock(name, set_aside_timeout_ms);
    connected = store.state_->connect();
  } else {
    connected = store.state_->connect();
  }
  if (!connected && is_corrupt(connected.error()) && access == Access::read_write)
    connected = store.set_aside(context);
  if (!connected) return std::unexpected(std::move(connected).error());
  // What one large write left there, everybody who opens would read again. Nobody is waited for.
  const auto log = context.world.files().status(store.state_->path + "-wal");
  if (access == Access::read_write && log && log->size_bytes >= long_log_bytes)
    TRY(guarded(*store.state_->engine, [&](soci::session&) { store.state_->engine->fold_log(); }));
  return store;
}

const std::vector<model::Problem>& Store::problems() const { return state_->problems; }

bool Store::is_corrupt(const base::Error& error) {
  return error.kind == ErrorKind::invalid && error.message.find(damage) != std::string::npos;
}

base::Result<void> Store::set_aside(base::Context& context) {
  auto& files = context.world.files();
  const auto& path = state_->path;
  const auto lock = TRY(files.lock(path + ".lock", set_aside_timeout_ms));
  // Another process may have been here while this one waited.
  if (state_->connect()) {
    const auto sound = guarded(*state_->engine, [](soci::session& sql) {
      std::string answer;
      sql << "PRAGMA quick_check(1)", soci::into(answer);
      return answer;
    });
    if (sound && *sound == "ok") return {};
  }
  state_->engine.reset();
  auto aside = path + ".damaged-" + base::to_date(context.world.clock().now());
  for (int count = 2; files.status(aside).has_value(); ++count)
    aside = path + ".damaged-" + base::to_date(context.world.clock().now()) + "-" +
            std::to_string(count);
  TRY(files.rename(path, aside), "setting the damaged index aside");
  for (const auto* tail : {"-wal", "-shm"}) {
    auto moved = files.rename(path + tail, aside + tail);
    if (!moved && moved.error().kind != ErrorKind::not_found)
      return std::unexpected(std::move(moved).error());
  }
  state_->problems.push_back(
      {base::path_text(path),
       "was damaged: set aside as " + base::path_text(aside) + " and made again from the records",
       true});
  return state_->connect();
}

template <class Work>
base::Result<void> Store::write(Work&& work) {
  auto& engine = *state_->engine;
  TRY(guarded(engine, [&](soci::session&) { engine.begin_write(); }));
  auto done = guarded(engine, [&](soci::session& sql) { return work(sql); });
  auto result = done ? *std::move(done) : base::Result<void>(std::unexpected(done.error()));
  if (result) result = guarded(engine, [](soci::session& sql) { sql << "COMMIT"; });
  // The first error is the one to tell; a full disk has rolled back by itself.
  if (!result) (void)guarded(engine, [](soci::session& sql) { sql << "ROLLBACK"; });
  return result;
}

base::Result<std::pair<std::vector<std::string>, std::vector<std::string>>> Store::differences(
    std::span<const std::string> digests) {
  const auto indexed = TRY(guarded(*state_->engine, record_digests));
  std::pair<std::vector<std::string>, std::vector<std::string>> out;
  std::ranges::set_difference(digests, indexed, std::back_inserter(out.first));
  std::ranges::set_difference(indexed, digests, std::back_inserter(out.second));
  return out;
}

base::Result<void> Store::index(std::span<const model::SealedRecord> records) {
  return write([&](soci::session& sql) -> base::Result<void> {
    for (const auto& record : records) insert(sql, record);
    return {};
  });
}

base::Result<void> Store::forget(std::span<const std::string> digests) {
  return write([&](soci::session& sql) -> base::Result<void> {
    delete_records(sql, digests);
    drop_unused_seen_sets(sql);
    return {};
  });
}

base::Result<std::vector<LeftOut>> Store::left_out() {
  return guarded(*state_->engine, list_left_out);
}

base::Result<void> Store::leave_out(std::span<const LeftOut> instead) {
  return write([&](soci::session& sql) -> base::Result<void> {
    replace_left_out(sql, instead);
    return {};
  });
}

base::Result<void> Store::rebuild(const Next& next) {
  return write([&](soci::session& sql) -> base::Result<void> {
    delete_everything(sql);
    while (true) {
      const auto record = TRY(next());
      if (!record) return {};
      insert(sql, *record);
    }
  });
}

base::Result<std::vector<KnownEvent>> Store::events(std::string_view kind,
                                                    std::string_view subject) {
  return TRY(guarded(*state_->engine,
                     [&](soci::session& sql) { return list_events(sql, kind, subject); }));
}

base::Result<std::vector<KnownEvent>> Store::latest_events(std::string_view component,
                                                           std::string_view kind,
                                                           base::Instant until, std::size_t limit) {
  return TRY(
      guarded(*state_->engine, [&](soci::session& sql) -> base::Result<std::vector<KnownEvent>> {
        const auto number = component_number(sql, component);
        if (!number) return std::vector<KnownEvent>();
        return list_latest_events(sql, *number, kind, until, limit);
      }));
}

base::Result<std::vector<KnownEvent>> Store::last_events(std::string_view kind,
                                                         base::Instant until) {
  return TRY(guarded(*state_->engine,
                     [&](soci::session& sql) { return list_last_events(sql, kind, until); }));
}

base::Result<std::optional<KnownEvent>> Store::event(std::string_view component,
                                                     std::string_view digest) {
  auto found = TRY(TRY(
      guarded(*state_->engine, [&](soci::session& sql) -> base::Result<std::vector<KnownEvent>> {
        const auto number = component_number(sql, component);
        if (!number) return std::vector<KnownEvent>();
        return list_event(sql, *number, digest);
      })));
  if (found.empty()) return std::optional<KnownEvent>();
  return std::optional<KnownEvent>(std::move(found.front()));
}

base::Result<std::vector<Known>> Store::known(std::string_view component, std::string_view branch) {
  // One snapshot: between the reads another process may index a run.
  auto& engine = *state_->engine;
  const auto history = TRY(guarded(engine, [&](soci::session& sql) {
    History out;
    soci::transaction snapshot(sql);
    if (const auto number = component_number(sql, component)) {
      out.findings = all_findings(sql, *number);
      out.runs = run_facts(sql, *number);
      out.seen_sets = all_seen_sets(sql, *number);
      out.compacted = compacted_dates(sql, *number, 0, INT64_MAX);
    }
    snapshot.commit();
    return out;
  }));
  return known_of(history, storable(branch));
}

base::Result<std::vector<Known>> Store::known(std::string_view component, std::string_view branch,
                                              std::span<const model::FindingReference> of) {
  const auto history = TRY(guarded(*state_->engine, [&](soci::session& sql) {
    History out;
    soci::transaction snapshot(sql);
    if (const auto number = component_number(sql, component)) {
      out.findings = findings_like(sql, *number, of);
      out.runs = run_facts(sql, *number);
      out.seen_sets = all_seen_sets(sql, *number);
      if (!out.findings.empty())
        out.compacted =
            compacted_dates(sql, *number, out.findings.front().number, out.findings.back().number);
      out.is_partial = true;
    }
    snapshot.commit();
    return out;
  }));
  return known_of(history, storable(branch));
}

base::Result<std::vector<KnownRun>> Store::runs(std::string_view component, std::string_view check,
                                                std::size_t limit) {
  return of_component<KnownRun>(*state_->engine, component,
                                [&](soci::session& sql, std::int64_t number) {
                                  return list_runs(sql, number, {check, {}, limit});
                                });
}

base::Result<std::vector<KnownRun>> Store::runs_of(std::string_view component,
                                                   std::string_view tree) {
  if (tree.empty()) return std::vector<KnownRun>();
  return of_component<KnownRun>(*state_->engine, component,
                                [&](soci::session& sql, std::int64_t number) {
                                  return list_runs(sql, number, {.tree = tree});
                                });
}

base::Result<std::vector<LatestRuns>> Store::latest_runs(base::Instant until) {
  return guarded(*state_->engine, [&](soci::session& sql) { return list_latest_runs(sql, until); });
}

base::Result<std::vector<KnownDecision>> Store::decisions(std::string_view component,
                                                          std::string_view tree,
                                                          std::size_t limit) {
  return of_component<KnownDecision>(*state_->engine, component,
                                     [&](soci::session& sql, std::int64_t number) {
                                       return list_decisions(sql, number, tree, limit);
                                     });
}

base::Result<std::vector<Found>> Store::find(std::string_view id_prefix, std::size_t limit) {
  if (id_prefix.empty() ||
      id_prefix.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "\"{}\" is no finding: an id is hexadecimal, as reports show it",
                      base::printable(id_prefix));
  const auto rows = TRY(guarded(
      *state_->engine, [&](soci::session& sql) { return findings_by_id(sql, id_prefix, limit); }));
  std::vector<Found> out;
  for (const auto& row : rows) {
    Found found{row.row.finding, row.component_name, {}};
    const auto facts = TRY(guarded(*state_->engine, [&](soci::session& sql) {
      return std::pair(run_facts(sql, row.component), all_seen_sets(sql, row.component));
    }));
    for (auto run = facts.first.rbegin(); run != facts.first.rend() && found.run.empty(); ++run) {
      if (run->check != found.finding.check) continue;
      const auto set = facts.second.find(run->seen_set);
      if (set != facts.second.end() && holds_number(set->second, row.row.number))
        found.run = run->digest;
    }
    out.push_back(std::move(found));
  }
  return out;
}

base::Result<std::vector<std::string>> Store::components() {
  return guarded(*state_->engine, component_names);
}

base::Result<Counts> Store::counts() {
  return guarded(*state_->engine, [](soci::session& sql) {
    const auto rows = [&](std::string_view table) {
      return static_cast<std::uint64_t>(count_rows(sql, table));
    };
    Counts counts;
    counts.records = rows("records");
    counts.components = rows("components");
    counts.runs = rows("runs");
    counts.findings = rows("findings");
    counts.decisions = rows("decisions");
    return counts;
  });
}

}  // namespace andon::store
