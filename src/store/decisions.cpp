#include "store/decisions.h"

#include <soci/soci.h>

#include <algorithm>
#include <map>

#include "store/components.h"
#include "store/findings.h"

namespace andon::store {

void insert_decision(soci::session& sql, std::int64_t component,
                     const model::SealedRecord& record) {
  const long long owner = component;
  const long long release = release_number_or_new(sql, component, *record.release);
  const auto& decision = *record.decision;
  const auto stage = storable(decision.stage);
  const std::string verdict(words(decision.verdict)[static_cast<std::size_t>(decision.verdict)]);
  const auto policy = storable(decision.policy);
  const auto engine = storable(decision.engine);
  const long long decided_at_ms = decision.decided_at.ms;
  sql << "INSERT INTO decisions (component, digest, release, stage, verdict, policy, engine, "
         "decided_at_ms) VALUES (:component, :digest, :release, :stage, :verdict, :policy, "
         ":engine, "
         ":decided_at_ms)",
      soci::use(owner), soci::use(record.digest), soci::use(release), soci::use(stage),
      soci::use(verdict), soci::use(policy), soci::use(engine), soci::use(decided_at_ms);
}

std::vector<KnownDecision> list_decisions(soci::session& sql, std::int64_t component,
                                          std::string_view tree, std::size_t limit) {
  const long long owner = component;
  const auto wanted = storable(tree);
  const long long most = static_cast<long long>(limit);
  KnownDecision row;
  int is_dirty = 0;
  long long decided_at_ms = 0;
  std::vector<KnownDecision> out;
  soci::statement select =
      (sql.prepare
           << "SELECT d.digest, c.name, l.tree, l.commit_id, l.branch, l.is_dirty, d.stage, "
              "d.verdict, d.policy, d.engine, d.decided_at_ms FROM decisions d JOIN releases "
              "l ON l.component = d.component AND l.release = d.release JOIN components c ON "
              "c.component = d.component WHERE d.component = :component AND (:any = '' OR "
              "l.tree = :tree) ORDER BY d.decided_at_ms DESC, d.digest DESC LIMIT :most",
       soci::use(owner), soci::use(wanted), soci::use(wanted), soci::use(most),
       soci::into(row.digest), soci::into(row.release.component), soci::into(row.release.tree),
       soci::into(row.release.commit), soci::into(row.release.branch), soci::into(is_dirty),
       soci::into(row.stage), soci::into(row.verdict), soci::into(row.policy),
       soci::into(row.engine), soci::into(decided_at_ms));
  select.execute();
  while (select.fetch()) {
    row.release.is_dirty = is_dirty != 0;
    row.decided_at.ms = decided_at_ms;
    out.push_back(row);
  }
  return out;
}

void insert_compaction(soci::session& sql, std::int64_t component,
                       const model::SealedRecord& record) {
  std::vector<model::FindingReference> references;
  for (const auto& seen : record.compaction->seen) {
    model::FindingReference clean = seen.finding;
    for (auto* text : {&clean.id, &clean.check, &clean.rule, &clean.path, &clean.identity.context})
      *text = storable(*text);
    references.push_back(std::move(clean));
  }
  const auto numbers = finding_numbers_or_new(sql, component, references);
  // One that a hostile record names twice keeps its widest dates.
  std::map<std::int64_t, CompactedDates> dates;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto& seen = record.compaction->seen[i];
    const auto [at, is_new] = dates.try_emplace(
        numbers[i], CompactedDates{numbers[i], seen.first_seen.ms, seen.last_seen.ms});
    at->second.first_seen_ms = std::min(at->second.first_seen_ms, seen.first_seen.ms);
    at->second.last_seen_ms = std::max(at->second.last_seen_ms, seen.last_seen.ms);
  }
  const long long owner = component;
  long long finding = 0, first_seen_ms = 0, last_seen_ms = 0;
  soci::statement insert =
      (sql.prepare << "INSERT INTO compacted (component, digest, finding, first_seen_ms, "
                      "last_seen_ms) VALUES (:component, :digest, :finding, :first_seen_ms, "
                      ":last_seen_ms)",
       soci::use(owner), soci::use(record.digest), soci::use(finding), soci::use(first_seen_ms),
       soci::use(last_seen_ms));
  for (const auto& [number, row] : dates) {
    finding = number;
    first_seen_ms = row.first_seen_ms;
    last_seen_ms = row.last_seen_ms;
    insert.execute(true);
  }
}

std::vector<CompactedDates> compacted_dates(soci::session& sql, std::int64_t component,
                                            std::int64_t first, std::int64_t last) {
  const long long owner = component, from = first, to = last;
  long long finding = 0, first_seen_ms = 0, last_seen_ms = 0;
  std::vector<CompactedDates> out;
  soci::statement select =
      (sql.prepare
           << "SELECT finding, first_seen_ms, last_seen_ms FROM compacted WHERE component = "
              ":component AND finding BETWEEN :first AND :last",
       soci::use(owner), soci::use(from), soci::use(to), soci::into(finding),
       soci::into(first_seen_ms), soci::into(last_seen_ms));
  select.execute();
  while (select.fetch()) out.push_back({finding, first_seen_ms, last_seen_ms});
  return out;
}

}  // namespace andon::store
