#include "store/records.h"

#include <soci/soci.h>

#include <algorithm>

#include "store/components.h"

namespace andon::store {

bool has_record(soci::session& sql, std::string_view digest) {
  const std::string wanted(digest);
  int one = 0;
  sql << "SELECT 1 FROM records WHERE digest = :digest", soci::use(wanted), soci::into(one);
  return sql.got_data();
}

void insert_record(soci::session& sql, std::int64_t component, const model::SealedRecord& record) {
  const long long owner = component;
  const auto kind = storable(record.kind);
  const long long made_at_ms = record.made_at.ms;
  const long long size_bytes = static_cast<long long>(record.size_bytes);
  sql << "INSERT INTO records (component, digest, kind, made_at_ms, size_bytes) VALUES "
         "(:component, "
         ":digest, :kind, :made_at_ms, :size_bytes)",
      soci::use(owner), soci::use(record.digest), soci::use(kind), soci::use(made_at_ms),
      soci::use(size_bytes);
}

std::vector<std::string> record_digests(soci::session& sql) {
  std::vector<std::string> digests;
  std::string digest;
  soci::statement select = (sql.prepare << "SELECT digest FROM records", soci::into(digest));
  select.execute();
  while (select.fetch()) digests.push_back(digest);
  std::ranges::sort(digests);
  return digests;
}

void delete_records(soci::session& sql, std::span<const std::string> digests) {
  std::string digest;
  soci::statement remove =
      (sql.prepare << "DELETE FROM records WHERE digest = :digest", soci::use(digest));
  for (const auto& one : digests) {
    digest = one;
    remove.execute(true);
  }
}

void delete_everything(soci::session& sql) {
  for (const auto* table : {"compacted", "events", "decisions", "runs", "seen_sets", "findings",
                            "releases", "records", "components", "left_out"})
    sql << fmt::format("DELETE FROM {}", table);
}

}  // namespace andon::store
