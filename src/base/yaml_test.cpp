#include "base/yaml.h"

#include <gtest/gtest.h>
#include <cmath>

#include "base/json.h"
#include "base/limits.h"

namespace andon::base {
namespace {

// The document as one line of JSON, or why it was refused.
std::string read(std::string_view text) {
  auto value = yaml::parse(text, "x.yaml");
  return value ? json::write_line(*value) : value.error().message;
}

TEST(Yaml, reads_what_people_write) {
  EXPECT_EQ(read("a: 1\nb:\n  - x\n  - y: [1, {z: ~}]\nc: |\n  two\n  lines\n"),
            R"({"a":1,"b":["x",{"y":[1,{"z":null}]}],"c":"two\nlines\n"})");
  EXPECT_EQ(read(""), "null");
  EXPECT_EQ(read("# only a comment\n"), "null");
  EXPECT_EQ(read("--- \na: 1\n...\n"), R"({"a":1})");
}

TEST(Yaml, reads_scalars_by_the_core_schema) {
  EXPECT_EQ(read("[true, True, FALSE, null, ~, Null]"), "[true,true,false,null,null,null]");
  EXPECT_EQ(read("[yes, no, on, off, y, tRue]"), R"(["yes","no","on","off","y","tRue"])");
  EXPECT_EQ(read("[12, -7, +3, 007, 0x1F, 0o17, 1_000, 0b1]"),
            R"([12,-7,3,7,31,15,"1_000","0b1"])");
  EXPECT_EQ(read("[1.5, .5, 1., 1e3, -1E-2, .inf, 1.2.3, 12:30, 2026-11-22, '12', \"true\"]"),
            R"([1.5,0.5,1.0,1000.0,-0.01,null,"1.2.3","12:30","2026-11-22","12","true"])");
  EXPECT_EQ(read("[., +, e5, 1e, --1, 0x, 0o9]"), R"([".","+","e5","1e","--1","0x","0o9"])");
  auto value = yaml::parse("[.nan, -.INF]", "x");
  ASSERT_TRUE(value);
  EXPECT_TRUE(std::isnan(*(*value->list())[0].number()));
  EXPECT_TRUE(std::isinf(*(*value->list())[1].number()));
}

TEST(Yaml, reads_core_tags_and_refuses_others) {
  EXPECT_EQ(read("[!!str 12, !!int 7, !!float 1, ! 5, !!null ~, !!bool true]"),
            R"(["12",7,1.0,"5",null,true])");
  EXPECT_EQ(read("a: !!int x"), "x.yaml:1:4: a tag that is unknown or does not fit its value");
  EXPECT_EQ(read("a: !reference [x]"), "x.yaml:1:4: an unknown tag");
  EXPECT_NE(read("!!python/object:os.system x").find("a tag that is unknown"), std::string::npos);
  EXPECT_NE(read("!!seq {}").find("unknown tag"), std::string::npos);
}

TEST(Yaml, knows_the_place_of_each_node) {
  auto value = yaml::parse("a: 1\nb:\n  - x\n  - \xc3\xa9: {c: 2}\n", "x");
  ASSERT_TRUE(value);
  EXPECT_EQ((*value)["a"].line, 1u);
  EXPECT_EQ((*value)["a"].column, 4u);
  const auto& second = (*(*value)["b"].list())[1];
  EXPECT_EQ(second.line, 4u);
  EXPECT_EQ(second.column, 5u);
  EXPECT_EQ(second["\xc3\xa9"]["c"].column, 12u);
}

TEST(Yaml, names_file_line_and_column_of_an_error) {
  EXPECT_TRUE(read("a: 1\n b: 2\n").starts_with("x.yaml:2:3: ")) << read("a: 1\n b: 2\n");
  EXPECT_TRUE(read("a: [1, 2\n").starts_with("x.yaml:2:1: ")) << read("a: [1, 2\n");
  EXPECT_TRUE(read("a:\n\t- b\n").starts_with("x.yaml:2:1: ")) << read("a:\n\t- b\n");
  EXPECT_TRUE(read("a: \"cut").starts_with("x.yaml:1:8: ")) << read("a: \"cut");
}

TEST(Yaml, refuses_duplicate_keys_and_keys_that_are_no_texts) {
  EXPECT_EQ(read("a: 1\nb: 2\na: 3\n"), "x.yaml:3:1: the key \"a\" stands here twice");
  EXPECT_EQ(read("1: a\n"), "x.yaml:1:1: a key must be a text: write \"1\"");
  EXPECT_EQ(read("true: a\n"), "x.yaml:1:1: a key must be a text: write \"true\"");
  EXPECT_EQ(read("? [a]\n: b\n"), "x.yaml:1:3: a key must be a text");
  EXPECT_EQ(read("on: push\n"), R"({"on":"push"})");
}

TEST(Yaml, refuses_a_second_document) {
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"), "x.yaml:2:1: a second document begins here, one is allowed");
}

TEST(Yaml, copies_aliases) {
  EXPECT_EQ(read("a: &x {k: [1]}\nb: *x\nc: &y text\n*y : d\n"),
            R"({"a":{"k":[1]},"b":{"k":[1]},"c":"text","text":"d"})");
  EXPECT_NE(read("a: *gone\n").find("alias"), std::string::npos);
  EXPECT_NE(read("a: &x [*x]\n").find("alias"), std::string::npos);
}

TEST(Yaml, survives_alias_bombs) {
  std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 12; ++i) {
    laughs += fmt::format("a{0}: &a{0} [*a{1}", i, i - 1);
    for (int j = 0; j < 8; ++j) laughs += fmt::format(", *a{}", i - 1);
    laughs += "]\n";
  }
  EXPECT_NE(read(laughs).find("too many values"), std::string::npos) << read(laughs).substr(0, 200);

  std::string copies = "a: &a " + std::string(1'000'000, 'x') + "\nb: [";
  for (int i = 0; i < 100'000; ++i) copies += "*a, ";
  EXPECT_NE(read(copies + "1]\n").find("aliases copy too much text"), std::string::npos);

  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 500; ++i) chain += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  EXPECT_NE(read(chain).find("nested too deeply"), std::string::npos);
}

TEST(Yaml, refuses_a_depth_bomb_at_once) {
  EXPECT_NE(read(std::string(200'000, '[')).find("nested too deeply"), std::string::npos);
  EXPECT_NE(read(std::string(200'000, '{')).find("x.yaml:1:"), std::string::npos);
  std::string dashes;
  for (int i = 0; i < 200'000; ++i) dashes += "- ";
  EXPECT_NE(read(dashes).find("nested too deeply"), std::string::npos);
  const auto depth = limits::document_depth;
  EXPECT_EQ(read(std::string(depth, '[') + std::string(depth, ']')).front(), '[');
}

TEST(Yaml, refuses_bytes_that_are_no_yaml) {
  EXPECT_TRUE(read("a: b\nc: \xff\n").starts_with("x.yaml:2:4: ")) << read("a: b\nc: \xff\n");
  EXPECT_NE(read(std::string_view("a: b\0c\n", 7)).find("x.yaml:"), std::string::npos);
  EXPECT_NE(read("a: \x01\n").find("x.yaml:1:"), std::string::npos);
}

TEST(YamlWrite, writes_block_style) {
  auto value = json::parse(
      R"({"id": "w1", "extent": {"paths": ["a/b.c", "*.py"], "none": []},
          "steps": [{"a": 1, "b": [true]}, [1, 2]]})",
      "x");
  ASSERT_TRUE(value);
  EXPECT_EQ(yaml::write(*value),
            "id: w1\nextent:\n  paths:\n    - a/b.c\n    - \"*.py\"\n  none: []\n"
            "steps:\n  - a: 1\n    b:\n      - true\n  -\n    - 1\n    - 2\n");
}

// Texts that one reader or another takes for something else.
const std::string texts[] = {"",
                             " ",
                             "yes",
                             "No",
                             "ON",
                             "y",
                             "null",
                             "~",
                             "true",
                             "12",
                             "1.5",
                             "0x1F",
                             "1_000",
                             "12:30",
                             "2026-11-22",
                             "a: b",
                             "a #b",
                             "- x",
                             "? x",
                             "key:",
                             "a:b",
                             "#c",
                             "[x]",
                             "{x}",
                             "&a",
                             "*a",
                             "!t",
                             "%d",
                             "@x",
                             "`x",
                             "'q'",
                             "\"q\"",
                             "a\nb",
                             "a\tb",
                             "trailing ",
                             "\xc3\xa9t\xc3\xa9",
                             "\x7f",
                             "\xc2\x85",
                             "\xc2\xa0",
                             "\xef\xbb\xbfx",
                             "\xe2\x80\xa8",
                             "<<",
                             "=",
                             ".inf",
                             "-",
                             "--",
                             "---",
                             "...",
                             "a, b",
                             "a]b",
                             "\\",
                             "\x01",
                             "plain words of a sentence."};

TEST(YamlWrite, gives_back_what_it_wrote) {
  for (const auto& text : texts) {
    const Value value(Map{{"k", Value(List{Value(text), Value(Map{{text, Value(text)}})})}});
    const auto written = yaml::write(value);
    auto again = yaml::parse(written, "x");
    ASSERT_TRUE(again) << again.error().message << "\n" << written;
    EXPECT_EQ(*again, value) << written;
  }
}

TEST(YamlWrite, writes_a_lone_scalar_and_special_numbers) {
  EXPECT_EQ(yaml::write(Value("on")), "\"on\"\n");
  EXPECT_EQ(yaml::write(Value(List{Value(-std::numeric_limits<double>::infinity()), Value(1.0)})),
            "- -.inf\n- 1.0\n");
}

}  // namespace
}  // namespace andon::base
