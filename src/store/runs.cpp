#include "store/runs.h"

#include <soci/soci.h>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "store/components.h"
#include "store/findings.h"
#include "store/seen_sets.h"

namespace andon::store {

void insert_run(soci::session& sql, std::int64_t component, std::string_view digest,
                const model::Run& run) {
  std::vector<model::FindingReference> references;
  references.reserve(run.findings.size());
  for (const auto& finding : run.findings) {
    references.push_back(reference_of(finding));
    references.back().check = storable(run.check);
  }
  const long long seen_set = seen_set_or_new(
      sql, component, ranges_of(finding_numbers_or_new(sql, component, references)));
  const long long release = release_number_or_new(sql, component, run.release);
  const long long owner = component;
  const std::string name(digest);
  const auto check = storable(run.check);
  const auto kind = storable(run.kind);
  const auto tool = storable(run.tool);
  const auto tool_version = storable(run.tool_version);
  const std::string outcome(words(run.outcome)[static_cast<std::size_t>(run.outcome)]);
  const auto reason = storable(run.reason);
  const int is_whole = run.scope.is_whole ? 1 : 0;
  const auto scope = storable(run.scope.rule_digest + " " + run.scope.configuration_digest);
  const long long started_ms = run.started.ms;
  const long long duration_ms = run.duration_ms;
  const long long files_read = static_cast<long long>(run.files_read);
  const long long findings = static_cast<long long>(run.findings.size());
  std::array<long long, 5> open{};  // by severity
  for (const auto& finding : run.findings)
    if (!finding.suppression) ++open[static_cast<std::size_t>(finding.severity)];
  sql << "INSERT INTO runs (component, digest, release, check_name, kind, tool, tool_version, "
         "outcome, reason, is_whole, scope, started_ms, duration_ms, files_read, findings, "
         "seen_set, info, low, medium, high, critical) "
         "VALUES (:component, :digest, :release, :check_name, :kind, :tool, :tool_version, "
         ":outcome, "
         ":reason, :is_whole, :scope, :started_ms, :duration_ms, :files_read, :findings, "
         ":seen_set, :info, :low, :medium, :high, :critical)",
      soci::use(owner), soci::use(name), soci::use(release), soci::use(check), soci::use(kind),
      soci::use(tool), soci::use(tool_version), soci::use(outcome), soci::use(reason),
      soci::use(is_whole), soci::use(scope), soci::use(started_ms), soci::use(duration_ms),
      soci::use(files_read), soci::use(findings), soci::use(seen_set), soci::use(open[0]),
      soci::use(open[1]), soci::use(open[2]), soci::use(open[3]), soci::use(open[4]);
}

std::vector<RunFacts> run_facts(soci::session& sql, std::int64_t component) {
  const long long owner = component;
  RunFacts row;
  std::string outcome;
  int is_whole = 0;
  long long started_ms = 0, seen_set = 0;
  std::vector<RunFacts> out;
  soci::statement select =
      (sql.prepare << "SELECT r.digest, r.check_name, l.branch, r.scope, r.outcome, r.is_whole, "
                      "r.started_ms, r.seen_set FROM runs r JOIN releases l ON l.component = "
                      "r.component AND l.release = r.release WHERE r.component = :component",
       soci::use(owner), soci::into(row.digest), soci::into(row.check), soci::into(row.branch),
       soci::into(row.scope), soci::into(outcome), soci::into(is_whole), soci::into(started_ms),
       soci::into(seen_set));
  select.execute();
  while (select.fetch()) {
    row.is_complete_whole = is_whole != 0 && outcome == "complete";
    row.started_ms = started_ms;
    row.seen_set = seen_set;
    out.push_back(row);
  }
  std::ranges::sort(out, [](const RunFacts& a, const RunFacts& b) {
    return std::tie(a.started_ms, a.digest) < std::tie(b.started_ms, b.digest);
  });
  return out;
}

namespace {

// A row of a run with its release, in the order of `columns`.
struct RunRow {
  static constexpr std::string_view columns =
      "r.digest, r.check_name, r.tool, r.tool_version, c.name, l.tree, l.commit_id, l.branch, "
      "l.is_dirty, r.outcome, r.reason, r.is_whole, r.started_ms, r.duration_ms, r.findings, "
      "r.kind, r.info, r.low, r.medium, r.high, r.critical FROM runs r JOIN releases l ON "
      "l.component = "
      "r.component AND l.release = r.release JOIN components c ON c.component = r.component";

  KnownRun run;
  int is_whole = 0, is_dirty = 0;
  long long started_ms = 0, duration_ms = 0, findings = 0;
  std::array<long long, 5> open{};

  KnownRun known() const {
    auto out = run;
    out.release.is_dirty = is_dirty != 0;
    out.is_whole = is_whole != 0;
    out.started.ms = started_ms;
    out.duration_ms = duration_ms;
    out.findings = static_cast<std::uint64_t>(findings);
    for (std::size_t i = 0; i < open.size(); ++i)
      out.open_by_severity[i] = static_cast<std::uint64_t>(open[i]);
    return out;
  }
};

// What `statement` selects goes into `row`.
template <class Prepared>
auto into_row(Prepared&& prepared, RunRow& row) {
  return (std::forward<Prepared>(prepared), soci::into(row.run.digest), soci::into(row.run.check),
          soci::into(row.run.tool), soci::into(row.run.tool_version),
          soci::into(row.run.release.component), soci::into(row.run.release.tree),
          soci::into(row.run.release.commit), soci::into(row.run.release.branch),
          soci::into(row.is_dirty), soci::into(row.run.outcome), soci::into(row.run.reason),
          soci::into(row.is_whole), soci::into(row.started_ms), soci::into(row.duration_ms),
          soci::into(row.findings), soci::into(row.run.kind), soci::into(row.open[0]),
          soci::into(row.open[1]), soci::into(row.open[2]), soci::into(row.open[3]),
          soci::into(row.open[4]));
}

constexpr std::string_view latest_first = " ORDER BY r.started_ms DESC, r.digest DESC LIMIT ";

}  // namespace

std::vector<KnownRun> list_runs(soci::session& sql, std::int64_t component,
                                const RunFilter& filter) {
  const long long owner = component;
  const auto wanted = storable(filter.check);
  const auto tree = storable(filter.tree);
  const auto most = static_cast<long long>(
      std::min(filter.limit, static_cast<std::size_t>(std::numeric_limits<long long>::max())));
  RunRow row;
  std::vector<KnownRun> out;
  const auto query = fmt::format(
      "SELECT {} WHERE r.component = :component AND (:any = '' OR r.check_name = :check_name) AND "
      "(:any_tree = '' OR l.tree = :tree){}:most",
      RunRow::columns, latest_first);
  soci::statement select =
      into_row((sql.prepare << query, soci::use(owner), soci::use(wanted), soci::use(wanted),
                soci::use(tree), soci::use(tree), soci::use(most)),
               row);
  select.execute();
  while (select.fetch()) out.push_back(row.known());
  return out;
}

bool is_full(const KnownRun& run) {
  return run.outcome == "complete" && (run.is_whole || run.kind == "import");
}

std::vector<LatestRuns> list_latest_runs(soci::session& sql, base::Instant until) {
  const long long until_ms = until.ms;
  long long component = 0;
  std::string check;
  RunRow row;
  const auto one = [&](std::string_view condition) {
    return fmt::format(
        "SELECT {} WHERE r.component = :component AND r.check_name = :check_name AND "
        "r.started_ms <= :until{}{}1",
        RunRow::columns, condition, latest_first);
  };
  const auto any_query = one("");
  const auto complete_query =
      one(" AND r.outcome = 'complete' AND (r.is_whole = 1 OR r.kind = 'import')");
  soci::statement any = into_row(
      (sql.prepare << any_query, soci::use(component), soci::use(check), soci::use(until_ms)), row);
  soci::statement complete = into_row(
      (sql.prepare << complete_query, soci::use(component), soci::use(check), soci::use(until_ms)),
      row);
  // The pairs first: they come from the index alone, and no statement is open while others run.
  std::vector<std::pair<long long, std::string>> pairs;
  soci::transaction snapshot(sql);  // and one lock for all
  soci::statement select = (sql.prepare << "SELECT DISTINCT component, check_name FROM runs",
                            soci::into(component), soci::into(check));
  select.execute();
  while (select.fetch()) pairs.emplace_back(component, check);
  std::vector<LatestRuns> out;
  for (const auto& [number, name] : pairs) {
    component = number;
    check = name;
    if (!any.execute(true)) continue;
    LatestRuns latest{row.known(), std::nullopt};
    if (is_full(latest.last))
      latest.full = latest.last;
    else if (complete.execute(true))
      latest.full = row.known();
    out.push_back(std::move(latest));
  }
  snapshot.commit();
  std::ranges::sort(out, {}, [](const LatestRuns& each) {
    return std::tie(each.last.release.component, each.last.check);
  });
  return out;
}

}  // namespace andon::store
