#include "store/left_out.h"

#include <soci/soci.h>

#include "store/components.h"

namespace andon::store {

std::vector<LeftOut> list_left_out(soci::session& sql) {
  LeftOut row;
  long long size_bytes = 0, modified_ns = 0;
  soci::statement select =
      (sql.prepare << "SELECT digest, engine, reason, size_bytes, modified_ns FROM left_out ORDER "
                      "BY digest",
       soci::into(row.digest), soci::into(row.engine), soci::into(row.reason),
       soci::into(size_bytes), soci::into(modified_ns));
  select.execute();
  std::vector<LeftOut> out;
  while (select.fetch()) {
    row.size_bytes = static_cast<std::uint64_t>(size_bytes);
    row.modified_ns = modified_ns;
    out.push_back(row);
  }
  return out;
}

void replace_left_out(soci::session& sql, std::span<const LeftOut> all) {
  sql << "DELETE FROM left_out";
  for (const auto& each : all) {
    const auto reason = storable(each.reason);
    const auto size_bytes = static_cast<long long>(each.size_bytes);
    const long long modified_ns = each.modified_ns;
    sql << "INSERT INTO left_out (digest, engine, reason, size_bytes, modified_ns) VALUES "
           "(:digest, :engine, :reason, :size_bytes, :modified_ns)",
        soci::use(each.digest), soci::use(each.engine), soci::use(reason), soci::use(size_bytes),
        soci::use(modified_ns);
  }
}

}  // namespace andon::store
