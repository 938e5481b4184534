// Records that could not be read: rows in the index, so that nobody reads them again before
// something changes.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace andon::store {

struct LeftOut {
  std::string digest;
  std::string engine;  // program and version that could not read it
  std::string reason;
  std::uint64_t size_bytes = 0;  // of its file then
  std::int64_t modified_ns = 0;
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

std::vector<LeftOut> list_left_out(soci::session& sql);  // by digest
void replace_left_out(soci::session& sql, std::span<const LeftOut> all);

}  // namespace andon::store
