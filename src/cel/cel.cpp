#include "cel/cel.h"

#include <algorithm>

#include "base/limits.h"
#include "cel/engine/compiler.h"
#include "cel/engine/lexer.h"
#include "cel/engine/machine.h"

namespace andon::cel {

base::Result<Expression> Expression::compile(std::string_view source,
                                             const Environment& environment) {
  return Expression(TRY(Compiler(environment).run(source)));
}

Expression::Expression(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

std::string_view Expression::source() const { return program_->source; }

bool Expression::reads(std::size_t variable) const {
  return std::ranges::any_of(program_->nodes, [&](const Node& node) {
    return node.op == Op::variable && node.slot == variable;
  });
}

class Evaluator::State {
 public:
  State(const Program& program, std::int64_t cost_limit) : machine(program, cost_limit) {}
  Machine machine;
};

Evaluator::Evaluator(const Expression& expression)
    : Evaluator(expression, base::limits::cel_cost) {}

Evaluator::Evaluator(const Expression& expression, std::int64_t cost_limit)
    : state_(std::make_unique<State>(expression.program(), cost_limit)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Value Evaluator::evaluate(std::span<const Value> variables) {
  return state_->machine.evaluate(variables);
}

base::Value Evaluator::trace(std::span<const Value> variables) {
  return state_->machine.trace(variables);
}

void Evaluator::share(Fields& fields) { state_->machine.share(fields); }

void Evaluator::limit_cost(std::int64_t cost_limit) { state_->machine.limit_cost(cost_limit); }

std::int64_t Evaluator::cost() const { return state_->machine.cost(); }

std::string failure_text(const Expression& expression, const Value& failure) {
  return place_text(expression.source(), failure.failure().offset) +
         std::string(failure.failure().message);
}

}  // namespace andon::cel
