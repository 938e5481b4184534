#include "store/runs.h"

#include <soci/soci.h>

#include <algorithm>
#include <limits>

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
  sql << "INSERT INTO runs (component, digest, release, check_name, kind, tool, tool_version, "
         "outcome, reason, is_whole, scope, started_ms, duration_ms, files_read, findings, "
         "seen_set) "
         "VALUES (:component, :digest, :release, :check_name, :kind, :tool, :tool_version, "
         ":outcome, "
         ":reason, :is_whole, :scope, :started_ms, :duration_ms, :files_read, :findings, "
         ":seen_set)",
      soci::use(owner), soci::use(name), soci::use(release), soci::use(check), soci::use(kind),
      soci::use(tool), soci::use(tool_version), soci::use(outcome), soci::use(reason),
      soci::use(is_whole), soci::use(scope), soci::use(started_ms), soci::use(duration_ms),
      soci::use(files_read), soci::use(findings), soci::use(seen_set);
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

std::vector<KnownRun> list_runs(soci::session& sql, std::int64_t component,
                                const RunFilter& filter) {
  const long long owner = component;
  const auto wanted = storable(filter.check);
  const auto tree = storable(filter.tree);
  const auto most = static_cast<long long>(
      std::min(filter.limit, static_cast<std::size_t>(std::numeric_limits<long long>::max())));
  KnownRun row;
  int is_whole = 0, is_dirty = 0;
  long long started_ms = 0, duration_ms = 0, findings = 0;
  std::vector<KnownRun> out;
  soci::statement select =
      (sql.prepare << "SELECT r.digest, r.check_name, r.tool, r.tool_version, c.name, l.tree, "
                      "l.commit_id, l.branch, l.is_dirty, r.outcome, r.reason, r.is_whole, "
                      "r.started_ms, r.duration_ms, r.findings FROM runs r JOIN releases l ON "
                      "l.component = r.component AND l.release = r.release JOIN components c ON "
                      "c.component = r.component WHERE r.component = :component AND "
                      "(:any = '' OR r.check_name = :check_name) AND "
                      "(:any_tree = '' OR l.tree = :tree) ORDER BY r.started_ms DESC, "
                      "r.digest DESC LIMIT :most",
       soci::use(owner), soci::use(wanted), soci::use(wanted), soci::use(tree), soci::use(tree),
       soci::use(most), soci::into(row.digest), soci::into(row.check), soci::into(row.tool),
       soci::into(row.tool_version), soci::into(row.release.component),
       soci::into(row.release.tree), soci::into(row.release.commit), soci::into(row.release.branch),
       soci::into(is_dirty), soci::into(row.outcome), soci::into(row.reason), soci::into(is_whole),
       soci::into(started_ms), soci::into(duration_ms), soci::into(findings));
  select.execute();
  while (select.fetch()) {
    row.release.is_dirty = is_dirty != 0;
    row.is_whole = is_whole != 0;
    row.started.ms = started_ms;
    row.duration_ms = duration_ms;
    row.findings = static_cast<std::uint64_t>(findings);
    out.push_back(row);
  }
  return out;
}

}  // namespace andon::store
