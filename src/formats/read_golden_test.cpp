// Every reader against golden files: tests/data/formats/<name>/<case>.<ext> is read and told as
// text in <case>.golden. ANDON_GOLDEN=rewrite rewrites them (./dev golden).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "formats/format.h"
#include "formats/reading/collected.h"

namespace andon::formats {
namespace {

const std::filesystem::path samples =
    std::filesystem::path(ANDON_SOURCE_DIR) / "tests" / "data" / "formats";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string told(const Format& format, const std::filesystem::path& sample) {
  const auto text = contents(sample);
  base::StringSource source(text);
  Collected sink;
  const auto read = format.read(source, sink, sample.filename().string());
  auto out = sink.text();
  if (!read)
    out += fmt::format("error: {}: {}\n", base::name(read.error().kind), read.error().text());
  return out;
}

class ReadGolden : public testing::TestWithParam<const Format*> {};

TEST_P(ReadGolden, tells_what_stands_in_each_sample) {
  const auto& format = *GetParam();
  const char* wish = std::getenv("ANDON_GOLDEN");
  const bool is_rewriting = wish && std::string_view(wish) == "rewrite";
  std::set<std::string> cases;
  const auto folder = samples / std::string(format.name);
  ASSERT_TRUE(std::filesystem::is_directory(folder)) << folder << " is missing";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto& sample = entry.path();
    if (sample.extension() == ".golden") continue;
    cases.insert(sample.stem().string());
    auto golden = sample;
    golden.replace_extension(".golden");
    const auto text = told(format, sample);
    if (is_rewriting) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(contents(golden), text) << golden;
  }
  for (const auto* needed : {"empty", "one", "many", "broken"})
    EXPECT_TRUE(cases.contains(needed)) << folder << " has no case " << needed;
}

TEST_P(ReadGolden, is_recognised_by_its_own_samples_alone) {
  const auto& format = *GetParam();
  for (const auto* name : {"one", "many"})
    for (const auto& entry :
         std::filesystem::directory_iterator(samples / std::string(format.name))) {
      if (entry.path().stem() != name || entry.path().extension() == ".golden") continue;
      const auto found = recognise(contents(entry.path()), "report");
      ASSERT_TRUE(found) << entry.path();
      EXPECT_EQ((*found)->name, format.name) << entry.path();
    }
}

std::vector<const Format*> readers() {
  std::vector<const Format*> found;
  for (const auto* format : all())
    if (format->read) found.push_back(format);
  return found;
}

INSTANTIATE_TEST_SUITE_P(, ReadGolden, testing::ValuesIn(readers()),
                         [](const auto& each) { return std::string(each.param->name); });

}  // namespace
}  // namespace andon::formats
