// Decision: policy applied to facts, rule by rule, with the trace that says why.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"

namespace andon::model {

enum class RuleOutcome { pass, fail, undecided };
std::span<const std::string_view> words(RuleOutcome);
enum class Effect { observe, warn, block };
std::span<const std::string_view> words(Effect);
enum class Verdict { met, not_met, undecided };
std::span<const std::string_view> words(Verdict);

// One element (a finding, a run ...) that a rule was asked of and that did not pass.
struct ElementOutcome {
  std::string element;  // its id; "" for a rule asked once
  RuleOutcome outcome = RuleOutcome::pass;
  std::string message;                      // rendered from the rule's message
  std::string fix;                          // what would unblock it
  base::Value trace;                        // which sub-expression had which value
  std::optional<base::Instant> not_before;  // it cannot pass earlier
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("element", self.element, "id of the element asked");
    visit("outcome", self.outcome, "pass, fail or undecided");
    visit("message", self.message, "why");
    visit("fix", self.fix, "what would unblock it");
    visit("trace", self.trace, "values of the sub-expressions that decided");
    visit("not_before", self.not_before, "the earliest moment at which it can pass");
  }
};

// Those that did not pass. Copies share them until one of them is changed: levels that are decided
// together say the same of thousands.
class Elements {
 public:
  using value_type = ElementOutcome;
  using const_iterator = std::vector<ElementOutcome>::const_iterator;
  using iterator = const_iterator;

  const_iterator begin() const { return items().begin(); }
  const_iterator end() const { return items().end(); }
  std::size_t size() const { return items().size(); }
  bool empty() const { return items().empty(); }
  const ElementOutcome& operator[](std::size_t index) const { return items()[index]; }
  void push_back(ElementOutcome item) { own().push_back(std::move(item)); }
  ElementOutcome& emplace_back() { return own().emplace_back(); }
  void clear() { items_.reset(); }
  // They have not parted since one was copied from the other.
  bool shares_with(const Elements& other) const { return items_ && items_ == other.items_; }

 private:
  const std::vector<ElementOutcome>& items() const;
  std::vector<ElementOutcome>& own();
  std::shared_ptr<std::vector<ElementOutcome>> items_;
};
template <class T>
struct IsList;
template <>
struct IsList<Elements> : std::true_type {};

struct RuleDecision {
  std::string rule;
  Effect effect = Effect::block;
  RuleOutcome outcome = RuleOutcome::pass;
  std::string title;
  std::string fix;
  std::uint64_t asked = 0;  // elements
  Elements elements;        // those that did not pass, in the order of the facts
  std::string place;        // "packs/payments.yaml:12"; "" for a shipped rule
  std::string force;        // why the effect is less than the rule states, if it is
  std::string effort;       // as the rule states it
  std::string role;         // the responsibility that mends it
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("rule", self.rule, "the rule's id");
    visit("effect", self.effect, "observe, warn or block");
    visit("outcome", self.outcome, "undecided never counts as pass");
    visit("title", self.title, "what it asks, one line");
    visit("fix", self.fix, "what would unblock it");
    visit("asked", self.asked, "number of elements asked");
    visit("elements", self.elements, "elements that did not pass");
    visit("place", self.place, "file and line of a pack's rule");
    visit("force", self.force, "why the effect is less than the rule states");
    visit("effort", self.effort, "what mending takes, as the rule states it");
    visit("role", self.role, "the responsibility that mends it");
  }
};

struct Decision {
  std::string stage = "done";
  Verdict verdict = Verdict::undecided;
  std::string policy;         // name
  std::string policy_digest;  // sha256 of its bytes and parameters
  std::string engine;         // "andon 0.1.0"
  std::string facts_digest;   // sha256 of the canonical facts
  base::Instant decided_at;   // the `now` of the facts
  std::vector<RuleDecision> rules;
  std::string level;  // the level that was decided, where the stage is not done
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("stage", self.stage, "what was decided: done or level");
    visit("verdict", self.verdict, "met, not_met or undecided");
    visit("policy", self.policy, "the policy's name");
    visit("policy_digest", self.policy_digest, "digest of policy and parameters");
    visit("engine", self.engine, "version that decided");
    visit("facts_digest", self.facts_digest, "digest of the facts");
    visit("decided_at", self.decided_at, "time as one of the facts");
    visit("rules", self.rules, "rule by rule");
    visit("level", self.level, "the level that was decided");
  }
};

base::Value to_value(const Decision& decision);
base::Result<Decision> decision_from(const base::Value& value);
base::Value decision_schema();

}  // namespace andon::model
