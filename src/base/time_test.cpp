#include "base/time.h"

#include <gtest/gtest.h>

namespace andon::base {
namespace {

TEST(Time, reads_and_writes_rfc_3339) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z")->ms, 0);
  EXPECT_EQ(parse_instant("2026-11-22T10:56:00Z")->ms, 1795344960000);
  EXPECT_EQ(parse_instant("2026-11-22t11:56:00.1239+01:00")->ms, 1795344960123);
  EXPECT_EQ(to_text({1795344960000}), "2026-11-22T10:56:00Z");
  EXPECT_EQ(to_text({1795344960007}), "2026-11-22T10:56:00.007Z");
  EXPECT_EQ(to_text({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_date({-1}), "1969-12-31");
}

TEST(Time, comes_back_the_same_across_its_whole_range) {
  for (const std::string_view text : {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
                                      "2000-02-29T12:00:00Z", "1969-07-20T20:17:40Z"})
    EXPECT_EQ(to_text(*parse_instant(text)), text);
}

TEST(Time, refuses_what_is_no_time) {
  for (const std::string_view bad :
       {"", "2026-11-22", "2026-11-22 10:56:00Z", "2026-11-22T10:56:00", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T10:60:00Z", "2026-11-22T10:56:00.Z", "2026-11-22T10:56:00+1:00",
        "2026-11-22T10:56:00Zx", "+026-11-22T10:56:00Z", "2026-11-22T10:56:60Z"}) {
    const auto parsed = parse_instant(bad);
    ASSERT_FALSE(parsed.has_value()) << bad;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  }
}

TEST(Time, takes_a_leap_second_as_the_next_day_only_where_one_can_be) {
  EXPECT_EQ(to_text(*parse_instant("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00Z");
  EXPECT_EQ(to_text(*parse_instant("2017-01-01T00:59:60+01:00")), "2017-01-01T00:00:00Z");
}

TEST(Time, ends_a_bare_date_at_its_midnight) {
  EXPECT_EQ(to_text(*parse_end("2026-11-22")), "2026-11-23T00:00:00Z");
  EXPECT_EQ(to_text(*parse_end("2026-11-22T10:56:00Z")), "2026-11-22T10:56:00Z");
  EXPECT_FALSE(parse_end("2026-11-31").has_value());
  EXPECT_NE(parse_end("soon").error().message.find("'soon'"), std::string::npos);
}

}  // namespace
}  // namespace andon::base
