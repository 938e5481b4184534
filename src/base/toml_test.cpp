#include "base/toml.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/limits.h"

namespace andon::base {
namespace {

std::string read(std::string_view text) {
  auto value = toml::parse(text, "x.toml");
  return value ? json::write_line(*value) : value.error().message;
}

TEST(Toml, reads_tables_arrays_and_scalars_in_the_order_of_the_file) {
  EXPECT_EQ(read("title = 't'\nb = [1, 2.5, true]\n[z]\nx = 1\n[a]\ny.w = 2\n[[r]]\nid = 1\n"
                 "[[r]]\nid = 2\nin = {k = '''a\nb'''}\n"),
            R"({"title":"t","b":[1,2.5,true],"z":{"x":1},"a":{"y":{"w":2}},)"
            R"("r":[{"id":1},{"id":2,"in":{"k":"a\nb"}}]})");
}

TEST(Toml, keeps_regular_expressions_as_they_stand) {
  EXPECT_EQ(*toml::parse(R"(r = '''(?i)\b"a\.b''')", "x").value()["r"].string(), R"((?i)\b"a\.b)");
}

TEST(Toml, makes_dates_texts) {
  EXPECT_EQ(read("a = 2026-11-22\nb = 2026-11-22T10:56:00Z\nc = 10:56:00\n"),
            R"({"a":"2026-11-22","b":"2026-11-22T10:56:00Z","c":"10:56:00"})");
}

TEST(Toml, knows_the_place_of_each_node) {
  auto value = toml::parse("a = 1\n\n[t]\n  b = 'x'\n[[r]]\n[[r]]\nc = 2\n", "x");
  ASSERT_TRUE(value);
  EXPECT_EQ((*value)["a"].column, 5u);
  EXPECT_EQ((*value)["t"].line, 3u);
  EXPECT_EQ((*value)["t"]["b"].line, 4u);
  EXPECT_EQ((*value)["t"]["b"].column, 7u);
  EXPECT_EQ((*(*value)["r"].list())[1].line, 6u);
}

TEST(Toml, names_file_line_and_column_of_an_error) {
  EXPECT_TRUE(read("a = 1\nb = = 2\n").starts_with("x.toml:2:5: ")) << read("a = 1\nb = = 2\n");
  EXPECT_TRUE(read("a = 1\na = 2\n").starts_with("x.toml:2:")) << read("a = 1\na = 2\n");
  EXPECT_TRUE(read("[t]\n[t]\n").starts_with("x.toml:2:")) << read("[t]\n[t]\n");
  EXPECT_TRUE(read("a = 'cut").starts_with("x.toml:1:")) << read("a = 'cut");
  EXPECT_TRUE(read("a = \"\xff\"").starts_with("x.toml:1:")) << read("a = \"\xff\"");
  EXPECT_TRUE(read(std::string_view("a = 1\0\n", 7)).starts_with("x.toml:1:"));
  EXPECT_TRUE(read("[[ =x]]\n").starts_with("x.toml:1:"));
  EXPECT_TRUE(read("a = 99999999999999999999\n").starts_with("x.toml:1:"));
}

// Found by fuzzing: toml++ took letters of some blocks for what can't be (undefined behaviour).
TEST(Toml, refuses_letters_beyond_ascii_where_a_space_may_stand) {
  for (const auto* letter : {"\xC3\xA9", "\xC7\xA8", "\xD8\x8F", "\xE3\x8E\x8F"}) {
    const auto in_key = read(fmt::format("a = 1\nd{} = 2\n", letter));
    EXPECT_TRUE(in_key.starts_with("x.toml:2:2: ")) << in_key;
    const auto after_value = read(fmt::format("a = 1{}\n", letter));
    EXPECT_TRUE(after_value.starts_with("x.toml:1:")) << after_value;
    const auto at_begin = read(fmt::format("{} = 1\n", letter));
    EXPECT_TRUE(at_begin.starts_with("x.toml:1:1: ")) << at_begin;
  }
  EXPECT_EQ(read("a = \"\"\"b\\\n  \xC3\xA9\"\"\""), "{\"a\":\"b\xC3\xA9\"}");
}

TEST(Toml, refuses_depth_bombs_of_every_shape) {
  std::string dotted = "a";
  for (int i = 0; i < 200'000; ++i) dotted += ".a";
  std::string braces;
  for (int i = 0; i < 100; ++i) braces += "{a.a = ";
  for (const auto& text :
       {dotted + " = 1", "[" + dotted + "]", "[[" + dotted + "]]", "x = {" + dotted + " = 1}",
        "x = " + std::string(200'000, '['), "x = " + braces, "\"q\"." + dotted + " = 1"})
    EXPECT_NE(read(text).find("nested too deeply"), std::string::npos) << text.substr(0, 40);
}

TEST(Toml, does_not_take_dots_of_texts_and_comments_for_depth) {
  const std::string dots(1'000, '.');
  EXPECT_EQ(
      read("# " + dots + "\na = '" + dots + "'\nb = \"\"\"\n" + dots + "\\\"\"\"\"\n").front(),
      '{');
}

TEST(Toml, refuses_more_than_people_write) {
  EXPECT_NE(read(std::string(limits::configuration_bytes + 1, '\n')).find("more than"),
            std::string::npos);
}

}  // namespace
}  // namespace andon::base
