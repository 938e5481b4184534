#include "store/seen_sets.h"

#include <soci/soci.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "store/fingerprint.h"

namespace andon::store {

std::string ranges_of(std::vector<std::int64_t> numbers) {
  std::ranges::sort(numbers);
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] <= numbers[last] + 1) ++last;
    if (!out.empty()) out += ',';
    out += std::to_string(numbers[i]);
    if (numbers[last] != numbers[i]) out += "-" + std::to_string(numbers[last]);
    i = last + 1;
  }
  return out;
}

namespace {

struct Range {
  std::int64_t first = 0, last = 0;
};

std::optional<Range> range_of(std::string_view text) {
  Range range;
  const auto* end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, range.first);
  range.last = range.first;
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-')
    read = std::from_chars(read.ptr + 1, end, range.last);
  if (read.ec != std::errc() || read.ptr != end || range.first < 1 || range.last < range.first)
    return std::nullopt;
  return range;
}

}  // namespace

std::optional<std::vector<std::int64_t>> numbers_of(std::string_view ranges, std::size_t most) {
  std::vector<std::int64_t> out;
  if (ranges.empty()) return out;
  for (const auto part : base::split(ranges, ',')) {
    const auto range = range_of(part);
    if (!range || out.size() >= most ||
        static_cast<std::uint64_t>(range->last - range->first) >= most - out.size())
      return std::nullopt;
    for (auto number = range->first; number <= range->last; ++number) out.push_back(number);
  }
  return out;
}

std::optional<std::vector<std::size_t>> places_of(std::string_view ranges,
                                                  std::span<const std::int64_t> of) {
  std::vector<std::size_t> out;
  if (ranges.empty()) return out;
  for (const auto part : base::split(ranges, ',')) {
    const auto range = range_of(part);
    if (!range) return std::nullopt;
    auto at = std::ranges::lower_bound(of, range->first);
    for (; at != of.end() && *at <= range->last; ++at)
      out.push_back(static_cast<std::size_t>(at - of.begin()));
  }
  std::ranges::sort(out);
  return out;
}

bool holds_number(std::string_view ranges, std::int64_t number) {
  if (ranges.empty()) return false;
  for (const auto part : base::split(ranges, ',')) {
    const auto range = range_of(part);
    if (range && range->first <= number && number <= range->last) return true;
  }
  return false;
}

std::int64_t seen_set_or_new(soci::session& sql, std::int64_t component,
                             const std::string& ranges) {
  const long long owner = component;
  const auto print = fingerprint(ranges);
  long long number = 0;
  sql << "SELECT seen_set FROM seen_sets WHERE component = :component AND fingerprint = :print AND "
         "ranges = :ranges",
      soci::use(owner), soci::use(print), soci::use(ranges), soci::into(number);
  if (sql.got_data()) return number;
  sql << "SELECT COALESCE(MAX(seen_set), 0) + 1 FROM seen_sets WHERE component = :component",
      soci::use(owner), soci::into(number);
  sql << "INSERT INTO seen_sets (component, seen_set, fingerprint, ranges) VALUES (:component, "
         ":seen_set, :print, :ranges)",
      soci::use(owner), soci::use(number), soci::use(print), soci::use(ranges);
  return number;
}

std::unordered_map<std::int64_t, std::string> all_seen_sets(soci::session& sql,
                                                            std::int64_t component) {
  const long long owner = component;
  long long number = 0;
  std::string ranges;
  std::unordered_map<std::int64_t, std::string> out;
  soci::statement select =
      (sql.prepare << "SELECT seen_set, ranges FROM seen_sets WHERE component = :component",
       soci::use(owner), soci::into(number), soci::into(ranges));
  select.execute();
  while (select.fetch()) out.emplace(number, ranges);
  return out;
}

void drop_unused_seen_sets(soci::session& sql) {
  sql << "DELETE FROM seen_sets WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.component = "
         "seen_sets.component AND runs.seen_set = seen_sets.seen_set)";
}

}  // namespace andon::store
