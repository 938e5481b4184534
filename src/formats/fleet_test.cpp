#include "formats/fleet.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/schema.h"
#include "formats/writing/fleet_words.h"

namespace andon::formats {
namespace {

using model::FleetFlag;

model::Fleet fleet() {
  model::Fleet out;
  out.engine = "andon 0.1.0";
  out.made_at = *base::parse_instant("2026-03-01T00:00:00Z");
  auto& worst = out.components.emplace_back();
  worst.component = "shop-web";
  worst.product = "shop";
  worst.team = "web";
  worst.owners = {"kim", "lee"};
  worst.complete_at = *base::parse_instant("2026-01-02T00:00:00Z");
  worst.tree = "0123456789abcdef0123456789abcdef01234567";
  worst.branch = "main";
  worst.level = "pilot";
  worst.judged_at = worst.complete_at;
  worst.until = *base::parse_instant("2026-04-01T00:00:00Z");
  worst.findings = {{"critical", 2}, {"high", 1'200}};
  worst.waived = 3;
  worst.open = {{"production", "general", "", "", *worst.complete_at, "without a grant"},
                {"test", "test", "", "", *worst.complete_at, "granted"}};
  worst.overdue = {{"measure", "p/m", "bob", *worst.complete_at}};
  worst.stopped = {"product:shop since 2026-02-01T00:00:00Z: login fails (bob)"};
  worst.checks = {{"semgrep", std::nullopt, "", "", false, "partial", "it ran out of time", {}, 0}};
  worst.flags = {FleetFlag::line_stopped, FleetFlag::opened_without_grant, FleetFlag::overdue,
                 FleetFlag::stale, FleetFlag::incomplete};
  auto& unknown = out.components.emplace_back();
  unknown.component = "shop-api";
  unknown.flags = {FleetFlag::never_checked, FleetFlag::nobody};
  auto& well = out.components.emplace_back();
  well.component = "till";
  well.complete_at = out.made_at;
  well.judged_at = out.made_at;
  well.claimed = "general";
  well.team = "till";
  well.contact = "till@example.org";
  return out;
}

using Write = base::Result<void> (*)(const model::Fleet&, base::ByteSink&);

std::string text_of(const model::Fleet& of) {
  base::StringSink sink;
  EXPECT_TRUE(write_fleet_text(of, {}, sink).has_value());
  return sink.text;
}
std::string written(Write write, const model::Fleet& of) {
  base::StringSink sink;
  EXPECT_TRUE(write(of, sink).has_value());
  return sink.text;
}

TEST(FleetText, has_a_line_each_and_says_why) {
  EXPECT_EQ(
      text_of(fleet()),
      "andon 0.1.0 fleet: 3 components\n"
      "\n"
      "component  level                   open in                           findings  last "
      "complete "
      "run           owner                    flags\n"
      "shop-web   pilot until 2026-04-01  production (without a grant), t…  2C 1200H  2026-01-02 "
      "main 0123456789  web (kim, lee)           line stopped, opened without grant, overdue: 1, "
      "stale: 30 days, incomplete: semgrep\n"
      "shop-api   not judged              -                                 ?         never        "
      "               nobody                   never checked, nobody's\n"
      "till       claimed: general        -                                 none      2026-03-01   "
      "               till (till@example.org)\n"
      "\n"
      "Why\n"
      "  shop-web: line stopped: product:shop since 2026-02-01T00:00:00Z: login fails (bob)\n"
      "  shop-web: open in production since 2026-01-02: without a grant\n"
      "  shop-web: measure p/m was due 2026-01-01 (bob)\n"
      "  shop-web: semgrep is partial: it ran out of time\n"
      "\n"
      "3 components, 2 of them ask for somebody: 1 line stopped, 1 opened without grant, 1 "
      "overdue, "
      "1 never checked, 1 stale, 1 incomplete, 1 nobody's\n");
}

TEST(FleetWords, never_call_unknown_clean) {
  const auto all = fleet();
  EXPECT_EQ(findings_cell(all.components[0]), "2 critical, 1,200 high, 3 waived");
  EXPECT_EQ(findings_cell(all.components[1]), "not known");
  EXPECT_EQ(findings_cell(all.components[2]), "none");
  auto claimed = all.components[2];
  claimed.checks = {{"secrets", all.made_at, "", "", false, "complete", "", {}, 0}};
  EXPECT_EQ(findings_cell(claimed), "claimed: none") << "never a pass";
  EXPECT_EQ(findings_brief(claimed), "claimed: none");
  claimed.checks[0].is_counted = true;
  EXPECT_EQ(findings_brief(claimed), "none");
  EXPECT_EQ(fleet_sentence({}), "0 components, none of them asks for anybody");
}

TEST(FleetPages, hold_every_component_and_its_reasons) {
  for (const auto write : {write_fleet_markdown, write_fleet_html}) {
    const auto page = written(write, fleet());
    for (const auto* wanted : {"shop-web", "shop-api", "till", "pilot until 2026-04-01",
                               "not known", "login fails", "claimed: general", "1,200 high"})
      EXPECT_NE(page.find(wanted), std::string::npos) << wanted << "\n" << page;
  }
}

TEST(FleetPages, are_not_drawn_by_hostile_names) {
  auto of = fleet();
  of.components.resize(1);
  auto& row = of.components[0];
  const std::string hostile = "a\n| b\x1b[31m<script>x</script>[l](http://h)@kim\xe2\x80\xae";
  row.component = row.branch = row.team = row.claimed = row.overdue[0].id = hostile;
  row.open[0].environment = row.checks[0].check = row.stopped[0] = hostile;
  of.notes = {hostile};
  const auto text = text_of(of);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << "no override of the direction";
  const auto html = written(write_fleet_html, of);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find('\x1b'), std::string::npos);
  const auto markdown = written(write_fleet_markdown, of);
  EXPECT_EQ(markdown.find("<script"), std::string::npos);
  EXPECT_EQ(markdown.find("[l](http"), std::string::npos);
  EXPECT_EQ(std::ranges::count(markdown, '\x1b'), 0);
  for (const std::string_view line : {"\n| b", "\nb"})
    EXPECT_EQ(markdown.find(line), std::string::npos);
}

TEST(FleetPages, say_what_they_left_out) {
  auto of = fleet();
  const auto last = of.components.back();
  while (of.components.size() < 105) of.components.push_back(last);
  EXPECT_NE(written(write_fleet_markdown, of).find("5 more components in the JSON answer"),
            std::string::npos);
  for (auto& row : of.components) row.overdue = {{"review", "g", "", *last.complete_at}};
  EXPECT_NE(text_of(of).find("more reasons in the JSON answer"), std::string::npos);
}

TEST(FleetJson, is_read_back_as_it_was_written_and_fits_its_schema) {
  const auto value = model::to_value(fleet());
  const auto again = model::fleet_from(value);
  ASSERT_TRUE(again.has_value()) << again.error().text();
  EXPECT_EQ(base::json::write(model::to_value(*again)), base::json::write(value));
  const auto breaches = base::schema::breaches(model::fleet_schema(), value);
  ASSERT_TRUE(breaches.has_value()) << breaches.error().text();
  EXPECT_TRUE(breaches->empty()) << breaches->front();
}

}  // namespace
}  // namespace andon::formats
