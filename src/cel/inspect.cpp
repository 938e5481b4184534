#include "cel/inspect.h"

#include <vector>

#include "base/json.h"
#include "cel/cel.h"
#include "cel/engine/type_json.h"
#include "cel/engine/value_json.h"
#include "cel/type.h"

namespace andon::cel {
namespace {

using base::Result;

struct Bindings {
  std::vector<std::string_view> names;
  std::vector<Value> values;
};

bool has(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Result<Bindings> read_bindings(const base::Value& request, Arena& arena) {
  Bindings out;
  if (const auto* bound = request["bindings"].map())
    for (const auto& [name, value] : *bound) {
      out.names.push_back(name);
      out.values.push_back(TRY(read_value(value, arena)));
    }
  // A constant among the declarations has its value there.
  if (const auto* declared = request["types"].list())
    for (const auto& declaration : *declared) {
      const auto* value = declaration["ident"].find("value");
      const auto name = declaration["name"].text_or();
      if (!value || value->is_null() || has(out.names, name)) continue;
      out.names.push_back(name);
      out.values.push_back(TRY(read_value(*value, arena)));
    }
  return out;
}

// What the request declares; what it binds and does not declare may be anything.
Result<Declarations> read_declarations(const base::Value& request, const Bindings& bindings) {
  Declarations out;
  out.container = request["container"].text_or();
  if (const auto* declared = request["types"].list())
    for (const auto& declaration : *declared) TRY(read_declaration(declaration, out));
  for (const auto name : bindings.names)
    if (std::ranges::find(out.variables, name, &NamedType::name) == out.variables.end())
      out.variables.push_back({std::string(name), {}});
  return out;
}

Result<base::Value> inspected(std::string_view line) {
  const auto request = TRY(base::json::parse(line, "line"));
  const auto* source = request["expr"].string();
  if (!source)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "\"expr\" is missing");
  base::Value answer{base::Map{}};
  Arena arena;
  auto bindings = TRY(read_bindings(request, arena));
  Declarations declarations;
  const bool is_alone = request["check_only"].boolean_or(false);
  if (is_alone || !request["disable_check"].boolean_or(false)) {
    declarations = TRY(read_declarations(request, bindings));
    const auto type = TRY(check(*source, declarations));
    answer.set("type", write_type(type));
    if (is_alone) return answer;
  }
  // Declared and not bound: looked up as the check did, and a failure when it is reached.
  const Failure unbound{FailureKind::unknown, 0, "declared, but bound to no value"};
  for (const auto& variable : declarations.variables)
    if (!has(bindings.names, variable.name)) {
      bindings.names.push_back(variable.name);
      bindings.values.push_back(Value::failure(&unbound));
    }
  const Environment environment{.variables = bindings.names,
                                .container = request["container"].text_or(),
                                .undeclared = Undeclared::fails_when_reached};
  const auto expression = TRY(Expression::compile(*source, environment));
  Evaluator evaluator(expression);
  const Value value = evaluator.evaluate(bindings.values);
  if (value.is(Kind::failure))
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}",
                      failure_text(expression, value));
  base::Value out{base::Map{}};
  out.set("value", write_value(value));
  if (const auto* type = answer.find("type")) out.set("type", *type);
  return out;
}

}  // namespace

std::string inspect_line(std::string_view line) {
  const auto answer = inspected(line);
  if (answer) return base::json::write_line(*answer);
  base::Value error{base::Map{}};
  error.set("error", answer.error().text());
  return base::json::write_line(error);
}

}  // namespace andon::cel
