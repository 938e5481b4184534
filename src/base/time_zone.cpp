#include "base/time_zone.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstring>

#include "base/assets.h"

namespace andon::base {
namespace {

// Reads big-endian numbers; a place outside of the data reads as 0, since the data is ours.
class Bytes {
 public:
  explicit Bytes(std::string_view data) : data_(data) {}
  std::size_t size() const { return data_.size(); }
  std::string_view from(std::size_t at) const { return data_.substr(std::min(at, data_.size())); }
  std::uint8_t byte(std::size_t at) const {
    return at < data_.size() ? static_cast<std::uint8_t>(data_[at]) : std::uint8_t{0};
  }
  std::uint64_t number(std::size_t at, std::size_t size) const {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out = out << 8 | byte(at + i);
    return out;
  }
  std::int32_t number32(std::size_t at) const {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(number(at, 4)));
  }

 private:
  std::string_view data_;
};

// Counts of a TZif header (RFC 8536, 3.1), in the order of the file.
struct Counts {
  explicit Counts(const Bytes& bytes, std::size_t header) {
    std::size_t at = header + 20;
    for (auto* count : {&universal, &standard, &leap, &transitions, &types, &name_bytes}) {
      *count = bytes.number(at, 4);
      at += 4;
    }
  }
  std::size_t block_bytes(std::size_t time_bytes) const {
    return transitions * (time_bytes + 1) + types * 6 + name_bytes + leap * (time_bytes + 4) +
           standard + universal;
  }
  std::size_t universal = 0, standard = 0, leap = 0, transitions = 0, types = 0, name_bytes = 0;
};

constexpr std::size_t header_bytes = 44;
constexpr std::int64_t day_seconds = 86'400;

// The rule of a TZif footer for times after the last transition: POSIX's TZ with the extensions of
// RFC 8536, 3.3 ("CET-1CEST,M3.5.0,M10.5.0/3").
class FooterRule {
 public:
  explicit FooterRule(std::string_view text) : rest_(text) {
    skip_name();
    standard_ = -seconds();
    if (rest_.empty()) return;
    skip_name();
    has_summer_ = true;
    summer_ = rest_.empty() || rest_[0] == ',' ? standard_ + 3600 : -seconds();
    begin_ = day();
    end_ = day();
  }

  std::int32_t offset_at(std::int64_t moment) const {
    if (!has_summer_) return standard_;
    const auto year = year_of(moment + standard_);
    const auto begin = moment_of(begin_, year) - standard_;
    const auto end = moment_of(end_, year) - summer_;
    const bool is_summer =
        begin < end ? moment >= begin && moment < end : moment >= begin || moment < end;
    return is_summer ? summer_ : standard_;
  }

 private:
  struct Day {
    char form = 'M';  // M: month, week, weekday; J: 1 to 365 without leap days; 0: 0 to 365
    int month = 1, week = 1, weekday = 0, day = 0;
    std::int32_t second = 7200;
  };

  void skip_name() {
    if (rest_.starts_with('<')) {
      rest_.remove_prefix(std::min(rest_.find('>'), rest_.size() - 1) + 1);
      return;
    }
    while (!rest_.empty() && std::isalpha(static_cast<unsigned char>(rest_[0])))
      rest_.remove_prefix(1);
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  int whole() {
    int out = 0;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' && out < 100'000;
         rest_.remove_prefix(1))
      out = out * 10 + (rest_[0] - '0');
    return out;
  }

  // hh[:mm[:ss]] with a sign.
  std::int32_t seconds() {
    const bool is_negative = take('-');
    if (!is_negative) (void)take('+');
    std::int32_t out = whole() * 3600;
    if (take(':')) out += whole() * 60;
    if (take(':')) out += whole();
    return is_negative ? -out : out;
  }

  Day day() {
    Day out;
    (void)take(',');
    if (take('M')) {
      out.month = whole();
      (void)take('.');
      out.week = whole();
      (void)take('.');
      out.weekday = whole();
    } else {
      out.form = take('J') ? 'J' : '0';
      out.day = whole();
    }
    if (take('/')) out.second = seconds();
    return out;
  }

  static std::chrono::year year_of(std::int64_t local) {
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::seconds(local));
    return std::chrono::year_month_day(std::chrono::sys_days(days)).year();
  }

  // The local second of that day and time in the year, as if local time were UTC.
  static std::int64_t moment_of(const Day& day, std::chrono::year year) {
    using namespace std::chrono;
    sys_days date{year / January / 1};
    if (day.form == 'M') {
      const auto month_of = std::chrono::month(static_cast<unsigned>(day.month));
      const weekday wanted(static_cast<unsigned>(day.weekday));
      date = day.week == 5 ? sys_days(year / month_of / wanted[last])
                           : sys_days(year / month_of / wanted[static_cast<unsigned>(day.week)]);
    } else if (day.form == 'J') {
      const bool is_after_leap_day = year.is_leap() && day.day >= 60;
      date += days(day.day - 1 + (is_after_leap_day ? 1 : 0));
    } else {
      date += days(day.day);
    }
    return date.time_since_epoch().count() * day_seconds + day.second;
  }

  std::string_view rest_;
  std::int32_t standard_ = 0, summer_ = 0;
  bool has_summer_ = false;
  Day begin_, end_;
};

// TZif, version 2 or later (RFC 8536): the second block with times of 64 bits, then the footer.
std::int32_t offset_in(const Bytes& file, std::int64_t moment) {
  const std::size_t header = header_bytes + Counts(file, 0).block_bytes(4);
  const Counts counts(file, header);
  const std::size_t times = header + header_bytes;
  const std::size_t kinds = times + counts.transitions * 8;
  const std::size_t types = kinds + counts.transitions;
  const auto time_of = [&](std::size_t i) {
    return static_cast<std::int64_t>(file.number(times + i * 8, 8));
  };
  // The first transition after the moment.
  std::size_t low = 0, high = counts.transitions;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (time_of(middle) <= moment)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == counts.transitions) {
    auto footer = file.from(times + counts.block_bytes(8));
    if (footer.starts_with('\n')) footer.remove_prefix(1);
    footer = footer.substr(0, footer.find('\n'));
    if (!footer.empty()) return FooterRule(footer).offset_at(moment);
  }
  const std::size_t type = low == 0 ? 0 : file.byte(kinds + low - 1);
  return file.number32(types + type * 6);
}

// The block of andon_embed_zones (cmake/andon.cmake): numbers of 32 bits as the machine has them.
std::optional<std::string_view> find_zone(std::string_view name) {
  const auto block = embedded_zones();
  const auto number = [&](std::size_t index) {
    std::uint32_t out = 0;
    std::memcpy(&out, block.data() + index * sizeof(out), sizeof(out));
    return out;
  };
  for (std::size_t i = 0; i < number(0); ++i) {
    const std::size_t row = 1 + i * 4;
    if (block.substr(number(row), number(row + 1)) == name)
      return block.substr(number(row + 2), number(row + 3));
  }
  return std::nullopt;
}

// Years 0001 to 9999, beyond which the calendar has no name for a day.
constexpr std::int64_t first_moment = -62'135'596'800, last_moment = 253'402'300'799;

}  // namespace

std::optional<std::int32_t> zone_offset_seconds(std::string_view zone, std::int64_t unix_seconds) {
  const auto file = find_zone(zone);
  if (!file) return std::nullopt;
  return offset_in(Bytes(*file), std::clamp(unix_seconds, first_moment, last_moment));
}

}  // namespace andon::base
