#include <gtest/gtest.h>

#include "formats/format.h"
#include "formats/reading/collected.h"
#include "formats/reading/sarif_result.h"

namespace andon::formats {
namespace {

struct Outcome {
  Collected sink;
  base::Result<void> read;
};

Outcome read(std::string_view text) {
  Outcome outcome;
  base::StringSource source(text);
  outcome.read = find("sarif")->read(source, outcome.sink, "r.sarif");
  return outcome;
}

// One run of tool "t" with these other members.
std::string file(std::string_view run) {
  return fmt::format(R"({{"version": "2.1.0", "runs": [{{{}}}]}})", run);
}

constexpr std::string_view tool = R"("tool": {"driver": {"name": "t", "version": "1", "rules": [
    {"id": "A", "name": "rule a", "defaultConfiguration": {"level": "error"},
     "properties": {"tags": ["external/cwe/cwe-089", "security"], "precision": "high"}},
    {"id": "B", "shortDescription": {"text": "rule b"}, "helpUri": "https://e.org/b",
     "messageStrings": {"m": {"text": "{0} is {1}, not {{x}}"}},
     "relationships": [{"target": {"id": "79", "toolComponent": {"name": "CWE"}}}],
     "properties": {"security-severity": "9.8"}}]}})";

TEST(Sarif, takes_severity_weakness_and_title_from_rules_before_or_after_the_results) {
  const std::string results = R"("results": [{"ruleId": "A", "message": {"text": "m"}},
                                             {"ruleIndex": 1, "message": {"text": "n"}}])";
  const auto before = read(file(fmt::format("{}, {}", tool, results)));
  const auto after = read(file(fmt::format("{}, {}", results, tool)));
  ASSERT_TRUE(before.read) << before.read.error().text();
  EXPECT_EQ(before.sink.text(), after.sink.text());
  const auto& findings = before.sink.findings;
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].title, "rule a");
  EXPECT_EQ(findings[0].severity, model::Severity::high);
  EXPECT_EQ(findings[0].confidence, model::Confidence::high);
  EXPECT_EQ(findings[0].weaknesses, std::vector<std::string>{"CWE-89"});
  EXPECT_EQ(findings[1].rule, "B");
  EXPECT_EQ(findings[1].severity, model::Severity::critical);
  EXPECT_EQ(findings[1].weaknesses, std::vector<std::string>{"CWE-79"});
  EXPECT_EQ(findings[1].references, std::vector<std::string>{"https://e.org/b"});
  EXPECT_EQ(before.sink.tools, std::vector<std::string>{"t 1"});
}

TEST(Sarif, reads_runs_that_stand_before_the_version) {
  const auto one = read(R"({"runs": [{"results": [{"ruleId": "x", "message": {"text": "m"}}]}],
                            "version": "2.1.0"})");
  ASSERT_TRUE(one.read) << one.read.error().text();
  EXPECT_EQ(one.sink.findings.size(), 1u);
}

TEST(Sarif, refuses_other_versions_by_name_and_tells_nothing_of_them) {
  for (const auto* version : {"1.0.0", "2.0.0-csd.2.beta.2018-10-10", "2.2"}) {
    const auto one = read(fmt::format(R"({{"runs": [{{"results": [{{"ruleId": "x"}}]}}],
                                           "version": "{}"}})",
                                      version));
    ASSERT_FALSE(one.read);
    EXPECT_EQ(one.read.error().kind, base::ErrorKind::unsupported);
    EXPECT_EQ(one.read.error().message,
              fmt::format("r.sarif: SARIF version {}; andon reads 2.1.0", version));
    EXPECT_TRUE(one.sink.findings.empty());
  }
}

TEST(Sarif, refuses_what_is_not_sarif) {
  EXPECT_EQ(read("{}").read.error().message, "r.sarif: not SARIF: it has no list \"runs\"");
  EXPECT_EQ(read(R"({"runs": []})").read.error().message,
            "r.sarif: not SARIF: it has no \"version\"");
  EXPECT_EQ(read("[1]").read.error().message, "r.sarif: not SARIF: it has no list \"runs\"");
  EXPECT_NE(read("hello").read.error().message.find("r.sarif:1:"), std::string::npos);
  EXPECT_FALSE(read("").read);
  EXPECT_FALSE(read(R"({"version": "2.1.0", "runs": {"a": 1}})").read);
}

TEST(Sarif, keeps_what_stood_before_a_cut) {
  const std::string whole = file(R"("results": [{"ruleId": "x", "message": {"text": "one"}},
                                                {"ruleId": "y", "message": {"text": "two"}}])");
  const auto one = read(std::string_view(whole).substr(0, whole.find("two")));
  ASSERT_FALSE(one.read);
  EXPECT_NE(one.read.error().message.find("cut off"), std::string::npos);
  ASSERT_EQ(one.sink.findings.size(), 1u);
  EXPECT_EQ(one.sink.findings[0].message, "one");
}

TEST(Sarif, tells_that_the_tool_did_not_succeed) {
  const auto one = read(file(R"("results": [], "invocations": [
      {"executionSuccessful": true, "exitCode": 0},
      {"executionSuccessful": false, "exitCode": 2, "exitCodeDescription": "out of memory",
       "toolExecutionNotifications": [
         {"level": "error", "message": {"text": "gave up"}},
         {"level": "warning", "message": {"text": "no parse"}, "locations": [
           {"physicalLocation": {"artifactLocation": {"uri": "a.py"}}}]},
         {"level": "note", "message": {"text": "fine"}}]}])"));
  ASSERT_TRUE(one.read);
  EXPECT_EQ(one.sink.reasons, std::vector<std::string>{
                                  "the report says that the tool did not succeed: out of memory"});
  ASSERT_EQ(one.sink.problems.size(), 3u);
  EXPECT_FALSE(one.sink.problems[0].is_harmless);
  EXPECT_FALSE(one.sink.problems[1].is_harmless);
  EXPECT_EQ(one.sink.problems[1].path, "a.py");
  EXPECT_TRUE(one.sink.problems[2].is_harmless);
}

TEST(Sarif, does_not_take_a_missing_list_of_results_for_an_empty_one) {
  EXPECT_EQ(read(file(tool)).sink.reasons.size(), 1u);
  EXPECT_EQ(read(file(R"("results": null)")).sink.reasons.size(), 1u);
  EXPECT_EQ(read(file(R"("results": [])")).sink.reasons.size(), 0u);
  const auto elsewhere = read(file(R"("results": [], "externalPropertyFileReferences":
                                       {"results": [{"location": {"uri": "x"}}]})"));
  EXPECT_EQ(elsewhere.sink.reasons.size(), 1u);
}

TEST(Sarif, leaves_out_results_that_are_no_findings) {
  const auto one = read(file(R"("results": [
      {"ruleId": "p", "kind": "pass"}, {"ruleId": "n", "kind": "notApplicable"},
      {"ruleId": "i", "kind": "informational"}, {"ruleId": "r", "kind": "review"},
      {"ruleId": "o", "kind": "open"}, {"ruleId": "f", "kind": "fail", "level": "note"},
      {"ruleId": "gone", "baselineState": "absent"},
      {"ruleId": "u", "baselineState": "unchanged"}])"));
  ASSERT_TRUE(one.read);
  std::vector<std::string> seen;
  for (const auto& finding : one.sink.findings)
    seen.push_back(fmt::format("{} {} {}", finding.rule, model::word(finding.severity),
                               model::word(finding.confidence)));
  EXPECT_EQ(seen, (std::vector<std::string>{"i info medium", "r medium low", "o medium low",
                                            "f low medium", "u medium medium"}));
  ASSERT_EQ(one.sink.problems.size(), 1u);
  EXPECT_TRUE(one.sink.problems[0].is_harmless);
}

TEST(Sarif, shows_suppressed_results_unless_the_suppression_is_in_doubt) {
  const auto one = read(file(R"("results": [
      {"ruleId": "a", "suppressions": [{"kind": "inSource", "justification": "ok"}]},
      {"ruleId": "b", "suppressions": [{"kind": "external", "status": "underReview"}]},
      {"ruleId": "c", "suppressions": [{"kind": "external", "status": "accepted"},
                                       {"kind": "inSource", "status": "rejected"}]},
      {"ruleId": "d", "suppressions": []}])"));
  ASSERT_EQ(one.sink.findings.size(), 4u);
  ASSERT_TRUE(one.sink.findings[0].suppression);
  EXPECT_EQ(one.sink.findings[0].suppression->by, "a comment in the source");
  EXPECT_EQ(one.sink.findings[0].suppression->reason, "ok");
  for (std::size_t i : {1u, 2u, 3u}) EXPECT_FALSE(one.sink.findings[i].suppression) << i;
}

std::string path_of(std::string_view location, std::string_view rest = R"("x": 1)") {
  const auto one = read(file(fmt::format(
      R"("results": [{{"ruleId": "a", "locations": [{{"physicalLocation":
          {{"artifactLocation": {}}}}}]}}], {})",
      location, rest)));
  EXPECT_TRUE(one.read);
  return one.sink.findings.empty() ? "none" : one.sink.findings[0].path;
}

TEST(Sarif, resolves_places) {
  EXPECT_EQ(path_of(R"({"uri": "src/a%20b.c"})"), "src/a b.c");
  EXPECT_EQ(path_of(R"({"uri": "file:///C:/w/a.c"})"), "/w/a.c");
  EXPECT_EQ(path_of(R"({"uri": "a.c", "uriBaseId": "%SRCROOT%"})"), "a.c");
  constexpr auto bases = R"("originalUriBaseIds": {"ROOT": {"uri": "file:///builds/p/"},
                             "SRC": {"uri": "src/", "uriBaseId": "ROOT"}})";
  EXPECT_EQ(path_of(R"({"uri": "a.c", "uriBaseId": "SRC"})", bases), "/builds/p/src/a.c");
  constexpr auto circle = R"("originalUriBaseIds": {"A": {"uri": "a/", "uriBaseId": "A"}})";
  EXPECT_TRUE(path_of(R"({"uri": "x.c", "uriBaseId": "A"})", circle).ends_with("/x.c"));
  constexpr auto artifacts = R"("artifacts": [{"location": {"uri": "zero.c"}},
                                 {"location": {"uri": "one.c"}, "roles": ["analysisTarget"]}])";
  EXPECT_EQ(path_of(R"({"index": 1})", artifacts), "one.c");
  EXPECT_EQ(path_of(R"({"index": 7})", artifacts), "");
  EXPECT_EQ(read(file(fmt::format(R"("results": [], {})", artifacts))).sink.paths,
            std::vector<std::string>{"one.c"});
}

TEST(Sarif, reads_region_symbol_frame_and_fix) {
  const auto one = read(file(R"("logicalLocations": [{"fullyQualifiedName": "ns::f"}],
    "results": [{"ruleId": "a", "fixes": [{"description": {"text": "use x"}}], "locations": [
      {"logicalLocations": [{"index": 0}], "physicalLocation": {"artifactLocation": {"uri": "a.c"},
       "region": {"startLine": 3, "startColumn": 5, "endColumn": 9,
                  "snippet": {"text": "int a;\n\u001b[31mint b;"}}}},
      {"physicalLocation": {"artifactLocation": {"uri": "second.c"}}},
      {"physicalLocation": {"artifactLocation": {"uri": "second.c"}}}]}])"));
  ASSERT_EQ(one.sink.findings.size(), 2u);  // one a place, each place once
  EXPECT_EQ(one.sink.findings[1].path, "second.c");
  EXPECT_EQ(one.sink.findings[1].fix, "use x");
  const auto& finding = one.sink.findings[0];
  EXPECT_EQ(finding.region, (model::Region{3, 5, 3, 9}));
  EXPECT_EQ(finding.symbol, "ns::f");
  EXPECT_EQ(finding.fix, "use x");
  ASSERT_EQ(finding.frame.size(), 2u);
  EXPECT_EQ(finding.frame[1].line, 4u);
  EXPECT_EQ(finding.frame[1].text.find('\x1b'), std::string::npos);
}

TEST(Sarif, finds_rules_by_index_id_part_of_id_guid_and_extension) {
  const auto one = read(file(R"("tool": {"driver": {"name": "t", "rules": [
      {"id": "CA1", "name": "driver rule"}, {"id": "G", "guid": "1-2", "name": "by guid"}]},
      "extensions": [{"name": "pack", "rules": [{"id": "E1", "name": "extension rule"}]}]},
    "results": [{"ruleId": "CA1/sub"}, {"rule": {"guid": "1-2"}},
                {"rule": {"index": 0, "toolComponent": {"index": 0}}},
                {"ruleId": "E1", "rule": {"toolComponent": {"name": "pack"}}},
                {"ruleId": "E1"}, {"ruleId": "CA1", "ruleIndex": 1}, {"ruleIndex": 99}, {}])"));
  std::vector<std::string> seen;
  for (const auto& finding : one.sink.findings)
    seen.push_back(fmt::format("{}={}", finding.rule, finding.title));
  EXPECT_EQ(seen,
            (std::vector<std::string>{"CA1/sub=driver rule", "G=by guid", "E1=extension rule",
                                      "E1=extension rule", "E1=extension rule", "CA1=driver rule",
                                      "unnamed=unnamed", "unnamed=unnamed"}));
}

TEST(Sarif, fills_messages) {
  const auto one = read(file(fmt::format(
      R"({}, "results": [{{"ruleId": "B", "message": {{"id": "m", "arguments": ["p", "1"]}}}}])",
      tool)));
  ASSERT_EQ(one.sink.findings.size(), 1u);
  EXPECT_EQ(one.sink.findings[0].message, "p is 1, not {x}");
  EXPECT_EQ(sarif_message_text("declared [here](0), see [it](https://e.org)", {}),
            "declared here, see [it](https://e.org)");
  EXPECT_EQ(sarif_message_text("{0} {9} {} {{ [", {}), "{0} {9} {} {{ [");
  EXPECT_EQ(sarif_message_text("[a[b](1)", {}), "[ab");
}

TEST(Sarif, bounds_what_a_message_can_grow_to) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "{0}";
  const auto text = sarif_message_text(many, {std::string(60'000, 'x')});
  EXPECT_LT(text.size(), 200'000u);
}

TEST(Sarif, survives_values_of_the_wrong_kind) {
  const auto one = read(file(R"("tool": 7, "artifacts": {"a": 1}, "originalUriBaseIds": [1],
    "invocations": {"executionSuccessful": false}, "logicalLocations": "x",
    "results": [7, null, "x", [], {"ruleId": 7, "locations": {}, "message": [], "suppressions": 1,
     "properties": [], "ruleIndex": -5}, {"locations": [7, {"physicalLocation": {"region":
     {"startLine": -1, "startColumn": 99999999999, "endLine": 1.5}}}]}])"));
  ASSERT_TRUE(one.read) << one.read.error().text();
  EXPECT_EQ(one.sink.findings.size(), 2u);
  EXPECT_EQ(one.sink.problems.size(), 4u);
}

TEST(Sarif, survives_a_tool_of_the_wrong_kind) {
  for (const auto* odd : {"7", "[7]", R"({"driver": 7, "extensions": 7})",
                          R"({"driver": [7], "extensions": [7, [7], {"rules": {"a": 1}}]})",
                          R"({"driver": {"rules": [7, "x"], "name": 7, "messages": 7}})"}) {
    const auto one = read(file(fmt::format(R"("tool": {}, "results": [{{}}])", odd)));
    ASSERT_TRUE(one.read) << odd;
    EXPECT_EQ(one.sink.findings.size(), 1u) << odd;
  }
}

TEST(Sarif, skips_a_large_element_and_says_so) {
  std::string list = "1";
  for (int i = 0; i < 200'000; ++i) list += ",1";
  const auto one = read(file(fmt::format(
      R"("results": [{{"ruleId": "a", "message": {{"text": "m"}}, "properties": {{"x": [{}]}}}},
         {{"ruleId": "b"}}])",
      list)));
  ASSERT_TRUE(one.read);
  EXPECT_EQ(one.sink.findings.size(), 2u);
  EXPECT_EQ(one.sink.problems.size(), 1u);
}

}  // namespace
}  // namespace andon::formats
