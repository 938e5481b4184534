// policy: what must hold for a release to be ready, done or open. Reads policy documents, decides
// from facts, explains. Pure: it reads no clock, no file, no network and no database; time is one
// of the facts, and the same policy, parameters and facts give the same decision for ever (law 2).
// Three values: what cannot be told is undecided, never pass (law 1). It knows facts, not how they
// were got.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/rule.h"

namespace andon::policy {

// A policy carries its own tests: facts as a sample (policy/facts.h) and what must be decided.
struct Sample {
  std::string name;
  base::Value parameters;
  base::Value facts;
  base::Value expected;  // {verdict, rules: {id: pass|fail|undecided}}
};

// What a pack says of an inherited rule: only what it states.
struct RuleChange {
  std::string id;
  base::Value stated;  // the entry, with the places of its keys
};

// Which components a pack speaks for; what is empty does not narrow.
struct Extent {
  std::vector<std::string> tiers;
  std::vector<std::string> products;
  std::vector<std::string> components;  // ids or globs
  std::optional<bool> is_public;        // level or environment reached from outside
};

struct Policy {
  std::string name;
  std::string title;
  std::string owner;
  std::string stage = "done";
  std::string file;
  bool is_pack = false;       // `pack:` rather than `policy:`
  bool is_effective = false;  // what combine() wrote (policy/pack.h)
  std::string inherits;       // "" for none
  Layer layer = Layer::shipped;
  Extent extent;
  Rise rise;
  std::vector<Parameter> parameters;
  std::vector<std::pair<std::string, base::Value>>
      settings;  // plain values of inherited parameters
  std::vector<Rule> rules;
  std::vector<RuleChange> changes;                   // of inherited rules
  std::map<std::string, std::int64_t> at_most_days;  // longest grant, by level
  std::vector<Sample> tests;
};

// Errors are "file:line:column: what" of origin configuration; an unknown key names the nearest.
base::Result<Policy> parse(std::string_view text, std::string_view file);

// JSON Schema of a document, for editors.
base::Value document_schema();

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

// Whether the release is done. Parameters as parameters() gave them; facts as policy/facts.h
// describes them. Where the facts' `now` stands before `recorded_until`, nothing is met: a clock
// that was set back decides nothing.
model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const Stamp& stamp);
// Whether it may open to one level (an entry of facts.levels): the rules of that level alone.
model::Decision decide(const Policy& policy, const base::Value& parameters,
                       const base::Value& facts, const base::Value& level, const Stamp& stamp);

// What a rule is here and now: its lifecycle by pack, rule, team and date, and the effect that it
// may have. A team or a moment that the facts do not tell counts as the strictest.
struct Force {
  Lifecycle lifecycle = Lifecycle::enforce;
  model::Effect effect = model::Effect::block;
  std::string why;  // "observe: the pack is in observe"; "" where the effect is as written
};
Force force(const Rule& rule, const base::Value& facts);

// What a trace says of the facts themselves ("finding.state" and its value), each path once, and
// not what was computed of them. Values live as long as the trace.
struct FactSeen {
  std::string_view path;
  const base::Value* value = nullptr;
};
std::vector<FactSeen> facts_seen(const base::Value& trace);

// The decision as sentences for people who know nothing of CEL; the verdict first.
std::vector<std::string> explain(const model::Decision& decision);

struct TestOutcome {
  std::string name;
  bool is_passed = false;
  std::string text;                                                  // what differed
  std::vector<std::pair<std::string, model::RuleOutcome>> outcomes;  // of rules asked of something
};
std::vector<TestOutcome> run_tests(const Policy& policy);

}  // namespace andon::policy
