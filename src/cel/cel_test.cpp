#include "cel/cel.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/limits.h"
#include "cel/inspect.h"

namespace andon::cel {
namespace {

// The value of an unchecked expression as inspect writes it, or "error: ...".
std::string value_of(std::string_view source) {
  base::Value request{base::Map{}};
  request.set("expr", source);
  request.set("disable_check", true);
  const auto answer = base::json::parse(inspect_line(base::json::write_line(request)), "answer");
  if (!answer) return answer.error().text();
  if (const auto* error = answer->find("error")) return "error: " + std::string(error->text_or());
  return base::json::write_line((*answer)["value"]);
}

struct Case {
  std::string_view source;
  std::string_view value;
};

TEST(Cel, evaluates_operators_as_the_definition_says) {
  constexpr Case cases[] = {
      {"1 + 2 * 3", R"({"int64Value":"7"})"},
      {"-9223372036854775808", R"({"int64Value":"-9223372036854775808"})"},
      {"--5", R"({"int64Value":"5"})"},
      {"-5.size()", "error: 1:4: 'size' does not take (int)"},
      {"!!true", R"({"boolValue":true})"},
      {"7 % -2", R"({"int64Value":"1"})"},
      {"1u + 2u", R"({"uint64Value":"3"})"},
      {"0x1F", R"({"int64Value":"31"})"},
      {"1.5e3", R"({"doubleValue":1500.0})"},
      {"1 == 1.0 && 1u == 1", R"({"boolValue":true})"},
      {"'a' == 1", R"({"boolValue":false})"},
      {"[1, 2] + [3]",
       R"({"listValue":{"values":[{"int64Value":"1"},{"int64Value":"2"},{"int64Value":"3"}]}})"},
      {"2 in [1, 2.0]", R"({"boolValue":true})"},
      {"'k' in {'k': 1}", R"({"boolValue":true})"},
      {"{'a': 1}.a + {'b': 2}['b']", R"({"int64Value":"3"})"},
      {"true ? 1 : 1 / 0", R"({"int64Value":"1"})"},
      {"r'\\d' + \"\\u00fc\" + '''a'b'''", R"({"stringValue":"\\düa'b"})"},
      {"b'\\xff'", R"({"bytesValue":"/w=="})"},
      {"type(1u)", R"({"typeValue":"uint"})"},
      {"null == null // a remark", R"({"boolValue":true})"},
      {"{'a-b': 1}.`a-b`", R"({"int64Value":"1"})"},
  };
  for (const auto& [source, value] : cases) EXPECT_EQ(value_of(source), value) << source;
}

TEST(Cel, tells_an_overflow_instead_of_wrapping) {
  constexpr std::string_view sources[] = {"9223372036854775807 + 1",
                                          "-9223372036854775808 - 1",
                                          "9223372036854775807 * 2",
                                          "0u - 1u",
                                          "int(1e19)",
                                          "uint(-1)",
                                          "1 / 0",
                                          "1 % 0",
                                          "timestamp('9999-12-31T23:59:59Z') + duration('1s')"};
  for (const auto source : sources) EXPECT_EQ(value_of(source).substr(0, 6), "error:") << source;
}

TEST(Cel, absorbs_a_failure_where_the_other_side_decides) {
  EXPECT_EQ(value_of("1 / 0 > 1 || true"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("true || 1 / 0 > 1"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("1 / 0 > 1 && false"), R"({"boolValue":false})");
  EXPECT_EQ(value_of("1 / 0 > 1 || false"), "error: 1:3: division by zero");
  EXPECT_EQ(value_of("[1, 0].exists(x, 1 / x == 1)"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("[0, 1].exists(x, 1 / x == 1)"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("[0, 1].all(x, 1 / x == 2)"), R"({"boolValue":false})");
}

TEST(Cel, walks_lists_and_maps_by_macro) {
  EXPECT_EQ(value_of("[1, 2, 3].filter(x, x > 1).map(x, x * x)"),
            R"({"listValue":{"values":[{"int64Value":"4"},{"int64Value":"9"}]}})");
  EXPECT_EQ(value_of("[1, 2, 3].map(x, x > 2, x + 1)"),
            R"({"listValue":{"values":[{"int64Value":"4"}]}})");
  EXPECT_EQ(value_of("[1, 2].exists_one(x, x == 2)"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("{'a': 1, 'b': 2}.all(key, key < 'c')"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("[[1], [2]].exists(x, x.exists(x, x == 2))"), R"({"boolValue":true})");
  EXPECT_EQ(value_of("has({'a': null}.a) && !has({'a': 1}.b)"), R"({"boolValue":true})");
}

TEST(Cel, reads_times_and_lengths) {
  EXPECT_EQ(value_of("string(timestamp('2026-01-01T00:00:00Z') - duration('1h30m'))"),
            R"({"stringValue":"2025-12-31T22:30:00Z"})");
  EXPECT_EQ(value_of("timestamp('2026-01-01T23:00:00Z').getDate('+02:00')"),
            R"({"int64Value":"2"})");
  EXPECT_EQ(value_of("duration('-1.5s')"),
            R"({"objectValue":{"@type":"type.googleapis.com/google.protobuf.Duration",)"
            R"("value":"-1.5s"}})");
}

TEST(Cel, says_where_an_expression_is_wrong) {
  constexpr Case cases[] = {
      {"1 +", "error: 1:4: expected a value, found the end"},
      {"(1", "error: 1:3: expected ')' that closes the parenthesis, found the end"},
      {"'a\nb'", "error: 1:1: a string that does not end"},
      {"a.\n  in", "error: 2:3: expected a field's name, found 'in'"},
      {"ü", "error: 1:1: 'ü' has no meaning here"},
      {"if", "error: 1:1: 'if' is a reserved word"},
      {"'\\q'", "error: 1:2: an escape that the language does not know"},
      {"'\\ud800'", "error: 1:4: an escape that is no Unicode character"},
      {"99999999999999999999", "error: 1:1: 99999999999999999999 is out of range"},
      {"has(1)", "error: 1:1: has() takes one field, such as has(finding.waiver)"},
      {"[1].all(1, true)", "error: 1:9: all takes the name of a variable first"},
  };
  for (const auto& [source, value] : cases) EXPECT_EQ(value_of(source), value) << source;
}

TEST(Cel, bounds_depth_and_length_of_an_expression) {
  const std::string deep(base::limits::cel_depth + 1, '(');
  EXPECT_NE(value_of(deep).find("nested deeper"), std::string::npos);
  std::string chain = "1";
  for (int i = 0; i < 300; ++i) chain += "+1";
  EXPECT_NE(value_of(chain).find("nested deeper"), std::string::npos);
  std::string wide = "true";
  for (int i = 0; i < 5000; ++i) wide += " && true";
  EXPECT_EQ(value_of(wide), R"({"boolValue":true})");
  EXPECT_NE(value_of(std::string(base::limits::cel_source_bytes + 1, ' ')).find("more than"),
            std::string::npos);
}

TEST(Cel, ends_an_expression_that_takes_too_many_steps) {
  std::string list = "[0";
  for (int i = 0; i < 300; ++i) list += ",0";
  list += "]";
  const auto nested = list + ".all(a, " + list + ".all(b, " + list + ".all(c, true)))";
  EXPECT_NE(value_of(nested).find("too many steps"), std::string::npos);
  EXPECT_NE(value_of(nested + " || true").find("too many steps"), std::string::npos);
}

TEST(Cel, charges_what_becomes_long_to_the_budget) {
  constexpr std::string_view sources[] = {
      "s.replace('', s)",
      "s.split('').map(x, s).join(s)",
      "[s, s].join(s)",
      "'%s%s%s%s'.format([[s, s], [s, s], [s, s], [s, s]])",
      "s.reverse() + s.upperAscii() + s.trim() + strings.quote(s)",
      "s.indexOf(s + s) + s.lastIndexOf(s.reverse())",
      "base64.encode(bytes(s + s + s))",
  };
  constexpr std::string_view names[] = {"s"};
  const std::string text(60'000, 'a');
  const Value values[] = {Value::string(text)};
  for (const auto source : sources) {
    const auto expression = Expression::compile(source, {.variables = names});
    ASSERT_TRUE(expression) << source;
    Evaluator evaluator(*expression, 1'000);
    const Value value = evaluator.evaluate(values);
    ASSERT_TRUE(value.is(Kind::failure)) << source;
    const auto kind = value.failure().kind;
    EXPECT_EQ(kind, FailureKind::out_of_budget) << source << ": " << value.failure().message;
  }
}

TEST(Cel, names_a_time_zone_that_it_does_not_know) {
  EXPECT_EQ(value_of("timestamp('2026-01-01T00:00:00Z').getHours('Europe/Atlantis')"),
            "error: 1:35: \"Europe/Atlantis\" is no time zone such as \"Europe/Berlin\" and no "
            "offset such as \"+02:00\"");
}

TEST(Cel, counts_characters_in_strings_not_bytes) {
  constexpr Case cases[] = {
      {"'äöü'.charAt(1)", R"({"stringValue":"ö"})"},
      {"'äöü'.indexOf('ü')", R"({"int64Value":"2"})"},
      {"'äöü'.reverse()", R"({"stringValue":"üöä"})"},
      {"'äöü'.replace('', '-')", R"({"stringValue":"-ä-ö-ü-"})"},
      {"'äö'.split('')", R"({"listValue":{"values":[{"stringValue":"ä"},{"stringValue":"ö"}]}})"},
      {"'a,b,c'.split(',', 2)",
       R"({"listValue":{"values":[{"stringValue":"a"},{"stringValue":"b,c"}]}})"},
      {"''.split('')", R"({"listValue":{"values":[]}})"},
      {"''.split(',')", R"({"listValue":{"values":[{"stringValue":""}]}})"},
      {"'%.2f %s %05'.format([1.005, 'x'])",
       "error: 1:15: '%0' is no clause; there are %s %d %f %e %x %X %b %o %%"},
      {"'äöü'.charAt(4)", "error: 1:7: 'charAt': there is no place 4 in a string of 3 characters"},
  };
  for (const auto& [source, value] : cases) EXPECT_EQ(value_of(source), value) << source;
}

base::Value facts() {
  return *base::json::parse(
      R"({"findings":[{"id":"a","rank":1},{"id":"b","rank":3},{"rank":3,"id":"c"}],"limit":3})",
      "facts");
}

TEST(Evaluator, borrows_facts_and_traces_the_element_that_decided) {
  const auto given = facts();
  constexpr std::string_view names[] = {"findings", "limit"};
  const auto expression =
      Expression::compile("findings.exists(f, f.rank >= limit)", {.variables = names});
  ASSERT_TRUE(expression) << expression.error().text();
  Evaluator evaluator(*expression);
  const Value values[] = {Value::wrap(given["findings"]), Value::wrap(given["limit"])};
  EXPECT_TRUE(evaluator.evaluate(values).is_true());
  EXPECT_GT(evaluator.cost(), 5);
  EXPECT_EQ(base::json::write_line(evaluator.trace(values)),
            R"([{"expression":"f.rank","value":3,"element":1},)"
            R"({"expression":"limit","value":3,"element":1},)"
            R"({"expression":"f.rank >= limit","value":true,"element":1},)"
            R"j({"expression":"findings.exists(f, f.rank >= limit)","value":true}])j");
}

TEST(Evaluator, finds_fields_whatever_their_order) {
  const auto given = facts();
  constexpr std::string_view names[] = {"findings", "limit"};
  const auto expression = Expression::compile(
      "findings.filter(f, f.rank == 3).map(f, f.id) == ['b', 'c']", {.variables = names});
  ASSERT_TRUE(expression);
  Evaluator evaluator(*expression);
  const Value values[] = {Value::wrap(given["findings"]), Value::wrap(given["limit"])};
  EXPECT_TRUE(evaluator.evaluate(values).is_true());
  EXPECT_TRUE(evaluator.evaluate(values).is_true());
}

TEST(Evaluator, walks_the_keys_of_facts_in_one_order) {
  const auto one = *base::json::parse(R"({"b":1,"a":2})", "one");
  constexpr std::string_view names[] = {"m"};
  const auto expression = Expression::compile("m.map(k, k) == ['a', 'b']", {.variables = names});
  ASSERT_TRUE(expression);
  const Value values[] = {Value::wrap(one)};
  EXPECT_TRUE(Evaluator(*expression).evaluate(values).is_true());
}

TEST(Expression, refuses_unknown_names_and_functions_and_names_the_nearest) {
  constexpr std::string_view names[] = {"findings"};
  const auto refused = [&](std::string_view source) {
    const auto out = Expression::compile(source, {.variables = names});
    return out ? std::string("accepted") : out.error().message;
  };
  EXPECT_EQ(refused("findigns.size() == 0"),
            "1:1: nothing is called 'findigns' here, did you mean 'findings'?");
  EXPECT_EQ(refused("unknown('x')"), "1:1: no function is called 'unknown'");
  EXPECT_EQ(refused("'a'.matches('(')"), "1:13: the pattern cannot be read: missing ): (");
  EXPECT_EQ(refused("'a'.size(1)"), "1:5: 'size' does not take 2 values");
}

TEST(Expression, lets_a_policy_say_that_it_does_not_know) {
  const auto expression = Expression::compile("false || unknown('no report')",
                                              {.variables = {}, .dialect = Dialect::policy});
  ASSERT_TRUE(expression) << expression.error().text();
  Evaluator evaluator(*expression);
  const Value value = evaluator.evaluate({});
  ASSERT_TRUE(value.is(Kind::failure));
  EXPECT_EQ(value.failure().kind, FailureKind::unknown);
  EXPECT_EQ(value.failure().message, "no report");
}

TEST(Inspect, answers_a_broken_line_with_an_error) {
  EXPECT_NE(inspect_line("{").find("\"error\""), std::string::npos);
  EXPECT_EQ(inspect_line("{}"), R"({"error":"\"expr\" is missing"})");
  EXPECT_EQ(inspect_line(R"({"expr":"x","bindings":{"x":{"int65Value":"1"}}})"),
            R"({"error":"int65Value is not in the JSON form of cel.expr.Value"})");
}

TEST(Inspect, reads_bindings_and_looks_names_up_in_the_container) {
  EXPECT_EQ(inspect_line(
                R"({"expr":"y","container":"x","bindings":{"x.y":{"value":{"boolValue":true}}}})"),
            R"({"value":{"boolValue":true},"type":{"dyn":{}}})");
  EXPECT_EQ(inspect_line(R"j({"expr":"size(m)","bindings":{"m":{"mapValue":{"entries":[)j"
                         R"j({"key":{"int64Value":"1"},"value":{"nullValue":null}}]}}}})j"),
            R"({"value":{"int64Value":"1"},"type":{"primitive":"INT64"}})");
}

}  // namespace
}  // namespace andon::cel
