#include <soci/sqlite3/soci-sqlite3.h>

#include "base/text.h"
#include "store/engine/engine.h"

namespace andon::store {
namespace {

constexpr int busy_timeout_s = 60;

// SQLite's URI form: the path may hold blanks, quotes and everything else that a connection string
// would trip over.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const unsigned char c : path) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '/' || c == '.' || c == '-' || c == '_';
    if (is_plain)
      uri += static_cast<char>(c);
    else
      uri += fmt::format("%{:02x}", c);
  }
  return uri;
}

class Sqlite final : public Engine {
 public:
  Sqlite(const std::string& path, Access access, std::string_view query)
      : path_(path),
        session_(soci::sqlite3,
                 fmt::format("dbname={}{} timeout={}{}", uri_of(path), query, busy_timeout_s,
                             access == Access::read_only ? " readonly=true" : "")) {
    if (access == Access::read_write) {
      // A crash of the machine may lose the last transactions, never the database; the records have
      // what was lost.
      session_ << "PRAGMA journal_mode = WAL";
      session_ << "PRAGMA synchronous = NORMAL";
      // Folding the log into the database whenever the last connection closes costs every check
      // four waits for the disk. The log stays instead, and is folded in once it holds so many
      // pages: whoever opens it next has to read it.
      session_ << "PRAGMA wal_autocheckpoint = 100";
      auto* backend = static_cast<soci::sqlite3_session_backend*>(session_.get_backend());
      sqlite_api::sqlite3_db_config(backend->conn_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    session_ << "PRAGMA foreign_keys = ON";
  }

  soci::session& session() override { return session_; }
  void begin_write() override { session_ << "BEGIN IMMEDIATE"; }
  int version() override {
    int version = 0;
    session_ << "PRAGMA user_version", soci::into(version);
    return version;
  }
  void set_version(int version) override {
    session_ << fmt::format("PRAGMA user_version = {}", version);
  }
  void fold_log() override {
    session_ << "PRAGMA busy_timeout = 0";
    session_ << "PRAGMA wal_checkpoint(TRUNCATE)";
    session_ << fmt::format("PRAGMA busy_timeout = {}", 1000 * busy_timeout_s);
  }
  base::Error error_of(const std::exception& exception) override {
    return sqlite_error(exception, path_);
  }

 private:
  std::string path_;
  soci::session session_;
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::string& path, Access access) {
  if (access == Access::read_write) return std::make_unique<Sqlite>(path, access, "");
  try {
    auto engine = std::make_unique<Sqlite>(path, access, "");
    engine->version();
    return engine;
  } catch (const soci::sqlite3_soci_error& error) {
    // A folder that cannot be written has no place for the shared memory of WAL. Nobody writes
    // there then, so the file may be read as it stands.
    if (error.result() != 14 /* SQLITE_CANTOPEN */ && error.result() != 8 /* SQLITE_READONLY */)
      throw;
    return std::make_unique<Sqlite>(path, access, "?immutable=1");
  }
}

base::Error sqlite_error(const std::exception& exception, const std::string& path) {
  using base::ErrorKind;
  const auto name = base::path_text(path);
  const auto say = [&](ErrorKind kind, std::string text) {
    return base::Error{kind, base::ErrorOrigin::machine, name + ": " + std::move(text), {}};
  };
  const auto* error = dynamic_cast<const soci::sqlite3_soci_error*>(&exception);
  if (!error) return say(ErrorKind::internal, exception.what());
  switch (error->result()) {  // https://www.sqlite.org/rescode.html
    case 3:
    case 8:
    case 23:
      return say(ErrorKind::denied, "the index cannot be written");
    case 5:
    case 6:
      return say(ErrorKind::timeout, "another process holds the index for too long");
    case 10:
      return say(ErrorKind::unavailable, "input/output error on the index");
    case 13:
      return say(ErrorKind::unavailable, "no space left for the index");
    case 14:
      return say(ErrorKind::unavailable, "the index cannot be opened");
    case 11:
    case 26:
      return say(ErrorKind::invalid, "the index is damaged");
    default:
      return say(ErrorKind::internal, error->get_error_message());
  }
}

}  // namespace andon::store
