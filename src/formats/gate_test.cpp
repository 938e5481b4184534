// What the gate answers, as text, Markdown and HTML, against golden files: tests/data/gate/*.json
// are answers as `andon gate --output json` writes them. ANDON_GOLDEN=rewrite rewrites the goldens.
#include "formats/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "formats/writing/gate_words.h"

namespace andon::formats {
namespace {

const std::filesystem::path folder = std::filesystem::path(ANDON_SOURCE_DIR) / "tests/data/gate";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << " is missing: ANDON_GOLDEN=rewrite";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

model::GateReport answer(const std::string& name) {
  const auto value = base::json::parse(contents(folder / (name + ".json")), name);
  EXPECT_TRUE(value) << value.error().text();
  auto report = model::gate_report_from(*value);
  EXPECT_TRUE(report) << report.error().text();
  return std::move(*report);
}

std::string rendered(const model::GateReport& report, std::string_view format) {
  base::StringSink sink;
  const auto written = format == "text"       ? write_gate_text(report, {}, sink)
                       : format == "markdown" ? write_gate_markdown(report, sink)
                                              : write_gate_html(report, sink);
  EXPECT_TRUE(written) << written.error().text();
  return std::move(sink.text);
}

// Between <body> and its end: the style is not what is tested.
std::string body_of(const std::string& page) { return page.substr(page.find("<body>")); }

class Gate : public testing::TestWithParam<const char*> {};

TEST_P(Gate, reads_as_its_golden_file) {
  const auto report = answer(GetParam());
  for (const auto* format : {"text", "markdown", "html"}) {
    auto text = rendered(report, format);
    if (std::string_view(format) == "html") text = body_of(text);
    const auto path = folder / fmt::format("{}.{}.golden", GetParam(), format);
    const char* wish = std::getenv("ANDON_GOLDEN");
    if (wish != nullptr && std::string_view(wish) == "rewrite")
      std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(contents(path), text) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Answers, Gate,
                         testing::Values("granted", "hostile", "refused", "returned", "stopped"),
                         [](const auto& each) { return std::string(each.param); });

TEST(GateWords, name_each_missing_item_once_and_no_further_than_asked) {
  const auto report = answer("refused");
  const auto parts = missing_parts(report, Reach::asked);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].level->level, "internal");
  EXPECT_EQ(parts[0].items.size(), 2U);
  EXPECT_EQ(missing_title(parts[0]), "Missing for internal, the cheapest step first");
  ASSERT_EQ(parts[1].items.size(), 1U) << "the other two stand above";
  EXPECT_EQ(missing_title(parts[1]), "Also missing for pilot");
  EXPECT_EQ(missing_parts(report, Reach::every_level).back().level->level, "general");
}

TEST(GateWords, call_a_return_no_grant) {
  auto report = answer("granted");
  EXPECT_EQ(gate_sentence(report), "Granted: pilot until 2026-12-11T09:00:00Z");
  report.is_return = true;
  EXPECT_EQ(gate_sentence(report),
            "May run in first-customers (pilot) as before; nothing new is granted");
}

TEST(GatePage, holds_no_markup_of_others_and_loads_nothing) {
  const auto page = rendered(answer("hostile"), "html");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace andon::formats
