// Fields of one variable, looked up once for all expressions that read them: for many expressions
// asked of the same element. Values and costs are as without.
#pragma once
#include <cstdint>
#include <deque>
#include <string_view>

#include "cel/cel.h"

namespace andon::cel {

class Fields {
 public:
  // `variable`: its place in Environment::variables, the same for all that share.
  explicit Fields(std::size_t variable) : variable_(static_cast<std::uint32_t>(variable)) {}
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  // The value that the variable has in the evaluations that follow.
  void look_up(const Value& element);
  // The one after it: the machine fetches its memory meanwhile.
  void expect(const base::Value& next) const;

  // variable.name, or parent.name; one column for all who ask. For Evaluator.
  struct Column {
    const Column* parent;  // null: the variable itself
    std::string_view name;
    std::int64_t depth;     // fields from the variable to here
    std::size_t hint = 0;   // where it stood in the last map
    bool is_there = false;  // else whoever asks looks for itself, and says what is missing
    Value value{};
  };
  const Column* column(const Column* parent, std::string_view name);
  std::uint32_t variable() const { return variable_; }

 private:
  std::uint32_t variable_;
  std::deque<Column> columns_;  // a parent before its fields; never moved
};

}  // namespace andon::cel
