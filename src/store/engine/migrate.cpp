#include "store/engine/migrate.h"

#include <algorithm>
#include <charconv>

#include "base/assets.h"
#include "base/text.h"
#include "store/fingerprint.h"

namespace andon::store {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

// Statements end with ";" at the end of a line; our files hold no string with one.
std::vector<std::string> statements(std::string_view text) {
  std::vector<std::string> out;
  std::string statement;
  for (const auto line : base::lines(text)) {
    const auto trimmed = base::trim(line);
    if (trimmed.empty() || trimmed.starts_with("--")) continue;
    statement += std::string(line) + "\n";
    if (trimmed.ends_with(';')) out.push_back(std::exchange(statement, {}));
  }
  if (!statement.empty()) out.push_back(statement);
  return out;
}

base::Result<void> check_applied(Engine& engine, std::span<const Migration> known,
                                 std::string_view database, int version) {
  for (const auto& migration : known.first(static_cast<std::size_t>(version))) {
    std::string applied;
    const int number = migration.number;
    TRY(guarded(engine, [&](soci::session& sql) {
      sql << "SELECT fingerprint FROM migrations WHERE number = :number", soci::use(number),
          soci::into(applied);
    }));
    if (applied != fingerprint(migration.text))
      return base::fail(ErrorKind::invalid, ErrorOrigin::machine,
                        "{}: the index is damaged: it was not made by {}", database,
                        migration.name);
  }
  return {};
}

void apply(soci::session& sql, const Migration& migration) {
  for (const auto& statement : statements(migration.text)) sql << statement;
  const int number = migration.number;
  const std::string name(migration.name);
  const auto print = fingerprint(migration.text);
  sql << "INSERT INTO migrations (number, name, fingerprint) VALUES (:number, :name, :print)",
      soci::use(number), soci::use(name), soci::use(print);
}

}  // namespace

std::vector<Migration> migrations() {
  std::vector<Migration> out;
  for (const auto& file : base::embedded_migrations()) {
    Migration migration;
    migration.name = std::string_view(file.path);
    migration.name.remove_prefix(migration.name.rfind('/') + 1);
    std::from_chars(migration.name.data(), migration.name.data() + 4, migration.number);
    migration.text = file.text();
    out.push_back(migration);
  }
  std::ranges::sort(out, {}, &Migration::number);
  for (std::size_t i = 0; i < out.size(); ++i) ASSERT(out[i].number == static_cast<int>(i) + 1);
  return out;
}

base::Result<void> check_version(Engine& engine, std::span<const Migration> known,
                                 std::string_view database) {
  const int version = TRY(guarded(engine, [&](soci::session&) { return engine.version(); }));
  const int newest = static_cast<int>(known.size());
  if (version > newest)
    return base::fail(ErrorKind::unsupported, ErrorOrigin::machine,
                      "{}: made by a newer andon (version {} of the index, this binary knows {}); "
                      "use that one, or remove the file: it is rebuilt from the records",
                      database, version, newest);
  if (version < 0)
    return base::fail(ErrorKind::invalid, ErrorOrigin::machine,
                      "{}: the index is damaged: version {}", database, version);
  return check_applied(engine, known, database, version);
}

base::Result<void> migrate(Engine& engine, std::span<const Migration> known,
                           std::string_view database) {
  TRY(check_version(engine, known, database));
  const auto newest = static_cast<int>(known.size());
  const auto version = [&](soci::session&) { return engine.version(); };
  if (TRY(guarded(engine, version)) == newest) return {};
  return guarded(engine, [&](soci::session& sql) {
    engine.begin_write();
    try {
      // Another process may have been quicker.
      for (int next = engine.version(); next < newest; ++next)
        apply(sql, known[static_cast<std::size_t>(next)]);
      engine.set_version(newest);
      sql << "COMMIT";
    } catch (...) {
      try {
        sql << "ROLLBACK";
      } catch (const std::exception&) {
        // The first error is the one to tell.
      }
      throw;
    }
  });
}

}  // namespace andon::store
