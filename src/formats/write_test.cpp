// Every writer against golden files: tests/data/formats/<name>/<case>.write.golden, from the
// reports in tests/data/formats/json/<case>.json. ANDON_GOLDEN=rewrite rewrites them (./dev
// golden).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"
#include "base/schema.h"
#include "formats/format.h"
#include "formats/reading/collected.h"
#include "formats/text.h"

namespace andon::formats {
namespace {

const std::filesystem::path root = ANDON_SOURCE_DIR;

bool is_rewriting() {
  const char* wish = std::getenv("ANDON_GOLDEN");
  return wish != nullptr && std::string_view(wish) == "rewrite";
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::filesystem::path& path, const std::string& text) {
  if (is_rewriting()) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing: ANDON_GOLDEN=rewrite";
  const auto golden = contents(path);
  if (golden == text) return;
  const auto [at, other] = std::ranges::mismatch(golden, text);
  const auto line = std::count(golden.begin(), at, '\n') + 1;
  ADD_FAILURE() << path << ":" << line
                << " differs: " << std::string(other, text.end()).substr(0, 200);
}

model::Report report_of(const std::string& name) {
  const auto text = contents(root / "tests/data/formats/json" / (name + ".json"));
  auto value = base::json::parse(text, name);
  EXPECT_TRUE(value) << value.error().text();
  auto report = model::report_from(*value);
  EXPECT_TRUE(report) << report.error().text();
  return std::move(*report);
}

std::string written(const Format& format, const model::Report& report) {
  base::StringSink sink;
  const auto result = format.write(report, sink);
  EXPECT_TRUE(result) << result.error().text();
  return std::move(sink.text);
}

// The report "many", its findings repeated with other places and identities.
model::Report large_report(std::size_t count) {
  auto report = report_of("many");
  const auto findings = std::move(report.findings);
  report.findings.clear();
  for (std::size_t i = 0; i < count; ++i) {
    auto finding = findings[i % findings.size()];
    finding.path += fmt::format(".{}", i);
    finding.id = fmt::format("{:016x}", i);
    report.findings.push_back(std::move(finding));
  }
  return report;
}

TEST(Writers, give_the_golden_texts) {
  for (const auto* format : all()) {
    // JSON's golden text is what the reports are read from: see Json.
    if (format->write == nullptr || format->name == "json") continue;
    for (const std::string name : {"empty", "one", "many", "first_look"})
      expect_golden(root / "tests/data/formats" / format->name / (name + ".write.golden"),
                    written(*format, report_of(name)));
  }
}

TEST(Writers, pass_on_the_error_of_their_sink) {
  class FullSink final : public base::ByteSink {
   public:
    base::Result<void> write(std::string_view) override {
      return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::machine, "no space left");
    }
  };
  for (const auto* format : all()) {
    if (format->write == nullptr) continue;
    FullSink sink;
    const auto result = format->write(report_of("many"), sink);
    ASSERT_FALSE(result) << format->name;
    EXPECT_EQ(result.error().message, "no space left") << format->name;
  }
}

TEST(Writers, write_fourteen_thousand_findings_in_seconds_even_unoptimised) {
  const auto report = large_report(14'000);
  for (const auto* format : all()) {
    if (format->write == nullptr) continue;
    const auto begin = std::chrono::steady_clock::now();
    const auto text = written(*format, report);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - begin)
                        .count();
    EXPECT_LT(ms, 20'000) << format->name;
    fmt::print("{:28} {:5} ms {:9} bytes\n", format->name, ms, text.size());
  }
}

TEST(Writers, let_no_control_character_through) {
  const auto report = report_of("many");
  for (const auto* format : all()) {
    if (format->write == nullptr) continue;
    const auto text = written(*format, report);
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << format->name;
    if (format->name == "json") continue;  // the report as it is; its readers escape
    EXPECT_EQ(text.find("\u202e"), std::string::npos) << format->name;
  }
}

TEST(Writers, write_valid_json_where_they_write_json) {
  for (const auto name :
       {"json", "sarif", "gitlab_sast", "gitlab_secret_detection", "code_climate"}) {
    const auto* format = find(name);
    ASSERT_NE(format, nullptr) << name;
    for (const auto* of : {"empty", "one", "many", "first_look"}) {
      const auto value = base::json::parse(written(*format, report_of(of)), name);
      EXPECT_TRUE(value) << value.error().text();
    }
  }
}

TEST(Json, is_read_back_as_it_was_written) {
  for (const auto* name : {"empty", "one", "many", "first_look"}) {
    const auto text = written(*find("json"), report_of(name));
    expect_golden(root / "tests/data/formats/json" / (std::string(name) + ".json"), text);
  }
}

TEST(Json, fits_the_schema_that_is_published) {
  const auto path = root / "docs/reference/schemas/report.schema.json";
  auto schema = model::report_schema();
  expect_golden(path, base::json::write(schema));
  for (const auto* name : {"empty", "one", "many", "first_look"}) {
    const auto value = base::json::parse(written(*find("json"), report_of(name)), name);
    ASSERT_TRUE(value);
    const auto breaches = base::schema::breaches(schema, *value);
    ASSERT_TRUE(breaches) << breaches.error().text();
    EXPECT_TRUE(breaches->empty()) << breaches->front();
  }
}

TEST(Sarif, keeps_the_worst_results_and_says_how_many_it_left_out) {
  auto report = report_of("one");
  const auto finding = report.findings.front();
  report.findings.assign(25'003, finding);
  for (auto& each : report.findings) each.severity = model::Severity::low;
  report.findings.back().severity = model::Severity::critical;
  // Not parsed: a tree of 25,000 results takes long without optimisation.
  const auto text = written(*find("sarif"), report);
  std::size_t results = 0;
  for (auto at = text.find("\"ruleIndex\""); at != std::string::npos;
       at = text.find("\"ruleIndex\"", at + 1))
    ++results;
  EXPECT_EQ(results, 25'000u);
  EXPECT_LT(text.find("\"severity\": \"critical\""), text.find("\"severity\": \"low\""));
  EXPECT_NE(text.find("3 results of the lowest severities are left out"), std::string::npos);
}

TEST(Sarif, is_read_back_by_our_own_reader) {
  const auto report = report_of("many");
  const auto text = written(*find("sarif"), report);
  base::StringSource source(text);
  Collected sink;
  const auto read = find("sarif")->read(source, sink, "andon.sarif");
  ASSERT_TRUE(read) << read.error().text();
  const auto key = [](const model::Finding& f) {
    return fmt::format("{} {} {}:{}:{}-{}:{}", f.rule, f.path, f.region.start_line,
                       f.region.start_column, f.region.end_line, f.region.end_column,
                       f.weaknesses.empty() ? "" : f.weaknesses.front());
  };
  std::multiset<std::string> wanted, found;
  for (const auto& finding : report.findings)
    if (finding.state != model::FindingState::fixed) wanted.insert(key(finding));
  for (const auto& finding : sink.findings) found.insert(key(finding));
  EXPECT_EQ(found, wanted);
}

TEST(Sarif, leaves_out_a_skipped_check_and_marks_an_unfinished_one) {
  const auto value = base::json::parse(written(*find("sarif"), report_of("many")), "sarif");
  ASSERT_TRUE(value);
  std::vector<std::string> checks;
  for (const auto& run : *value->find("runs")->list()) {
    const std::string check(run["properties"]["check"].text_or());
    checks.push_back(check);
    const bool is_successful =
        run["invocations"].list()->front()["executionSuccessful"].boolean_or(false);
    EXPECT_EQ(is_successful, check != "semgrep" && check != "import:codeql") << check;
  }
  EXPECT_EQ(checks, (std::vector<std::string>{"secrets", "semgrep", "bandit", "cppcheck",
                                              "import:codeql"}));
}

TEST(Sarif, keeps_to_twenty_runs_and_loses_no_result) {
  auto report = report_of("one");
  const auto run = report.runs.front();
  const auto finding = report.findings.front();
  report.runs.clear();
  report.findings.clear();
  for (int i = 0; i < 25; ++i) {
    report.runs.push_back(run);
    report.runs.back().check = fmt::format("import:{}", i);
    report.findings.push_back(finding);
    report.findings.back().check = report.runs.back().check;
  }
  report.runs.back().outcome = model::Outcome::partial;
  const auto value = base::json::parse(written(*find("sarif"), report), "sarif");
  ASSERT_TRUE(value);
  const auto& runs = *value->find("runs")->list();
  ASSERT_EQ(runs.size(), 20u);
  std::size_t results = 0;
  for (const auto& each : runs) results += each["results"].list()->size();
  EXPECT_EQ(results, 25u);
  const auto& invocation = runs.back()["invocations"].list()->front();
  EXPECT_FALSE(invocation["executionSuccessful"].boolean_or(true));
  EXPECT_EQ(invocation["toolExecutionNotifications"].list()->size(), 7u);
}

TEST(Markdown, stays_within_what_a_comment_may_hold) {
  auto report = large_report(14'000);
  for (auto& note : report.notes) note += std::string(50'000, 'x');
  report.notes.resize(5'000, "a note of some length");
  const auto text = written(*find("markdown"), report);
  EXPECT_LE(text.size(), 60'000u);
  EXPECT_TRUE(text.starts_with("<!-- andon -->\n")) << text.substr(0, 40);
  EXPECT_NE(text.find("This comment is shortened"), std::string::npos);
  EXPECT_NE(text.find("What would unblock it"), std::string::npos);
  EXPECT_NE(text.find("| semgrep | partial |"), std::string::npos);
}

TEST(Markdown, lets_a_finding_bring_no_markup) {
  const auto text = written(*find("markdown"), report_of("many"));
  EXPECT_EQ(text.find("<script"), std::string::npos);
  for (const auto* live : {"@team", ":tada:", " | `x`", "[y]("})
    EXPECT_EQ(text.find(live), std::string::npos) << live;
}

TEST(Html, lets_a_finding_bring_no_markup_and_loads_nothing) {
  const auto text = written(*find("html"), report_of("many"));
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_EQ(text.find("href=\"javascript"), std::string::npos);
  EXPECT_EQ(text.find("src="), std::string::npos);
  EXPECT_EQ(text.find("url("), std::string::npos);
}

TEST(Csv, defuses_formulas_and_quotes_by_the_standard) {
  auto report = report_of("one");
  report.findings[0].message = "=1+1";
  report.findings[0].title = "a \"b\", c";
  report.findings[0].symbol = "\tx";
  const auto text = written(*find("csv"), report);
  EXPECT_NE(text.find("'=1+1"), std::string::npos);
  EXPECT_EQ(text.find(",=1+1"), std::string::npos);
  EXPECT_NE(text.find("\"a \"\"b\"\", c\""), std::string::npos);
  EXPECT_NE(text.find("\"'\tx\""), std::string::npos);
}

TEST(Gitlab, says_failure_where_a_check_did_not_finish_or_none_ran) {
  const auto status = [](const char* format, const std::string& name) {
    const auto value = base::json::parse(written(*find(format), report_of(name)), format);
    return std::string((*value)["scan"]["status"].text_or());
  };
  EXPECT_EQ(status("gitlab_secret_detection", "many"), "success");
  EXPECT_EQ(status("gitlab_sast", "many"), "failure");
  EXPECT_EQ(status("gitlab_sast", "empty"), "failure");
}

TEST(Text, colours_only_when_asked_and_keeps_its_width) {
  base::StringSink sink;
  ASSERT_TRUE(write_text(report_of("many"), {.colour = Colour::ansi}, sink));
  EXPECT_NE(sink.text.find("\x1b[1;31m"), std::string::npos);
  base::StringSink narrow;
  ASSERT_TRUE(write_text(report_of("one"), {.width_columns = 60}, narrow));
  std::istringstream lines(narrow.text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  andon waive")) continue;  // a command is not wrapped
    EXPECT_LE(line.size(), 60u) << line;
  }
}

TEST(Text, shows_the_five_best_founded_on_a_first_look) {
  const auto text = written(*find("text"), report_of("first_look"));
  std::vector<std::string> heads;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find("[secrets/") != std::string::npos)
      heads.push_back(line.substr(0, line.find(']')));
  EXPECT_EQ(heads,
            (std::vector<std::string>{"critical[secrets/npm-token", "critical[secrets/github-pat",
                                      "high[secrets/private-key", "high[secrets/aws-access-key-id",
                                      "high[secrets/jwt"}));
}

}  // namespace
}  // namespace andon::formats
