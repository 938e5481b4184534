// policy: what must hold for a release to be ready, done or open. Reads policy documents, decides
// from facts, explains. Pure: it reads no clock, no file, no network and no database; time is one
// of the facts, and the same policy, parameters and facts give the same decision for ever (law 2).
// Three values: what cannot be told is undecided, never pass (law 1). It knows facts, not how they
// were got.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
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
enum class Each { once, finding, run, waiver, required_check };
std::span<const std::string_view> words(Each);
enum class OnMissing { undecided, fail };
std::span<const std::string_view> words(OnMissing);

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
  std::string fix;                            // what would unblock it, when it is plain text
  std::uint32_t line = 0;
  cel::Expression condition;
  std::optional<cel::Expression> message;
  std::optional<cel::Expression> fix_expression;
};

// A policy carries its own tests: facts as a sample (policy/facts.h) and what must be decided.
struct Sample {
  std::string name;
  base::Value parameters;
  base::Value facts;
  base::Value expected;  // {verdict, rules: {id: pass|fail|undecided}}
};

struct Policy {
  std::string name;
  std::string title;
  std::string stage = "done";
  std::string file;
  std::vector<Parameter> parameters;
  std::vector<Rule> rules;
  std::vector<Sample> tests;
};

// Errors are "file:line:column: what" of origin configuration; an unknown key names the nearest.
base::Result<Policy> parse(std::string_view text, std::string_view file);

// The presets, tightened by what was given (a map, or null for nothing). A value on the other side
// of `stricter` is loosening: refused with the place that the value has in `file`.
base::Result<base::Value> parameters(const Policy& policy, const base::Value& given,
                                     std::string_view file);

// What names a decision's parts besides policy and facts; computed by who calls.
struct Stamp {
  std::string engine;         // "andon 0.1.0"
  std::string policy_digest;  // sha256 of digest_input
  std::string facts_digest;   // sha256 of the canonical facts
};
// The bytes that a policy's digest is made of: its text and the canonical parameters.
base::Result<std::string> digest_input(std::string_view text, const base::Value& parameters);

// Parameters as parameters() gave them; facts as policy/facts.h describes them.
model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const Stamp& stamp);

// The decision as sentences for people who know nothing of CEL; the verdict first.
std::vector<std::string> explain(const model::Decision& decision);

struct TestOutcome {
  std::string name;
  bool is_passed = false;
  std::string text;  // what differed
};
std::vector<TestOutcome> run_tests(const Policy& policy);

}  // namespace andon::policy
