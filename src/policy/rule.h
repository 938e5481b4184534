// A rule and its parts, as a policy document states them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "cel/cel.h"
#include "model/decision.h"

namespace andon::policy {

// Which side of a parameter may be chosen below: everything else is loosening and refused.
enum class Stricter { lower, higher, subset, superset };
std::span<const std::string_view> words(Stricter);

// severity, confidence: one of model's words (rules see NAME_rank too); integer; texts.
enum class ParameterKind { severity, confidence, integer, texts };
std::span<const std::string_view> words(ParameterKind);

struct Parameter {
  std::string name;
  std::string about;
  ParameterKind kind = ParameterKind::integer;
  Stricter stricter = Stricter::lower;
  base::Value preset;
};

// What a rule is asked of: one element of the facts at a time, or once.
enum class Each {
  once,
  finding,
  run,
  waiver,
  required_check,
  component,
  evidence,
  measure,
  answer
};
std::span<const std::string_view> words(Each);
enum class OnMissing { undecided, fail };
std::span<const std::string_view> words(OnMissing);

// Caps the effect: draft is not evaluated, observe at most observes, enforce is as written, audited
// as enforce, but only what is proven counts.
enum class Lifecycle { draft, observe, enforce, audited };
std::span<const std::string_view> words(Lifecycle);
// Who stated it; each may only tighten what stands above it.
enum class Layer { shipped, organisation, product, component };
std::span<const std::string_view> words(Layer);

// From a date on, for some teams (none named: for all), the lifecycle is this, if it is higher.
struct Rollout {
  std::vector<std::string> teams;
  Lifecycle lifecycle = Lifecycle::enforce;
  std::optional<base::Instant> from;
};
struct Rise {
  Lifecycle lifecycle = Lifecycle::enforce;
  std::vector<Rollout> rollout;
};

// Done, or every level whose property is `is`.
struct Stage {
  std::string property;  // "" for done
  base::Value is = true;
  bool is_done() const { return property.empty(); }
  friend bool operator==(const Stage&, const Stage&) = default;
};

// Where it was stated, for people.
struct Origin {
  std::string pack;
  Layer layer = Layer::shipped;
  std::string file;
  std::uint32_t line = 0;
};

struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// The words of which a constant in a condition is none: the comparison could never hold.
struct Suspicion {
  std::string text;  // "at 1:10: finding.severity is never 'hihg', did you mean 'high'?"
};

struct Rule {
  explicit Rule(cel::Expression asked) : condition(std::move(asked)) {}

  std::string id;
  std::string title;                // what it asks, one line
  std::vector<std::string> serves;  // ids of requirements
  Each each = Each::once;
  bool is_denial = false;  // deny: true fails; require: true passes
  model::Effect effect = model::Effect::block;
  OnMissing on_missing = OnMissing::undecided;
  std::optional<base::Instant> effective_on;  // before it the rule only observes
  Stage stage;
  std::optional<Rise> own;       // the rule's lifecycle, where it states one
  Rise pack;                     // its pack's: draft and observe cap the rule
  std::string fix;               // what would unblock it, when it is plain text
  std::string effort;            // "2 h"; "" when not stated
  std::string role;              // which responsibility mends it
  std::uint32_t line = 0;        // in the file that was parsed
  std::optional<Origin> origin;  // of a rule of a pack
  Place condition_at;            // of the condition's text
  cel::Expression condition;
  std::optional<cel::Expression> message;
  std::optional<cel::Expression> fix_expression;
  std::optional<cel::Expression> not_before;  // it cannot pass earlier (soak time)
  std::vector<Suspicion> suspicions;          // a pass of such a rule is undecided
};

}  // namespace andon::policy
