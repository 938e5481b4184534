// Suppositions and what is to come as people and calendars get them (tests/data/ahead/*); and the
// schemas that are published of them.
#include "formats/ahead.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"
#include "base/schema.h"
#include "base/text.h"

namespace andon::formats {
namespace {

const std::filesystem::path root = ANDON_SOURCE_DIR;

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::filesystem::path& path, const std::string& text) {
  const char* golden = std::getenv("ANDON_GOLDEN");
  if (golden && std::string_view(golden) == "rewrite") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing: ANDON_GOLDEN=rewrite";
  EXPECT_EQ(contents(path), text) << path << ": ANDON_GOLDEN=rewrite writes it";
}

base::Instant at(std::string_view text) { return *base::parse_instant(text); }

model::UpcomingEvent event(std::string id, model::UpcomingKind kind, std::string text) {
  model::UpcomingEvent out;
  out.id = std::move(id);
  out.kind = kind;
  out.subject = "w-1";
  out.text = std::move(text);
  out.owners = {"kim", "lee"};
  out.to_do = "mend it; or, have it decided anew";
  out.place = ".andon/waivers/w-1.yaml";
  return out;
}

model::UpcomingReport upcoming_sample() {
  model::UpcomingReport out;
  out.engine = "andon 0.1.0";
  out.made_at = at("2027-01-05T12:00:00Z");
  out.until = at("2027-04-05T12:00:00Z");
  out.release = {"shop-web", "1a2b3c4d5e6f", "1a2b3c4d5e6f", "main", false};
  out.product = "shop";
  out.granted = {{"test", "test", "general"}, {"production", "general", "general"}};
  model::UpcomingMoment past;
  past.at = at("2027-01-01T00:00:00Z");
  past.is_overdue = true;
  past.events.push_back(event("a", model::UpcomingKind::tool, "tool semgrep was due for renewal"));
  out.moments.push_back(past);
  model::UpcomingMoment next;
  next.at = at("2027-02-11T00:00:00.250Z");
  next.is_weighed = true;
  // What people write into records: marks of calendars, pages and terminals.
  next.events.push_back(event("b", model::UpcomingKind::waiver,
                              "waiver w-1 ends: <script>alert(1)</script> \x1b[31m | `x` "
                              "back\\slash, semi;colon\r\nEND:VEVENT\nBEGIN:VALARM — ürgent "
                              "ääääääääääääääääääääääääääääääääääääääääääääääääääääääää"));
  next.events.push_back(event("c", model::UpcomingKind::rule, "rule no-debt begins to block"));
  next.effects.push_back({{"test", "production"}, "general", "test", {"+ no-debt/1: debt <b>"}});
  next.effects.push_back({{"demo"}, "none", "none", {"+ other: thing"}});
  out.moments.push_back(next);
  out.notes = {"a <note>"};
  return out;
}

model::WhatIfReport what_if_sample() {
  model::WhatIfReport out;
  for (auto* side : {&out.now, &out.supposed}) {
    side->engine = "andon 0.1.0";
    side->made_at = at("2027-01-05T12:00:00Z");
    side->release = {"shop-web", "1a2b3c4d5e6f", "1a2b3c4d5e6f", "main", false};
    side->environment = "production";
    side->asked = "general";
  }
  out.now.is_met = true;
  out.now.granted = "general";
  out.now.until = at("2027-03-01T00:00:00Z");
  out.supposed.granted = "test";
  out.supposed.notes = {"a <note> of the policy"};
  out.suppositions = {"it is 2027-03-01T00:00:00Z", "waiver <img src=x> is not there"};
  out.is_changed = true;
  model::ItemChange item{"no-debt/1",
                         "no-debt",
                         "1",
                         "pass",
                         "fail",
                         "token <b> in a.py | `x`",
                         "finding.state: waived now, returned then",
                         "packs/shop.yaml:7"};
  model::LevelChange done{"done", "", {true, 0, {}}, {true, 0, {}}, {}, {}};
  model::LevelChange pilot{"pilot", "Pilot", {true, 0, out.now.until}, {false, 1, {}}, {item}, {}};
  model::LevelChange general{"general",      "General", {true, 0, out.now.until},
                             {false, 1, {}}, {item},    {}};
  item.item = item.rule = "soak";
  item.element.clear();
  item.before = "fail";
  item.after = "warn";
  item.why = "it only warns then";
  general.vanishes = {item};
  out.levels = {done, pilot, general};
  out.others = {"open findings: none -> 1 critical"};
  return out;
}

template <class Write, class... Arguments>
std::string written(Write write, const Arguments&... arguments) {
  base::StringSink sink;
  const auto done = write(arguments..., sink);
  EXPECT_TRUE(done.has_value());
  return sink.text;
}

// Content lines as RFC 5545, 3.1 has them, unfolded; every physical line is held to it.
std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = text.find("\r\n", begin);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the last line has no end";
      return out;
    }
    const auto line = text.substr(begin, end - begin);
    EXPECT_LE(line.size(), 75u) << line;
    EXPECT_TRUE(base::is_utf8(line)) << "a code point is cut: " << line;
    EXPECT_EQ(line.find_first_of("\r\n\t\x1b"), std::string::npos) << line;
    if (line.starts_with(' '))
      out.back() += line.substr(1);
    else
      out.push_back(line);
    begin = end + 2;
  }
  return out;
}

TEST(UpcomingIcal, is_as_published) {
  expect_golden(root / "tests/data/ahead/upcoming.ics",
                written(write_upcoming_ical, upcoming_sample()));
}

TEST(UpcomingIcal, keeps_to_the_grammar_whatever_people_wrote) {
  const auto lines = unfolded(written(write_upcoming_ical, upcoming_sample()));
  std::size_t begun = 0, ended = 0, alarms = 0;
  std::set<std::string> identifiers;
  for (const auto& line : lines) {
    begun += line == "BEGIN:VEVENT";
    ended += line == "END:VEVENT";
    alarms += line.starts_with("BEGIN:VALARM");
    if (line.starts_with("UID:")) identifiers.insert(line);
    if (!line.starts_with("SUMMARY:") && !line.starts_with("DESCRIPTION:")) continue;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ASSERT_LT(i + 1, line.size());
        EXPECT_NE(std::string_view("\\;,n").find(line[i + 1]), std::string_view::npos) << line;
        ++i;
      } else {
        EXPECT_TRUE(line[i] != ';' && line[i] != ',') << line;
      }
    }
  }
  EXPECT_EQ(begun, 3u);
  EXPECT_EQ(ended, 3u);
  EXPECT_EQ(alarms, 0u);
  EXPECT_EQ(identifiers.size(), 3u);
}

TEST(UpcomingIcal, keeps_an_identifier_when_the_date_is_moved) {
  auto report = upcoming_sample();
  const auto before = unfolded(written(write_upcoming_ical, report));
  report.moments[1].at = at("2027-03-11T00:00:00Z");
  const auto after = unfolded(written(write_upcoming_ical, report));
  const auto line = [](const std::vector<std::string>& lines, const std::string& name) {
    std::vector<std::string> out;
    for (const auto& each : lines)
      if (each.starts_with(name)) out.push_back(each);
    return out;
  };
  EXPECT_EQ(line(before, "UID:"), line(after, "UID:"));
  EXPECT_NE(line(before, "DTSTART:"), line(after, "DTSTART:"));
}

TEST(UpcomingIcal, holds_a_component_also_when_nothing_is_to_come) {
  auto report = upcoming_sample();
  report.moments.clear();
  const auto text = written(write_upcoming_ical, report);
  EXPECT_NE(text.find("BEGIN:VTIMEZONE\r\n"), std::string::npos);
  EXPECT_EQ(text.find("VEVENT"), std::string::npos);
}

TEST(Upcoming, is_told_as_published) {
  const auto report = upcoming_sample();
  expect_golden(root / "tests/data/ahead/upcoming.txt",
                written(write_upcoming_text, report, TextOptions{}));
  const auto markdown = written(write_upcoming_markdown, report);
  expect_golden(root / "tests/data/ahead/upcoming.md", markdown);
  EXPECT_EQ(markdown.find("<script>"), std::string::npos);
}

TEST(WhatIf, is_told_as_published) {
  const auto report = what_if_sample();
  expect_golden(root / "tests/data/ahead/what_if.txt",
                written(write_what_if_text, report, TextOptions{}));
  const auto markdown = written(write_what_if_markdown, report);
  expect_golden(root / "tests/data/ahead/what_if.md", markdown);
  const auto page = written(write_what_if_html, report);
  expect_golden(root / "tests/data/ahead/what_if.html", page);
  for (const auto& text : {markdown, page}) EXPECT_EQ(text.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("token <b>"), std::string::npos);
  for (const auto& text : {markdown, page})
    EXPECT_NE(text.find("This is a supposition"), std::string::npos);
}

TEST(AheadSchemas, are_published_as_they_are) {
  const auto schemas = root / "docs/reference/schemas";
  const auto what_if = model::what_if_report_schema();
  const auto upcoming = model::upcoming_report_schema();
  expect_golden(schemas / "what-if.schema.json", base::json::write(what_if));
  expect_golden(schemas / "upcoming.schema.json", base::json::write(upcoming));
  for (const auto& [schema, value] : {std::pair(what_if, model::to_value(what_if_sample())),
                                      std::pair(upcoming, model::to_value(upcoming_sample()))}) {
    const auto breaches = base::schema::breaches(schema, value);
    ASSERT_TRUE(breaches) << breaches.error().text();
    EXPECT_TRUE(breaches->empty()) << breaches->front();
  }
}

TEST(AheadJson, is_read_back_as_it_was_written) {
  const auto what_if = model::to_value(what_if_sample());
  const auto read = model::what_if_report_from(what_if);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(model::to_value(*read), what_if);
  const auto upcoming = model::to_value(upcoming_sample());
  const auto again = model::upcoming_report_from(upcoming);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(model::to_value(*again), upcoming);
}

}  // namespace
}  // namespace andon::formats
