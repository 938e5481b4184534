// What a report does not name: no reader hands on a finding without a rule.
#include <gtest/gtest.h>

#include "formats/format.h"
#include "formats/reading/collected.h"

namespace andon::formats {
namespace {

Collected read(std::string_view format, std::string_view text) {
  Collected sink;
  base::StringSource source(text);
  const auto result = find(format)->read(source, sink, "report");
  EXPECT_TRUE(result) << result.error().text();
  return sink;
}

TEST(Nameless, a_result_of_semgrep_is_told_as_a_problem) {
  for (const auto* id : {R"("check_id": "")", R"("check_id": 7)", R"("path": "a.py")"}) {
    const auto sink = read("semgrep", fmt::format(R"({{"results": [{{{}}}], "errors": []}})", id));
    EXPECT_TRUE(sink.findings.empty()) << id;
    EXPECT_EQ(sink.problems.size(), 1u) << id;
  }
}

TEST(Nameless, a_result_without_words_bears_its_rule) {
  const auto sink =
      read("semgrep", R"({"results": [{"check_id": "rules.python."}], "errors": []})");
  ASSERT_EQ(sink.findings.size(), 1u);
  EXPECT_EQ(sink.findings[0].title, "rules.python.");
  EXPECT_EQ(sink.findings[0].message, "rules.python.");
}

TEST(Nameless, a_result_of_bandit_is_kept_as_unnamed) {
  for (const auto* id : {R"("test_id": "")", R"("test_id": 7)", R"("filename": "a.py")"}) {
    const auto sink = read("bandit", fmt::format(R"({{"results": [{{{}}}], "errors": []}})", id));
    ASSERT_EQ(sink.findings.size(), 1u) << id;
    EXPECT_EQ(sink.findings[0].rule, "unnamed");
  }
}

}  // namespace
}  // namespace andon::formats
