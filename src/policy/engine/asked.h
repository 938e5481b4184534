// One rule being asked: its expressions with their memory, and the values of its names.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "policy/engine/names.h"

namespace andon::policy {

// Facts, what stands before some of them, and the level that is asked for.
struct Facts {
  const base::Value& all;
  const base::Value* overlay = nullptr;
  const base::Value* level = nullptr;

  const base::Value* find(std::string_view name) const {
    if (level && name == "level") return level;
    const base::Value* found = overlay ? overlay->find(name) : nullptr;
    return found ? found : all.find(name);
  }
};

class Asked {
 public:
  Asked(const Rule& rule, const base::Value& parameters, const Facts& facts,
        std::optional<base::Instant> now);
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  // The list that the rule is asked of; null pointer where the facts hold none.
  const base::List* elements() const { return elements_; }
  void element(const base::Value& element) {
    values_[fact_names.size()] = cel::Value::wrap(element);
  }
  // What other rules look up too is looked up by `fields`, once for all of them.
  void share(cel::Fields& fields) { condition_.share(fields); }
  // All elements of a rule share one budget, so that a dear condition ends whatever the facts.
  void share_budget(std::size_t elements);

  model::RuleOutcome outcome();
  // The element would pass, but counts only when it is proven.
  model::RuleOutcome doubt();

  // Why the last outcome is what it is.
  std::string message();
  std::string fix();
  base::Value trace();
  // The moment before which it cannot pass, where there is one still to come.
  std::optional<base::Instant> not_before();

 private:
  std::span<const cel::Value> variables() const { return std::span(values_).first(count_); }
  model::RuleOutcome judged();
  model::RuleOutcome cannot_tell(std::string why);
  // A pass that time or a word that never fits stands in the way of.
  model::RuleOutcome unless_too_early();
  std::string text(cel::Evaluator& evaluator) const;

  const Rule& rule_;
  std::optional<base::Instant> now_;
  cel::Evaluator condition_;
  std::optional<cel::Evaluator> message_;
  std::optional<cel::Evaluator> fix_;
  std::optional<cel::Evaluator> not_before_;
  std::string why_;
  std::int64_t budget_ = 0;
  std::size_t count_ = 0;
  const base::List* elements_ = nullptr;
  std::array<cel::Value, fact_names.size() + 1> values_;
  const cel::Failure absent_{cel::FailureKind::no_such_field, 0, "the facts do not hold it"};
};

}  // namespace andon::policy
