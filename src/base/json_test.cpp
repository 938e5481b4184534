#include "base/json.h"

#include <gtest/gtest.h>

#include "base/document/test_source.h"
#include "base/limits.h"

namespace andon::base {
namespace {

std::string reason(std::string_view text) {
  auto value = json::parse(text, "x.json");
  return value ? "parsed" : value.error().message;
}

// Every event as text, so that two ways of reading can be compared.
class Recorder final : public json::Handler {
 public:
  Result<void> begin_map() override { return note("{"); }
  Result<void> key(std::string_view name) override { return note(fmt::format("{}:", name)); }
  Result<void> end_map() override { return note("}"); }
  Result<void> begin_list() override { return note("["); }
  Result<void> end_list() override { return note("]"); }
  Result<void> string(std::string_view text) override { return note(fmt::format("'{}'", text)); }
  Result<void> integer(std::int64_t number) override { return note(fmt::format("{}", number)); }
  Result<void> number(double number) override { return note(fmt::format("{}d", number)); }
  Result<void> boolean(bool value) override { return note(value ? "yes" : "no"); }
  Result<void> null() override { return note("null"); }

  std::string told;
  std::string stop_at;

 private:
  Result<void> note(std::string event) {
    if (event == stop_at) return fail(ErrorKind::conflict, ErrorOrigin::input, "enough");
    told += event + " ";
    return {};
  }
};

TEST(Json, reads_every_kind_of_value) {
  auto value = json::parse(R"({"a": [1, -2, 1.5, true, false, null, "x"], "b": {}})", "x");
  ASSERT_TRUE(value) << value.error().message;
  const auto& list = *(*value)["a"].list();
  EXPECT_EQ(*list[0].integer(), 1);
  EXPECT_EQ(*list[1].integer(), -2);
  EXPECT_EQ(*list[2].number(), 1.5);
  EXPECT_TRUE(*list[3].boolean());
  EXPECT_TRUE(list[5].is_null());
  EXPECT_EQ(*list[6].string(), "x");
  EXPECT_TRUE((*value)["b"].is_map());
}

TEST(Json, keeps_the_order_of_keys) {
  auto value = json::parse(R"({"z": 1, "a": 2, "m": 3})", "x");
  ASSERT_TRUE(value);
  EXPECT_EQ(json::write_line(*value), R"({"z":1,"a":2,"m":3})");
}

TEST(Json, reads_escapes_and_holds_nul_bytes) {
  auto value = json::parse(R"("\u00e9\ud83d\ude00\u0000\n\/")", "x");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(*value->string(), std::string("\xc3\xa9\xf0\x9f\x98\x80\0\n/", 9));
}

TEST(Json, names_file_line_and_column_of_an_error) {
  EXPECT_EQ(reason("{\n  \"a\": 1,\n  \"b\": x\n}"), "x.json:3:8: not valid JSON");
  EXPECT_EQ(reason("[\"\xc3\xa9\xc3\xa9\", x]"), "x.json:1:8: not valid JSON");
}

TEST(Json, refuses_a_key_that_stands_twice_and_says_where) {
  EXPECT_EQ(reason("{\"a\": 1,\n \"a\": 2}"), "x.json:2:4: the key \"a\" stands here twice");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += fmt::format("\"k{}\": 1,", i);
  EXPECT_NE(reason(many + "\"k7\": 2}").find("\"k7\" stands here twice"), std::string::npos);
  EXPECT_EQ(reason(many + "\"k100\": 2}"), "parsed");
}

TEST(Json, refuses_what_is_cut_or_goes_on) {
  EXPECT_EQ(reason("{\"a\": [1, 2"), "x.json:1:12: cut off: the document ends too early");
  EXPECT_NE(reason("").find("cut off"), std::string::npos);
  EXPECT_NE(reason("\"abc").find("cut off"), std::string::npos);
  EXPECT_NE(reason("tru").find("cut off"), std::string::npos);
  EXPECT_EQ(reason("{} {}"), "x.json:1:4: more text after the end of the document");
  EXPECT_EQ(reason("12"), "parsed");
  EXPECT_EQ(reason(" {}\n\n "), "parsed");
}

TEST(Json, refuses_bad_utf8_lone_surrogates_and_control_characters) {
  EXPECT_NE(reason("\"\xff\""), "parsed");
  EXPECT_NE(reason("\"\xc0\xaf\""), "parsed");
  EXPECT_NE(reason("\"\xed\xa0\x80\""), "parsed");
  EXPECT_NE(reason(R"("\ud800")"), "parsed");
  EXPECT_EQ(reason(R"("\ud800\u0041")"), "x.json:1:10: half of a surrogate pair");
  EXPECT_NE(reason(R"("\udc00")"), "parsed");
  EXPECT_NE(reason("\"a\nb\""), "parsed");
  EXPECT_NE(reason(std::string_view("\"a\0b\"", 5)), "parsed");
  EXPECT_NE(reason(std::string_view("[1]\0", 4)), "parsed");
}

TEST(Json, refuses_what_only_looks_like_json) {
  for (const auto* text : {"[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "+1", ".5", "1.", "NaN",
                           "Infinity", "// c\n1", "[1 2]", "{\"a\" 1}", "\"\\x41\"", "nul", "0x10"})
    EXPECT_NE(reason(text), "parsed") << text;
}

TEST(Json, refuses_a_depth_bomb) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(reason(nested(limits::document_depth)), "parsed");
  EXPECT_NE(reason(nested(limits::document_depth + 1)).find("nested too deeply"),
            std::string::npos);
  EXPECT_NE(reason(std::string(1'000'000, '[')).find("nested too deeply"), std::string::npos);
}

TEST(Json, refuses_a_document_of_too_many_values) {
  std::string text = "[";
  for (std::size_t i = 0; i < limits::document_nodes; ++i) text += "1,";
  auto value = json::parse(text + "1]", "x");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::too_large);
}

TEST(Json, reads_numbers_to_the_last_bit) {
  auto value = json::parse(
      "[9223372036854775807, -9223372036854775808, 9223372036854775808, "
      "0.1, 2.2250738585072014e-308, 1.7976931348623157e308, "
      "9007199254740993.0, 123456789012345678901234567890, 1e-400]",
      "x");
  ASSERT_TRUE(value) << value.error().message;
  const auto& list = *value->list();
  EXPECT_EQ(*list[0].integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(*list[1].integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*list[2].number(), 9223372036854775808.0);
  EXPECT_EQ(*list[3].number(), 0.1);
  EXPECT_EQ(*list[4].number(), 2.2250738585072014e-308);
  EXPECT_EQ(*list[5].number(), 1.7976931348623157e308);
  EXPECT_EQ(*list[6].number(), 9007199254740992.0);
  EXPECT_EQ(*list[7].number(), 123456789012345678901234567890.0);
  EXPECT_EQ(*list[8].number(), 0.0);
  EXPECT_NE(reason("[1e999]").find("out of range"), std::string::npos);
}

TEST(Json, skips_a_byte_order_mark_whole_or_in_pieces) {
  EXPECT_EQ(reason("\xef\xbb\xbf{}"), "parsed");
  Recorder recorder;
  SlowSource source("\xef\xbb\xbf[1]", 1);
  EXPECT_TRUE(json::parse_stream(source, recorder, "x"));
  EXPECT_EQ(reason("\xef\xbb{}"), "x.json:1:1: not valid JSON");
  EXPECT_NE(reason("\xef").find("cut off"), std::string::npos);
}

TEST(JsonStream, tells_the_same_however_the_bytes_arrive) {
  const std::string text =
      R"({"key one": ["v\u00e9\ud83d\ude00lue", 12345, -7, 1.25e2, 9223372036854775808],
                              "": {"t": true, "f": false, "n": null}, "e": [], "o": {}})";
  Recorder whole;
  SlowSource all(text, 1 << 20);
  ASSERT_TRUE(json::parse_stream(all, whole, "x"));
  for (std::size_t step : {1u, 2u, 3u, 7u}) {
    Recorder recorder;
    SlowSource source(text, step);
    ASSERT_TRUE(json::parse_stream(source, recorder, "x"));
    EXPECT_EQ(recorder.told, whole.told);
  }
  EXPECT_EQ(whole.told,
            "{ key one: [ 'v\xc3\xa9\xf0\x9f\x98\x80lue' 12345 -7 125d 9.223372036854776e+18d ] "
            ": { t: yes f: no n: null } e: [ ] o: { } } ");
}

TEST(JsonStream, stops_with_the_error_of_the_handler) {
  Recorder recorder;
  recorder.stop_at = "2";
  SlowSource source("[1, 2, 3]", 1);
  auto read = json::parse_stream(source, recorder, "x");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "enough");
  EXPECT_EQ(recorder.told, "[ 1 ");
}

TEST(JsonStream, tells_what_came_before_the_cut_and_says_cut_off) {
  Recorder recorder;
  SlowSource source("{\n\"a\": [1, 2", 3);
  auto read = json::parse_stream(source, recorder, "x.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "x.json:2:11: cut off: the document ends too early");
  EXPECT_EQ(recorder.told, "{ a: [ 1 2 ");
}

TEST(JsonStream, hands_on_the_error_of_the_source) {
  Recorder recorder;
  FailingSource source("[1, ");
  auto read = json::parse_stream(source, recorder, "x.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().text(), "the disk is gone (while reading x.json)");
}

TEST(JsonStream, refuses_a_single_text_over_the_limit) {
  const std::string text = "[\"" + std::string(limits::text_field_bytes * 16 + 1, 'a') + "\"]";
  Recorder recorder;
  SlowSource source(text, 10'000);
  auto read = json::parse_stream(source, recorder, "x.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::too_large);
  EXPECT_TRUE(read.error().message.starts_with("x.json:1:")) << read.error().message;
}

TEST(JsonWrite, indents_and_ends_in_a_newline) {
  auto value = json::parse(R"({"a":[1,{"b":[]}],"c":{}})", "x");
  ASSERT_TRUE(value);
  EXPECT_EQ(json::write(*value),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}\n");
}

TEST(JsonWrite, keeps_doubles_doubles) {
  EXPECT_EQ(json::write_line(Value(1.0)), "1.0");
  EXPECT_EQ(json::write_line(Value(0.1)), "0.1");
  EXPECT_EQ(json::write_line(Value(1e300)), "1e+300");
  EXPECT_EQ(json::write_line(Value(std::numeric_limits<double>::infinity())), "null");
}

TEST(JsonWrite, replaces_bytes_that_are_not_utf8) {
  std::string out;
  json::append_quoted(out,
                      "a\xff"
                      "b\xed\xa0\x80"
                      "c\xf4\x90\x80\x80"
                      "d\xc3");
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(out,
            "\"a" + bad + "b" + bad + bad + bad + "c" + bad + bad + bad + bad + "d" + bad + "\"");
}

// The example of RFC 8785 clause 3.2.3, its floats left out.
TEST(JsonCanonical, sorts_keys_by_utf16_units) {
  Value map;
  for (const auto* key :
       {"\xe2\x82\xac", "\r", "\xef\xac\xb3", "1", "\xf0\x9f\x98\x80", "\xc2\x80", "\xc3\xb6"})
    map.set(key, 1);
  auto text = json::canonical(map);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "{\"\\r\":1,\"1\":1,\"\xc2\x80\":1,\"\xc3\xb6\":1,\"\xe2\x82\xac\":1,"
            "\"\xf0\x9f\x98\x80\":1,\"\xef\xac\xb3\":1}");
}

// The string of RFC 8785 clause 3.2.2.2.
TEST(JsonCanonical, escapes_only_what_the_standard_escapes) {
  const std::string text = "\xe2\x82\xac$\x0f\nA'B\"\\\\\"/\x7f\xe2\x80\xa8\b\t\f\r\x1f";
  auto written = json::canonical(Value(text));
  ASSERT_TRUE(written);
  EXPECT_EQ(*written,
            "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\x7f\xe2\x80\xa8\\b\\t\\f\\r\\u001f\"");
}

TEST(JsonCanonical, writes_big_integers_as_strings_and_refuses_floats) {
  Value list(List{9007199254740992, 9007199254740993, -9007199254740992, -9007199254740993, 0});
  EXPECT_EQ(*json::canonical(list),
            "[9007199254740992,\"9007199254740993\",-9007199254740992,\"-9007199254740993\",0]");
  EXPECT_FALSE(json::canonical(Value(1.5)));
  EXPECT_FALSE(json::canonical(Value(List{Value(Map{{"a", Value(1.0)}})})));
}

TEST(JsonCanonical, refuses_maps_that_no_reader_would_take) {
  EXPECT_FALSE(json::canonical(Value(Map{{"a", 1}, {"a", 2}})));
  EXPECT_FALSE(json::canonical(Value(Map{{"\xff", 1}})));
}

TEST(JsonCanonical, is_its_own_canonical_form) {
  auto value = json::parse(R"({"b": [true, null, {"y": "\u0001", "x": []}], "a": ""})", "x");
  ASSERT_TRUE(value);
  const auto once = *json::canonical(*value);
  auto again = json::parse(once, "x");
  ASSERT_TRUE(again);
  EXPECT_EQ(*json::canonical(*again), once);
}

}  // namespace
}  // namespace andon::base
