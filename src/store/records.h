// Table records: which records are indexed. The rows of runs, decisions and compactions hang on
// theirs.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"

namespace soci {
class session;
}

namespace andon::store {

bool has_record(soci::session& sql, std::string_view digest);
void insert_record(soci::session& sql, std::int64_t component, const model::SealedRecord& record);
std::vector<std::string> record_digests(soci::session& sql);  // sorted
// With everything that hangs on them.
void delete_records(soci::session& sql, std::span<const std::string> digests);
void delete_everything(soci::session& sql);

}  // namespace andon::store
