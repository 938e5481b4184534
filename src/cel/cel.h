// cel: the Common Expression Language (cel-spec, langdef.md) over plain JSON-like values. Parses,
// compiles once, evaluates often, always ends (cost budget), and can tell which sub-expression had
// which value. It knows values, never findings; it reads no clock, no file, and keeps no state
// between evaluations. A missing field, an unknown or a wrong type is a failure value, never a
// guess:
// && and || absorb it where the other side decides.
#pragma once
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/value.h"

namespace andon::cel {

struct Program;
class Fields;

// What a name or function that nothing declares does.
enum class Undeclared { refused, fails_when_reached };
// The language alone, or with what policies may say on top: unknown("why").
enum class Dialect { standard, policy };

struct Environment {
  std::span<const std::string_view> variables;  // in the order of the values given to evaluate
  std::string_view container{};                 // names are looked up here first: "a.b"
  Undeclared undeclared = Undeclared::refused;
  Dialect dialect = Dialect::standard;
};

class Expression {
 public:
  // Errors are "line:column: what" within the source, origin configuration.
  static base::Result<Expression> compile(std::string_view source, const Environment& environment);
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  std::string_view source() const;
  // Whether it looks at the variable of that place in the environment.
  bool reads(std::size_t variable) const;
  const Program& program() const { return *program_; }

 private:
  explicit Expression(std::unique_ptr<const Program> program);
  std::unique_ptr<const Program> program_;
};

// Evaluates one expression for many elements: memory and look-up hints are kept between them.
class Evaluator {
 public:
  explicit Evaluator(const Expression& expression);  // limits::cel_cost
  Evaluator(const Expression& expression, std::int64_t cost_limit);
  Evaluator(Evaluator&&) noexcept;
  ~Evaluator();

  // One value for each variable of the environment. The result lives until the next call.
  Value evaluate(std::span<const Value> variables);
  // Evaluates again and lists what was looked at, in order: {"expression", "value"} and, inside a
  // macro, "element" (the index in its list). Only elements that decided are listed.
  base::Value trace(std::span<const Value> variables);
  // From now on what `fields`, which must outlive the evaluations, hold of the last look_up() is
  // not looked up again: the caller gives that very value for the variable.
  void share(Fields& fields);
  // Steps that the next evaluations may take, each.
  void limit_cost(std::int64_t cost_limit);
  // Steps that the last evaluation took.
  std::int64_t cost() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

// "line:column: why": the place within the expression, then the failure's message.
std::string failure_text(const Expression& expression, const Value& failure);

}  // namespace andon::cel
