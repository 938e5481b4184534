// Tables components and releases: names and states, each with a number.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/release.h"

namespace soci {
class session;
}

namespace andon::store {

// Text as the database can keep it: a NUL would cut it silently.
std::string storable(std::string_view text);

std::optional<std::int64_t> component_number(soci::session& sql, std::string_view name);
std::int64_t component_number_or_new(soci::session& sql, std::string_view name);
std::vector<std::string> component_names(soci::session& sql);

std::int64_t release_number_or_new(soci::session& sql, std::int64_t component,
                                   const model::Release& release);
std::int64_t count_rows(soci::session& sql, std::string_view table);

}  // namespace andon::store
