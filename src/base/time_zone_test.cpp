#include "base/time_zone.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <filesystem>

namespace andon::base {
namespace {

constexpr std::int64_t summer_2026 = 1'784'246'400;  // 2026-07-17T00:00:00Z
constexpr std::int64_t winter_2026 = 1'768'608'000;  // 2026-01-17T00:00:00Z

TEST(TimeZone, knows_summer_time_on_both_sides_of_the_equator) {
  EXPECT_EQ(zone_offset_seconds("Europe/Berlin", winter_2026), 3600);
  EXPECT_EQ(zone_offset_seconds("Europe/Berlin", summer_2026), 7200);
  EXPECT_EQ(zone_offset_seconds("Australia/Sydney", winter_2026), 11 * 3600);
  EXPECT_EQ(zone_offset_seconds("Australia/Sydney", summer_2026), 10 * 3600);
  EXPECT_EQ(zone_offset_seconds("Asia/Kathmandu", summer_2026), 5 * 3600 + 45 * 60);
  EXPECT_EQ(zone_offset_seconds("UTC", summer_2026), 0);
}

TEST(TimeZone, follows_a_link_to_the_zone_that_it_names) {
  EXPECT_EQ(zone_offset_seconds("US/Central", summer_2026),
            zone_offset_seconds("America/Chicago", summer_2026));
}

TEST(TimeZone, changes_at_the_second) {
  constexpr std::int64_t begin = 1'774'746'000;  // 2026-03-29T01:00:00Z
  EXPECT_EQ(zone_offset_seconds("Europe/Berlin", begin - 1), 3600);
  EXPECT_EQ(zone_offset_seconds("Europe/Berlin", begin), 7200);
}

TEST(TimeZone, goes_by_the_rule_beyond_the_listed_years) {
  constexpr std::int64_t summer_2300 = 10'430'553'600;  // 2300-07-13T00:00:00Z
  EXPECT_EQ(zone_offset_seconds("Europe/Berlin", summer_2300), 7200);
  EXPECT_EQ(zone_offset_seconds("America/New_York", summer_2300), -4 * 3600);
}

TEST(TimeZone, has_no_offset_for_a_name_that_is_no_zone) {
  EXPECT_FALSE(zone_offset_seconds("Europe/Atlantis", 0));
  EXPECT_FALSE(zone_offset_seconds("", 0));
  EXPECT_FALSE(zone_offset_seconds("europe/berlin", 0));
  EXPECT_FALSE(zone_offset_seconds("../etc/passwd", 0));
}

TEST(TimeZone, answers_for_any_moment) {
  EXPECT_TRUE(zone_offset_seconds("Europe/Berlin", std::numeric_limits<std::int64_t>::min()));
  EXPECT_TRUE(zone_offset_seconds("Europe/Berlin", std::numeric_limits<std::int64_t>::max()));
}

// The C library reads the machine's own files: the same data, where the versions agree.
TEST(TimeZone, agrees_with_the_c_library) {
  if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin"))
    GTEST_SKIP() << "this machine has no time zones";
  const char* before = getenv("TZ");
  const std::string kept = before ? before : "";
  for (const char* zone :
       {"Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "Asia/Tehran",
        "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns",
        "Antarctica/Troll", "Asia/Gaza", "America/Nuuk", "Pacific/Chatham"}) {
    setenv("TZ", zone, 1);
    tzset();
    // From 1901 to 2199, a bit less than nine days a step.
    for (std::int64_t at = -2'177'452'800; at < 7'258'118'400; at += 770'401) {
      const time_t moment = at;
      tm local{};
      localtime_r(&moment, &local);
      ASSERT_EQ(zone_offset_seconds(zone, at), local.tm_gmtoff) << zone << " at " << at;
    }
  }
  if (before)
    setenv("TZ", kept.c_str(), 1);
  else
    unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace andon::base
