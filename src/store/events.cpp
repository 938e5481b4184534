#include "store/events.h"

#include <soci/soci.h>

#include <algorithm>
#include <utility>

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

namespace {

// A row, in the order of `columns`.
struct EventRow {
  static constexpr std::string_view columns =
      "e.digest, c.name, e.kind, e.at_ms, e.body FROM events e JOIN components c ON c.component = "
      "e.component";
  KnownEvent event;
  std::string body;
  long long at_ms = 0;

  base::Result<KnownEvent> known() const {
    auto out = event;
    out.at.ms = at_ms;
    out.body = TRY(base::json::parse(body, "event " + event.digest));
    return out;
  }
};

template <class Prepared>
base::Result<std::vector<KnownEvent>> rows_of(Prepared&& prepared) {
  EventRow row;
  std::vector<KnownEvent> out;
  soci::statement select = (std::forward<Prepared>(prepared), soci::into(row.event.digest),
                            soci::into(row.event.component), soci::into(row.event.kind),
                            soci::into(row.at_ms), soci::into(row.body));
  select.execute();
  while (select.fetch()) out.push_back(TRY(row.known()));
  return out;
}

}  // namespace

base::Result<std::vector<KnownEvent>> list_events(soci::session& sql, std::string_view kind,
                                                  std::string_view subject) {
  const auto wanted = storable(kind);
  const auto of = storable(subject);
  const auto query = fmt::format(
      "SELECT {} WHERE e.kind = :kind AND (:any = '' OR e.subject = :subject) ORDER BY e.at_ms, "
      "e.digest",
      EventRow::columns);
  return rows_of((sql.prepare << query, soci::use(wanted), soci::use(of), soci::use(of)));
}

base::Result<std::vector<KnownEvent>> list_latest_events(soci::session& sql, std::int64_t component,
                                                         std::string_view kind, base::Instant until,
                                                         std::size_t limit) {
  const long long owner = component, until_ms = until.ms, most = static_cast<long long>(limit);
  const auto wanted = storable(kind);
  const auto query = fmt::format(
      "SELECT {} WHERE e.component = :component AND e.kind = :kind AND e.at_ms <= :until ORDER BY "
      "e.at_ms DESC, e.digest DESC LIMIT :most",
      EventRow::columns);
  return rows_of((sql.prepare << query, soci::use(owner), soci::use(wanted), soci::use(until_ms),
                  soci::use(most)));
}

base::Result<std::vector<KnownEvent>> list_last_events(soci::session& sql, std::string_view kind,
                                                       base::Instant until) {
  const long long until_ms = until.ms;
  const auto wanted = storable(kind);
  long long component = 0;
  std::vector<long long> components;
  std::vector<EventRow> rows;
  {
    soci::transaction snapshot(sql);  // and one lock for all
    soci::statement names = (sql.prepare << "SELECT component FROM components ORDER BY component",
                             soci::into(component));
    names.execute();
    while (names.fetch()) components.push_back(component);
    EventRow row;
    const auto query = fmt::format(
        "SELECT {} WHERE e.component = :component AND e.kind = :kind AND e.at_ms <= :until ORDER "
        "BY e.at_ms DESC, e.digest DESC LIMIT 1",
        EventRow::columns);
    soci::statement last =
        (sql.prepare << query, soci::use(component), soci::use(wanted), soci::use(until_ms),
         soci::into(row.event.digest), soci::into(row.event.component), soci::into(row.event.kind),
         soci::into(row.at_ms), soci::into(row.body));
    for (const auto number : components) {
      component = number;
      if (last.execute(true)) rows.push_back(row);
    }
    snapshot.commit();
  }
  std::vector<KnownEvent> out;
  for (const auto& row : rows) out.push_back(TRY(row.known()));
  std::ranges::sort(out, {}, &KnownEvent::component);
  return out;
}

base::Result<std::vector<KnownEvent>> list_event(soci::session& sql, std::int64_t component,
                                                 std::string_view digest) {
  const long long owner = component;
  const std::string wanted(digest);
  const auto query = fmt::format("SELECT {} WHERE e.component = :component AND e.digest = :digest",
                                 EventRow::columns);
  return rows_of((sql.prepare << query, soci::use(owner), soci::use(wanted)));
}

}  // namespace andon::store
