#include <gtest/gtest.h>

#include "base/json.h"
#include "cel/inspect.h"
#include "cel/type.h"

namespace andon::cel {
namespace {

// What a policy sees: a finding whose waiver may be missing, and where it was found.
Declarations facts() {
  const auto schema = *base::json::parse(
      R"({"type":"object","properties":{
           "finding":{"type":"object","properties":{
             "severity":{"enum":["low","high"]},"age_days":{"type":"integer"},
             "score":{"type":["number","null"]},"cwe":{"type":"array","items":{"type":"integer"}},
             "waiver":{"type":["object","null"],"properties":{"owner":{"type":"string"}}},
             "labels":{"type":"object","additionalProperties":{"type":"string"}},
             "again":{"$ref":"#/$defs/place"}}},
           "run":{"anyOf":[{"type":"object","properties":{"outcome":{"const":"complete"}}},
                           {"type":"null"}]},
           "extra":{"type":"object","properties":{"a":{"type":"string"}},
                    "additionalProperties":true},
           "open":{"type":"array","items":{"$ref":"#/$defs/place"}},
           "anything":{}},
         "$defs":{"place":{"type":"object","properties":{
           "line":{"type":"integer"},"within":{"$ref":"#/$defs/place"}}}}})",
      "schema");
  Declarations out;
  const auto whole = type_of_schema(schema, schema, "facts", out);
  EXPECT_TRUE(whole.is(TypeKind::record));
  for (const auto& record : out.records)
    if (record.name == whole.name) out.variables = record.fields;
  return out;
}

std::string type_of(std::string_view source) {
  const auto type = check(source, facts());
  return type ? describe(*type) : "error: " + type.error().message;
}

struct Case {
  std::string_view source;
  std::string_view type;
};

TEST(Check, infers_the_type_of_an_expression) {
  constexpr Case cases[] = {
      {"1 + 2", "int"},
      {"[1, 2].map(x, [x])", "list(list(int))"},
      {"{'a': 1}.map(k, k)", "list(string)"},
      {"{'a': 1}.transformMap(k, v, string(v))", "map(string, string)"},
      {"[1, 'a']", "list(dyn)"},
      {"[1, null]", "list(dyn)"},
      {"true ? [] : ['a']", "list(string)"},
      {"finding.severity", "string"},
      {"finding.score", "double or null"},
      {"finding.score != null && finding.score > 7.0", "bool"},
      {"finding.cwe.filter(c, c in [79, 89])", "list(int)"},
      {"finding.labels['team']", "string"},
      {"finding.labels.team", "string"},
      {"finding.waiver == null || finding.waiver.owner == 'x'", "bool"},
      {"open.exists(p, p.within.within.line > 3)", "bool"},
      {"anything.at.all", "dyn"},
      {"run != null && run.outcome == 'complete'", "bool"},
      {"run.outcome", "string"},
      {"extra.b", "dyn"},
      {"anything + 1", "int"},
      {"timestamp('2026-01-01T00:00:00Z') - duration('1h')", "timestamp"},
      {"type(1)", "type(int)"},
      {"cel.bind(x, 1, x + x)", "int"},
      {"math.greatest(1, 2)", "int"},
      {"math.greatest(1, 2.0)", "dyn"},
      {"'a,b'.split(',')", "list(string)"},
      {"has(finding.waiver)", "bool"},
  };
  for (const auto& [source, type] : cases) EXPECT_EQ(type_of(source), type) << source;
}

TEST(Check, says_where_and_what_is_wrong_and_what_is_near) {
  constexpr Case cases[] = {
      {"finding.severty == 'high'",
       "error: 1:9: finding has no field 'severty', did you mean 'severity'?"},
      {"findings.size() == 0",
       "error: 1:1: nothing is called 'findings' here, did you mean 'finding'?"},
      {"open.exists(p,\n  p.lin > 3)",
       "error: 2:5: place has no field 'lin', did you mean 'line'?"},
      {"run.outcom", "error: 1:5: run has no field 'outcom', did you mean 'outcome'?"},
      {"has(finding.waver)", "error: 1:13: finding has no field 'waver', did you mean 'waiver'?"},
      {"finding.severity > 3", "error: 1:18: '>' does not take (string, int)"},
      {"finding.age_days == '3'", "error: 1:18: '==' does not take (int, string)"},
      {"finding.age_days && true", "error: 1:9: '&&' takes a bool, this is int"},
      {"finding.age_days.line", "error: 1:18: int has no fields, so no 'line'"},
      {"finding.age_days.all(x, true)", "error: 1:18: all walks a list or a map, this is int"},
      {"open.all(p, p.line)", "error: 1:15: all takes a bool, this is int"},
      {"{[1]: 2}", "error: 1:2: list(int) cannot be a key"},
      {"{}[null]", "error: 1:4: null cannot be a key"},
      {"'a'.sise()", "error: 1:5: no function is called 'sise', did you mean 'size'?"},
      {"'a'.startsWith(1)", "error: 1:5: 'startsWith' does not take (string, int)"},
      {"math.bitAnd(1, 2u)", "error: 1:6: 'math.bitAnd' does not take (int, uint)"},
      {"true ? 1 : 'a'", "error: 1:6: '?:' does not take (bool, int, string)"},
      {"unknown('why')", "error: 1:1: no function is called 'unknown'"},
      {"1 +", "error: 1:4: expected a value, found the end"},
  };
  for (const auto& [source, type] : cases) EXPECT_EQ(type_of(source), type) << source;
}

TEST(Check, lets_a_policy_say_that_it_does_not_know) {
  auto declarations = facts();
  declarations.dialect = Dialect::policy;
  EXPECT_TRUE(check("has(finding.waiver) || unknown('no report')", declarations));
}

TEST(Check, bounds_types_that_share_each_other) {
  std::string source = "1";
  for (int i = 0; i < 60; ++i) source = "cel.bind(x, " + source + ", pair(x, x))";
  Declarations declarations;
  const Type a = Type::parameter("A"), b = Type::parameter("B");
  declarations.functions = {
      {"pair", {{.parameters = {a, b}, .result = {TypeKind::abstract, "pair", {a, b}}}}}};
  const auto type = check(source, declarations);
  ASSERT_FALSE(type);
  EXPECT_NE(type.error().message.find("too large"), std::string::npos) << type.error().message;
}

TEST(Inspect, tells_the_type_beside_the_value) {
  EXPECT_EQ(inspect_line(R"({"expr":"[1]"})"),
            R"({"value":{"listValue":{"values":[{"int64Value":"1"}]}},)"
            R"("type":{"listType":{"elemType":{"primitive":"INT64"}}}})");
  EXPECT_EQ(inspect_line(R"({"expr":"1","disable_check":true})"),
            R"({"value":{"int64Value":"1"}})");
  EXPECT_EQ(inspect_line(R"({"expr":"{'a': null}","check_only":true})"),
            R"({"type":{"mapType":{"keyType":{"primitive":"STRING"},"valueType":{"null":null}}}})");
  EXPECT_EQ(inspect_line(R"({"expr":"1 + 'a'"})"),
            R"j({"error":"1:3: '+' does not take (int, string)"})j");
}

TEST(Inspect, takes_declarations_of_names_and_functions) {
  EXPECT_EQ(
      inspect_line(
          R"j({"expr":"f(x)","check_only":true,"types":[{"name":"x","ident":{"type":{"wrapper":)j"
          R"j("INT64"}}},{"name":"f","function":{"overloads":[{"overloadId":"f_T","params":)j"
          R"j([{"typeParam":"T"}],"resultType":{"listType":{"elemType":)j"
          R"j({"typeParam":"T"}}}}]}}]})j"),
      R"({"type":{"listType":{"elemType":{"wrapper":"INT64"}}}})");
  EXPECT_EQ(
      inspect_line(
          R"({"expr":"x + 1","types":[{"name":"x","ident":{"type":{"primitive":"INT64"}}}]})"),
      R"({"error":"1:1: declared, but bound to no value"})");
  EXPECT_EQ(inspect_line(R"({"expr":"x","types":[{"name":"x","ident":{"type":{"typeParam":"T"}}}],)"
                         R"("bindings":{"x":{"int64Value":"1"}}})"),
            R"({"value":{"int64Value":"1"},"type":{"dyn":{}}})");
  EXPECT_EQ(inspect_line(R"({"expr":"x","types":[{"name":"x","ident":{"type":{"no":1}}}]})"),
            R"({"error":"no is not in the JSON form of cel.expr.Type"})");
}

}  // namespace
}  // namespace andon::cel
