// The seam between the index and a database engine: how to open, begin, number versions and read
// errors. All other SQL is one text for every engine.
#pragma once
#include <memory>
#include <string>
#include <utility>

#include <soci/soci.h>

#include "base/result.h"
#include "store/store.h"

namespace andon::store {

class Engine {
 public:
  virtual ~Engine() = default;
  virtual soci::session& session() = 0;
  // Takes the right to write at once, or waits for it: two writers never deadlock.
  virtual void begin_write() = 0;
  virtual int version() = 0;
  virtual void set_version(int version) = 0;
  // What is written ahead of the database moves into it, where nobody else has it open.
  virtual void fold_log() = 0;
  virtual base::Error error_of(const std::exception& exception) = 0;
};

// Throws what soci throws.
std::unique_ptr<Engine> open_sqlite(const std::string& path, Access access);
base::Error sqlite_error(const std::exception& exception, const std::string& path);

// The one place where the engine's exceptions end.
template <class Work>
auto guarded(Engine& engine, Work&& work) -> base::Result<decltype(work(engine.session()))> {
  try {
    if constexpr (std::is_void_v<decltype(work(engine.session()))>) {
      work(engine.session());
      return {};
    } else {
      return work(engine.session());
    }
  } catch (const std::exception& exception) {
    return std::unexpected(engine.error_of(exception));
  }
}

}  // namespace andon::store
