#include "base/canonical_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/json.h"
#include "base/limits.h"

namespace andon::base {
namespace {

bool is_taken(std::string_view text) {
  Value out;
  return json::read_canonical(text, out);
}

// Those that json::parse is left to read.
bool has_odd_key(const Value& value) {
  if (const auto* list = value.list()) return std::ranges::any_of(*list, has_odd_key);
  const auto* map = value.map();
  return map && std::ranges::any_of(*map, [](const Entry& entry) {
           return json::write_line(entry.first).size() != entry.first.size() + 2 ||
                  std::ranges::any_of(entry.first, [](char c) { return c < 0; }) ||
                  has_odd_key(entry.second);
         });
}

TEST(CanonicalJson, reads_what_the_writer_writes) {
  const auto given = json::parse(
      R"({"z": [1, -2, 0, 9007199254740992, -9007199254740992, true, false, null, [], {}],
          "a": "plain", "b": {"é": 1}, "c": "\u0000\b\t\n\u000b\f\r\u001f\"\\/é😀", "": "empty"})",
      "x");
  ASSERT_TRUE(given) << given.error().message;
  auto whole = *given;
  whole.set("b", Value(Map{}));  // keys beyond ASCII are for json::parse
  const auto text = json::canonical(whole);
  ASSERT_TRUE(text);
  Value read;
  ASSERT_TRUE(json::read_canonical(*text, read)) << *text;
  const auto parsed = json::parse(*text, "x");
  EXPECT_EQ(read, *parsed);
  EXPECT_FALSE(is_taken(*json::canonical(*given)));
}

TEST(CanonicalJson, refuses_every_other_spelling) {
  for (const std::string_view text : {" 1",
                                      "1 ",
                                      "1\n",
                                      "[1, 2]",
                                      "[ ]",
                                      "{\"a\": 1}",
                                      "{\"a\" :1}",
                                      "{\"b\":1,\"a\":2}",
                                      "{\"a\":1,\"a\":2}",
                                      "01",
                                      "-0",
                                      "-01",
                                      "+1",
                                      "1.0",
                                      "1e3",
                                      "1E3",
                                      "9007199254740993",
                                      "-9007199254740993",
                                      "123456789012345678901234567890",
                                      "\"\\/\"",
                                      "\"\\u0041\"",
                                      "\"\\u001F\"",
                                      "\"\\u000a\"",
                                      "\"\\u0008\"",
                                      "\"\\u007f\"",
                                      "\"\\u00e9\"",
                                      "\"\\v\"",
                                      "\"\\",
                                      "\"\\u00",
                                      "\"\\u001\""})
    EXPECT_FALSE(is_taken(text)) << text;
}

TEST(CanonicalJson, refuses_what_is_no_json) {
  for (const std::string_view text : {"",
                                      "[",
                                      "]",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "[,1]",
                                      "[1 2]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1,}",
                                      "{,}",
                                      "{1:1}",
                                      "{a:1}",
                                      "[1]]",
                                      "{}{}",
                                      "tru",
                                      "truefalse",
                                      "nul",
                                      "-",
                                      "'a'",
                                      "\"a",
                                      "\"\xff\"",
                                      "\"\xc0\xaf\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"a\nb\"",
                                      "[1}",
                                      "{\"a\":1]"})
    EXPECT_FALSE(is_taken(text)) << text;
  EXPECT_FALSE(is_taken(std::string_view("\"a\0b\"", 5)));
  EXPECT_FALSE(is_taken(std::string_view("1\0", 2)));
}

TEST(CanonicalJson, keeps_the_limits_of_the_other_reader) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_taken(nested(limits::document_depth)));
  EXPECT_FALSE(is_taken(nested(limits::document_depth + 1)));
  EXPECT_FALSE(is_taken(std::string(1'000'000, '[')));
  const auto of_size = [](std::size_t bytes) { return "\"" + std::string(bytes, 'x') + "\""; };
  EXPECT_TRUE(is_taken(of_size(limits::text_field_bytes * 16)));
  EXPECT_FALSE(is_taken(of_size(limits::text_field_bytes * 16 + 1)));
  EXPECT_FALSE(is_taken("\"\\n" + std::string(limits::text_field_bytes * 16, 'x') + "\""));
}

// Whatever is changed in it: what is taken is what json::parse reads and the writer writes.
TEST(CanonicalJson, takes_nothing_that_would_be_written_otherwise) {
  const std::string good =
      R"({"a":[1,-20,true,null,"x\n\u001fé"],"b":{"c":"\"","d":false},"e":[{},[]]})";
  ASSERT_TRUE(is_taken(good));
  for (std::size_t end = 0; end < good.size(); ++end) EXPECT_FALSE(is_taken(good.substr(0, end)));
  std::mt19937 random(7);
  const std::string_view bytes = "{}[]\":,0129-truefalsnulbu\\/ \n\x1f\x7f\xc3\xa9.eE";
  int taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    auto text = good;
    for (auto changes = 1 + random() % 2; changes > 0; --changes) {
      const auto at = random() % text.size();
      const char c = bytes[random() % bytes.size()];
      if (random() % 3 == 0)
        text.erase(at, 1);
      else if (random() % 2 == 0)
        text.insert(at, 1, c);
      else
        text[at] = c;
    }
    Value read;
    const auto is_read = json::read_canonical(text, read);
    const auto parsed = json::parse(text, "x");
    const auto written = parsed ? json::canonical(*parsed) : std::unexpected(Error{});
    const auto is_canonical = written && *written == text;
    ASSERT_EQ(is_read, is_canonical && !has_odd_key(*parsed)) << text;
    if (!is_read) continue;
    ++taken;
    ASSERT_EQ(read, *parsed) << text;
  }
  EXPECT_GT(taken, 1'000);
}

}  // namespace
}  // namespace andon::base
