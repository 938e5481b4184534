// Walks a compiled expression.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "cel/engine/arena.h"
#include "cel/engine/program.h"
#include "cel/fields.h"

namespace andon::cel {

class Machine {
 public:
  Machine(const Program& program, std::int64_t cost_limit);

  Value evaluate(std::span<const Value> variables);
  base::Value trace(std::span<const Value> variables);
  void share(Fields& fields);
  void limit_cost(std::int64_t cost_limit) { cost_limit_ = cost_limit; }
  std::int64_t cost() const { return cost_limit_ - budget_; }

  // For functions.
  Arena& arena() { return arena_; }
  const Program& program() const { return program_; }
  std::int64_t& budget() { return budget_; }
  void spend(std::size_t steps) { budget_ -= static_cast<std::int64_t>(steps); }
  bool is_exhausted() const { return budget_ <= 0; }
  Value fail(const Node& node, FailureKind kind, std::string_view message);
  Value optional_of(const Value& inside);

 private:
  Value run(std::uint32_t index);
  // As run, for what is mostly a comparison: it takes the short way.
  Value condition(std::uint32_t index);
  // What a node gives without being run where it only names a value, else what it gives in `room`.
  const Value& operand(std::uint32_t index, Value& room);
  Value step(const Node& node, std::uint32_t index);
  Value step_less_usual(const Node& node);
  Value select(const Node& node, std::uint32_t index);
  // What others have looked up already; null: it has to be looked up.
  const Value* shared(std::uint32_t index);
  Value select_elsewhere(const Node& node, const Value& target);
  Value missing(const Node& node);
  Value has(const Node& node);
  Value index(const Node& node);
  Value chain(const Node& node, bool deciding);
  Value conditional(const Node& node);
  Value relation(const Node& node);
  Value contained(const Node& node);
  Value inverted(const Node& node);
  Value negated(const Node& node);
  Value arithmetic(const Node& node);
  Value arithmetic_integers(const Node& node, std::int64_t a, std::int64_t b);
  Value arithmetic_unsigned(const Node& node, std::uint64_t a, std::uint64_t b);
  Value arithmetic_numbers(const Node& node, double a, double b);
  Value arithmetic_moments(const Node& node, const Value& a, const Value& b);
  Value joined(const Node& node, const Value& a, const Value& b);
  Value call(const Node& node);
  Value list(const Node& node);
  Value map(const Node& node);
  Value loop(const Node& node);
  Value any_or_all(const Node& node, const Value& range);
  Value exactly_one(const Node& node, const Value& range);
  Value collected(const Node& node, const Value& range);
  Value collected_map(const Node& node, const Value& range);
  Value is_kept(const Node& node);
  Value bind(const Node& node);
  Value element(const Node& node, const Value& target, const Value& key);
  Value optional(const Node& node);
  // What stands under the key in a map, a list or an optional of these, as an optional.
  Value within(const Node& node, const Value& target, const Value& key);
  void take_step(const Node& node, const Value& range, std::size_t i);
  Value no_overload(const Node& node, const Value& a);
  Value no_overload(const Node& node, const Value& a, const Value& b);
  Value sorted_keys(const Value& map);
  Value sorted_entries(const Value& map);
  void note(const Node& node, const Value& value);
  void note_element(std::size_t from, std::size_t element, bool is_kept);

  const Program& program_;
  std::int64_t cost_limit_;
  std::int64_t budget_ = 0;
  std::span<const Value> variables_;
  std::vector<Value> locals_;
  std::vector<std::uint32_t> hints_;           // per node: where its field stood in the last map
  std::vector<const Fields::Column*> shared_;  // per node, null for most; empty: nothing is shared
  Arena arena_;
  base::List* trace_ = nullptr;
};

}  // namespace andon::cel
