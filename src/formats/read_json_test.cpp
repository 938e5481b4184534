#include <gtest/gtest.h>

#include "formats/format.h"
#include "formats/reading/collected.h"

namespace andon::formats {
namespace {

base::Result<void> read(std::string_view text, Collected& sink) {
  base::StringSource source(text);
  return find("json")->read(source, sink, "report.json");
}

constexpr std::string_view one =
    R"({"schema": "andon/report/v1", "engine": "andon 0.1.0",
        "runs": [{"check": "secrets", "tool": "andon", "outcome": "partial", "reason": "cut",
                  "scope": {"paths": ["a.py"]},
                  "problems": [{"path": "b", "text": "not read"}]}],
        "findings": [{"rule": "jwt", "path": "a.py", "severity": "high"},
                     {"rule": 7},
                     {"rule": "pat", "path": "c.py", "identity": {"context": "ab", "ordinal": 2}}],
        "slope": {"adopted": 1}, "next": ["x", ["y"]]})";

TEST(ReadJson, keeps_what_fits_and_tells_of_what_does_not) {
  Collected sink;
  const auto result = read(one, sink);
  ASSERT_TRUE(result) << result.error().text();
  ASSERT_EQ(sink.findings.size(), 2u);
  EXPECT_EQ(sink.findings[0].severity, model::Severity::high);
  EXPECT_EQ(sink.findings[1].identity.ordinal, 2u);
  ASSERT_EQ(sink.problems.size(), 2u);
  EXPECT_EQ(sink.problems[0].text, "not read");
  EXPECT_NE(sink.problems[1].text.find("expected a string"), std::string::npos);
  EXPECT_EQ(sink.paths, std::vector<std::string>{"a.py"});
  EXPECT_EQ(sink.reasons, std::vector<std::string>{"secrets: cut"});
}

TEST(ReadJson, keeps_the_findings_before_a_cut) {
  Collected sink;
  const auto result = read(one.substr(0, one.find("\"pat\"")), sink);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("cut off"), std::string::npos) << result.error().text();
  EXPECT_EQ(sink.findings.size(), 1u);
}

TEST(ReadJson, refuses_another_schema_by_name) {
  Collected sink;
  const auto result = read(R"({"schema": "andon/report/v9", "findings": []})", sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, base::ErrorKind::unsupported);
  EXPECT_NE(result.error().message.find("andon/report/v9"), std::string::npos);
}

TEST(ReadJson, refuses_documents_that_are_no_report) {
  for (const auto text : {"[]", "7", "{}", "\"x\"", R"({"findings": [{"rule": "a"}]})",
                          R"({"findings": []})", "", "{\"a\": [[[{}]]]}"}) {
    Collected sink;
    EXPECT_FALSE(read(text, sink)) << text;
    EXPECT_TRUE(sink.findings.empty());
  }
}

TEST(Recognise, knows_a_report_of_ours_and_says_what_else_it_saw) {
  const auto found = recognise(one.substr(0, 40), "x");
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->name, "json");
  const auto unknown = recognise("hello\nworld", "notes.txt");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("notes.txt"), std::string::npos);
  EXPECT_NE(unknown.error().message.find("\"hello\""), std::string::npos);
}

TEST(Find, takes_dashes_for_underscores) {
  EXPECT_EQ(find("code-climate"), find("code_climate"));
  EXPECT_EQ(find("nonsense"), nullptr);
}

}  // namespace
}  // namespace andon::formats
