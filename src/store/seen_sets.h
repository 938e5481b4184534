// Table seen_sets: what a run saw, as ranges of finding numbers. Runs that saw the same share a
// row, so years of runs over the same debt cost a few bytes each.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace soci {
class session;
}

namespace andon::store {

// "1-14000,14007"; the numbers are sorted here and said once.
std::string ranges_of(std::vector<std::int64_t> numbers);
// Nothing when the text is no such list or counts more than `most` numbers.
std::optional<std::vector<std::int64_t>> numbers_of(std::string_view ranges, std::size_t most);
// The places in `of`, which rises, of the numbers that the list holds; nothing when it is no list.
std::optional<std::vector<std::size_t>> places_of(std::string_view ranges,
                                                  std::span<const std::int64_t> of);
bool holds_number(std::string_view ranges, std::int64_t number);

std::int64_t seen_set_or_new(soci::session& sql, std::int64_t component, const std::string& ranges);
std::unordered_map<std::int64_t, std::string> all_seen_sets(soci::session& sql,
                                                            std::int64_t component);
// Those that no run refers to any more.
void drop_unused_seen_sets(soci::session& sql);

}  // namespace andon::store
