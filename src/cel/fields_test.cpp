#include "cel/fields.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace andon::cel {
namespace {

constexpr std::string_view variables[] = {"limit", "finding"};

// Maps of several shapes, one after the other: fields elsewhere, missing, null, of another kind.
base::List elements() {
  auto parsed = base::json::parse(R"([
    {"id": "a", "rank": 3, "waiver": null, "region": {"start_line": 7, "end_line": 9}},
    {"id": "b", "rank": 1, "waiver": {"id": "w", "is_expired": true}, "region": {"start_line": 1}},
    {"region": {"end_line": 2, "start_line": 8}, "rank": 4, "id": "c"},
    {"rank": "high", "waiver": 3, "region": null},
    {},
    [1, 2],
    "text",
    {"id": "d", "rank": 3, "waiver": {"is_expired": false}, "region": {"start_line": 7}}
  ])",
                                  "elements");
  return std::move(*parsed->list());
}

constexpr std::string_view sources[] = {
    "finding.rank >= limit && finding.id != 'b'",
    "finding.waiver == null || finding.waiver.is_expired",
    "finding.region.start_line > 6 && finding.region.end_line < 9",
    "finding.region.start_line",
    "has(finding.waiver) && has(finding.waiver.id)",
    "[1, 2].exists(finding, finding == 2) && finding.rank < 4",
    "[finding].all(f, f.rank == finding.rank) ? finding.id : 'none'",
    "{'finding': finding.id}.finding == finding.id",
};

struct Given {
  std::string value;
  std::int64_t cost;
  base::Value trace;
};

Given given(Evaluator& evaluator, const Expression& expression, const base::Value& element) {
  const Value values[] = {Value::integer(3), Value::wrap(element)};
  const Value value = evaluator.evaluate(values);
  Given out{value.is(Kind::failure) ? failure_text(expression, value) : describe(value),
            evaluator.cost(),
            {}};
  out.trace = evaluator.trace(values);
  return out;
}

TEST(Fields, that_are_looked_up_once_change_no_value_no_cost_and_no_trace) {
  std::vector<Expression> expressions;
  for (const auto source : sources) {
    auto compiled = Expression::compile(source, {.variables = variables});
    ASSERT_TRUE(compiled) << compiled.error().text();
    expressions.push_back(std::move(*compiled));
  }
  Fields fields(1);
  std::vector<Evaluator> alone, together;
  for (const auto& expression : expressions) {
    alone.emplace_back(expression);
    together.emplace_back(expression).share(fields);
  }
  const auto all = elements();
  for (const auto& element : all) {
    fields.look_up(Value::wrap(element));
    fields.expect(all.front());
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      SCOPED_TRACE(fmt::format("{} of {}", sources[i], base::json::write_line(element)));
      const auto one = given(alone[i], expressions[i], element);
      const auto other = given(together[i], expressions[i], element);
      EXPECT_EQ(one.value, other.value);
      EXPECT_EQ(one.cost, other.cost);
      EXPECT_EQ(one.trace, other.trace);
    }
  }
}

TEST(Fields, are_of_the_element_that_was_looked_up_last) {
  auto compiled = Expression::compile("finding.rank", {.variables = variables});
  ASSERT_TRUE(compiled) << compiled.error().text();
  Fields fields(1);
  Evaluator evaluator(*compiled);
  evaluator.share(fields);
  const auto all = elements();
  const auto rank = [&](const base::Value& element) {
    fields.look_up(Value::wrap(element));
    const Value values[] = {Value::integer(3), Value::wrap(element)};
    return describe(evaluator.evaluate(values));
  };
  EXPECT_EQ(rank(all[0]), "3");
  EXPECT_EQ(rank(all[2]), "4");
  EXPECT_EQ(rank(all[4]), "there is no 'rank'") << "not the one before it";
  EXPECT_EQ(rank(all[1]), "1");
}

}  // namespace
}  // namespace andon::cel
