// CEL: whatever the source, it compiles or is refused with a place, and its evaluation ends within
// its budget with the same value each time.
#include "cel/cel.h"

#include "base/json.h"
#include "cel/inspect.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto source = fuzz::text_of(data, size);
  // Also as the door sees it: a line of JSON.
  if (source.starts_with('{')) (void)cel::inspect_line(source);
  static const auto facts = *base::json::parse(
      R"({"a":1,"b":"text","c":[{"id":"x","n":1},{"n":2,"id":"y"}],"d":{"k":null,"l":true}})",
      "facts");
  static constexpr std::string_view names[] = {"a", "b", "c", "d"};
  const auto expression = cel::Expression::compile(
      source,
      {.variables = names,
       .container = "d",
       .undeclared = size % 2 == 0 ? cel::Undeclared::refused : cel::Undeclared::fails_when_reached,
       .dialect = cel::Dialect::policy});
  if (!expression) {
    const auto& message = expression.error().message;
    fuzz::promise(!message.empty() && message[0] >= '1' && message[0] <= '9',
                  "an error without a place");
    return 0;
  }
  cel::Value values[4];
  for (std::size_t i = 0; i < 4; ++i) values[i] = cel::Value::wrap(facts[names[i]]);
  constexpr std::int64_t cost_limit = 20'000;
  cel::Evaluator evaluator(*expression, cost_limit);
  const auto first = cel::describe(evaluator.evaluate(values));
  const auto cost = evaluator.cost();
  (void)evaluator.trace(values);
  const auto second = cel::describe(evaluator.evaluate(values));
  fuzz::promise(first == second, "a second evaluation gives another value");
  fuzz::promise(cost == evaluator.cost(), "a second evaluation costs something else");
  return 0;
}
