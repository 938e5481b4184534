#include "store/events.h"

#include <soci/soci.h>

#include "base/json.h"
#include "store/components.h"

namespace andon::store {
namespace {

std::string subject_of(const model::SealedRecord& record) {
  const auto& body = record.event;
  if (record.kind == "call") return std::string(body["target"].text_or());
  if (record.kind == "product_release") return std::string(body["product"].text_or());
  if (record.kind == "artifact") return record.component;
  return std::string(body["environment"].text_or());
}

}  // namespace

void insert_event(soci::session& sql, std::int64_t component, const model::SealedRecord& record) {
  const long long owner = component;
  const auto kind = storable(record.kind);
  const auto subject = storable(subject_of(record));
  const auto at = base::parse_instant(record.event["at"].text_or());
  const long long at_ms = at ? at->ms : record.made_at.ms;
  const auto body = storable(base::json::write_line(record.event));
  sql << "INSERT INTO events (component, digest, kind, subject, at_ms, body) VALUES (:component, "
         ":digest, :kind, :subject, :at_ms, :body)",
      soci::use(owner), soci::use(record.digest), soci::use(kind), soci::use(subject),
      soci::use(at_ms), soci::use(body);
}

base::Result<std::vector<KnownEvent>> list_events(soci::session& sql, std::string_view kind,
                                                  std::string_view subject) {
  const auto wanted = storable(kind);
  const auto of = storable(subject);
  KnownEvent row;
  std::string body;
  long long at_ms = 0;
  std::vector<KnownEvent> out;
  soci::statement select =
      (sql.prepare << "SELECT e.digest, c.name, e.kind, e.at_ms, e.body FROM events e JOIN "
                      "components c ON c.component = e.component WHERE e.kind = :kind AND (:any = "
                      "'' OR e.subject = :subject) ORDER BY e.at_ms, e.digest",
       soci::use(wanted), soci::use(of), soci::use(of), soci::into(row.digest),
       soci::into(row.component), soci::into(row.kind), soci::into(at_ms), soci::into(body));
  select.execute();
  while (select.fetch()) {
    row.at.ms = at_ms;
    row.body = TRY(base::json::parse(body, "event " + row.digest));
    out.push_back(row);
  }
  return out;
}

}  // namespace andon::store
