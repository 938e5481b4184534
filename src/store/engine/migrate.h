// Brings a database to the version that this binary knows, by the files of store/migrations.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "store/engine/engine.h"

namespace andon::store {

struct Migration {
  int number = 0;
  std::string_view name;  // "0001_index.sql"
  std::string_view text;
};

// Those that the binary carries, by number from 1, without a gap.
std::vector<Migration> migrations();

// One transaction for all that are missing; nothing is written when none is. unsupported: the
// database is newer than the binary. invalid, is_corrupt: an applied migration is not the one that
// is known.
base::Result<void> migrate(Engine& engine, std::span<const Migration> known,
                           std::string_view database);
// The check alone, for a database that is only read.
base::Result<void> check_version(Engine& engine, std::span<const Migration> known,
                                 std::string_view database);

}  // namespace andon::store
