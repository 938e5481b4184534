// The static check: whatever the source, it gives a type or an error with a place; and what it lets
// pass without a doubt never meets, when it is evaluated on values of the declared types, an
// operator that does not take them or a name that nothing declares.
#include "base/json.h"
#include "cel/cel.h"
#include "cel/engine/checker.h"
#include "cel/engine/syntax.h"
#include "cel/type.h"
#include "fuzz/check.h"

namespace {

using namespace andon;

const base::Value& facts() {
  static const auto read = *base::json::parse(
      R"({"a":1,"b":"text","c":[{"id":"x","n":1,"tags":["p"]},{"n":2,"id":"y","tags":[]}],)"
      R"("d":{"k":1,"l":2},"e":true,"f":1.5})",
      "facts");
  return read;
}

cel::Declarations declared() {
  const auto schema = *base::json::parse(
      R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},)"
      R"("c":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},)"
      R"("n":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}}}}},)"
      R"("d":{"type":"object","additionalProperties":{"type":"integer"}},)"
      R"("e":{"type":"boolean"},"f":{"type":"number"}}})",
      "schema");
  cel::Declarations out;
  const auto whole = cel::type_of_schema(schema, schema, "facts", out);
  for (const auto& record : out.records)
    if (record.name == whole.name) out.variables = record.fields;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = fuzz::text_of(data, size);
  static const auto declarations = declared();
  const auto tree = cel::parse(source);
  if (!tree) return 0;
  cel::Checker checker(*tree, declarations);
  const auto type = checker.run();
  if (!type) {
    const auto& message = type.error().message;
    fuzz::promise(!message.empty() && message[0] >= '1' && message[0] <= '9',
                  "an error without a place");
    return 0;
  }
  (void)cel::describe(*type);
  std::vector<std::string_view> names;
  std::vector<cel::Value> values;
  for (const auto& [name, its_type] : declarations.variables) {
    names.push_back(name);
    values.push_back(cel::Value::wrap(facts()[name]));
  }
  const auto expression = cel::Expression::compile(
      source, {.variables = names, .undeclared = cel::Undeclared::fails_when_reached});
  fuzz::promise(expression.has_value(), "the check lets pass what does not compile");
  cel::Evaluator evaluator(*expression, 20'000);
  const auto value = evaluator.evaluate(values);
  if (!value.is(cel::Kind::failure) || !checker.is_certain()) return 0;
  const auto kind = value.failure().kind;
  fuzz::promise(kind != cel::FailureKind::no_such_overload && kind != cel::FailureKind::undeclared,
                "a checked expression meets a value of the wrong type");
  return 0;
}
