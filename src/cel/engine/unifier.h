// Which type may stand where another is wanted, and what the parameters of signatures then stand
// for. Takes back what it bound when two types do not fit.
#pragma once
#include <optional>
#include <span>

#include "base/limits.h"
#include "cel/type.h"

namespace andon::cel {

class Unifier {
 public:
  Type fresh();
  // The overload with parameters of its own.
  Overload instantiate(const Overload& overload);

  bool fits(const Type& given, const Type& wanted);
  bool fit(std::span<const Type> given, std::span<const Type> wanted);
  // The type that both fit, dyn when there is none: elements of one list, sides of a condition.
  Type joined(const Type& a, const Type& b);
  // With every parameter that stands for something replaced; the others stay, or become dyn.
  Type resolved(const Type& type);
  Type finished(const Type& type);
  // What the type is without following into its parameters.
  const Type& head(const Type& type) const;

  // Types may be shared within each other, so that comparing them may take exponential time.
  bool is_exhausted() const { return steps_left_ <= 0; }
  // False as soon as something only the evaluation can tell was let pass: dyn, or what may be null.
  bool is_certain() const { return is_certain_; }

 private:
  bool match(const Type& given, const Type& wanted);
  bool match_parameter(const Type& parameter, const Type& other);
  bool match_nullable(const Type& given, const Type& wanted);
  bool occurs(const Type& parameter, const Type& within);
  Type general(const Type& a, const Type& b);
  Type replaced(const Type& type, bool is_final);
  void bind(const Type& parameter, Type type);
  std::size_t index_of(const Type& parameter) const;

  struct Change {
    std::size_t index;
    std::optional<Type> before;
  };
  void take_back(std::size_t changes);

  std::vector<std::optional<Type>> bound_;
  std::vector<Change> changes_;
  bool is_certain_ = true;
  std::int64_t steps_left_ = base::limits::cel_check_steps;
};

}  // namespace andon::cel
