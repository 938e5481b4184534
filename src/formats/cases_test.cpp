// Reports of real scanners, with what a mature reader makes of them (../shared/data/reports).
// Counts must match, and so must the fields that both sides have.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"
#include "formats/format.h"
#include "formats/reading/collected.h"

namespace andon::formats {
namespace {

const std::filesystem::path reports =
    std::filesystem::path(ANDON_SOURCE_DIR) / ".." / "shared" / "data" / "reports";

// Where ours differs, how many findings we make of it, and why.
struct Difference {
  std::string_view file;
  std::int64_t findings;
  std::string_view reason;
};
constexpr Difference differences[] = {
    {"govulncheck/issue_15033_sarif.json", 3,
     "refused there because that reader wants govulncheck's own JSON; here it is SARIF"},
    {"cppcheck/cppcheck_many_vuln.sarif", 9,
     "one result names the same line and columns twice among its locations; that is one finding"},
};

const Difference* difference(std::string_view file) {
  for (const auto& one : differences)
    if (one.file == file) return &one;
  return nullptr;
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What the case expects of one finding: the fields that share an index.
using Wanted = std::vector<std::pair<std::string, base::Value>>;

bool has(const model::Finding& finding, std::string_view field, const base::Value& expected) {
  if (field == "file_path") {
    // Theirs keeps the URI, ours is resolved.
    std::string_view path = expected.text_or();
    if (path.starts_with("file://")) path.remove_prefix(7);
    return finding.path == path || finding.path.ends_with("/" + std::string(path));
  }
  if (field == "line") return finding.region.start_line == expected.integer_or(0);
  // 0 is theirs for none.
  if (field == "cwe" && expected.integer_or(0) != 0)
    return std::ranges::count(finding.weaknesses, fmt::format("CWE-{}", expected.integer_or(0))) >
           0;
  if (field == "vuln_id_from_tool") {
    // bandit: "blacklist:B303", name and id.
    const auto id = expected.text_or();
    return finding.rule == id || id.ends_with(":" + finding.rule);
  }
  return true;
}

TEST(Cases, match_what_a_mature_reader_makes_of_them) {
  if (!std::filesystem::exists(reports)) GTEST_SKIP() << "no ../shared/data/reports";
  const std::set<std::string> readable{"sarif", "bandit", "semgrep", "cppcheck"};
  std::istringstream lines(contents(reports / "cases.jsonl"));
  std::size_t checked = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto one = base::json::parse(line, "cases.jsonl");
    ASSERT_TRUE(one) << one.error().text();
    const std::string file((*one)["file"].text_or());
    const auto text = contents(reports / file);
    const auto format = recognise(std::string_view(text).substr(0, 64u << 10), file);
    const bool is_expected = readable.contains(std::string((*one)["format"].text_or()));
    EXPECT_TRUE(format || !is_expected) << file;
    if (!format) continue;
    SCOPED_TRACE(file);
    base::StringSource source(text);
    Collected sink;
    const auto read = (*format)->read(source, sink, file);
    ++checked;
    ASSERT_TRUE(read) << read.error().text();
    const auto* ours = difference(file);
    const auto count = ours ? ours->findings : (*one)["findings"].integer_or(-1);
    EXPECT_EQ(sink.findings.size(), static_cast<std::size_t>(count)) << (ours ? ours->reason : "");
    if (ours) continue;
    EXPECT_EQ((*one)["op"].text_or(), "==");
    std::map<std::int64_t, Wanted> wanted;
    for (const auto& field : *(*one)["fields"].list())
      wanted[field["index"].integer_or(0)].emplace_back(field["field"].text_or(),
                                                        field["expected"]);
    for (const auto& [index, fields] : wanted) {
      const bool is_there = std::ranges::any_of(sink.findings, [&](const auto& finding) {
        return std::ranges::all_of(
            fields, [&](const auto& field) { return has(finding, field.first, field.second); });
      });
      EXPECT_TRUE(is_there) << "index " << index;
    }
  }
  EXPECT_GE(checked, 20u);
}

}  // namespace
}  // namespace andon::formats
