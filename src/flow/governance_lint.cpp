// What is wrong in a governance source before it judges anybody: its files, its packs as the gate
// puts them together, and the conditions that prove the measures of its plans.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "base/yaml.h"
#include "cel/type.h"
#include "flow/governance.h"
#include "flow/governance_source.h"
#include "flow/policy.h"
#include "governance/check.h"
#include "governance/trust.h"
#include "policy/facts.h"
#include "policy/policy.h"

namespace andon::flow {
namespace {

// Files of an organisation are texts of others: shown as they may be shown.
std::string gap_line(const model::Gap& gap) {
  return fmt::format("{}:{}: {}: {} [{}]", gap.file, gap.line, gap.is_error ? "error" : "warning",
                     base::printable(gap.text), gap.kind);
}

// Paths as they are within the source.
std::string within(const std::string& folder, std::string text) {
  const auto prefix = folder + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

// Every pack with all that it inherits, by the resolver that judges; none where there are none.
base::Result<std::vector<PolicyChecked>> check_packs(base::Context& context,
                                                     const std::string& folder,
                                                     const governance::Source& source) {
  if (source.packs.empty()) return std::vector<PolicyChecked>();
  auto checked = TRY(check_policies(context, {folder}));
  for (auto& pack : checked) {
    pack.file = within(folder, std::move(pack.file));
    for (auto& problem : pack.problems) {
      problem.place = within(folder, std::move(problem.place));
      problem.text = within(folder, std::move(problem.text));
    }
  }
  return checked;
}

// Rules by id: whether `done` asks them, so that a measure may hang on them.
std::map<std::string, bool> known_rules(base::Context& context, const governance::Source& source) {
  std::map<std::string, bool> out;
  const auto add = [&](const Packs& packs, const std::string& name) {
    const auto found = effective_policy(packs, name, context.world.clock().now());
    if (!found) return;  // told of where the packs are looked at
    for (const auto& rule : found->policy.rules) out[rule.id] |= rule.stage.is_done();
  };
  Packs packs;
  for (const auto& pack : source.packs) packs.files.push_back({pack.path, pack.text});
  packs.waivers = source.waivers;
  for (const auto& name : shipped_policies()) add({}, name);
  for (const auto& pack : source.packs)
    if (const auto read = policy::parse(pack.text, pack.path)) add(packs, read->name);
  return out;
}

// What a measure's condition may name: the facts but for measures, of which it decides, and the
// parameters of whichever pack judges.
cel::Declarations plan_declarations() {
  cel::Declarations out;
  out.dialect = cel::Dialect::policy;
  const auto schema = policy::facts_schema();
  for (const auto& [name, value] : *schema["properties"].map())
    if (name != "measures")
      out.variables.push_back({name, cel::type_of_schema(value, schema, name, out)});
  out.variables.push_back({"parameters", cel::Type{cel::TypeKind::dyn}});
  return out;
}

// What stands there and can never verify anything.
void check_trust(const governance::Trust& trust, GovernanceLint& out) {
  for (const auto& key : trust.keys) {
    if (key.ssh || !key.openpgp.empty() || key.fingerprint.starts_with("account:")) continue;
    out.lines.push_back(fmt::format(
        "{}:{}: warning: {} is a fingerprint, which verifies no signature: give the whole key as "
        "\"key\" (gpg --armor --export) [no_key]",
        trust.file, key.line, base::printable(key.id)));
    ++out.warnings;
  }
}

class PlanLint {
 public:
  PlanLint(std::map<std::string, bool> rules, GovernanceLint& out)
      : rules_(std::move(rules)), declarations_(plan_declarations()), out_(out) {}

  void check(const governance::SourceFile& file) {
    const auto root = base::yaml::parse(file.text, file.path);
    if (!root || !root->is_map()) return;
    const auto* measures = (*root)["measures"].list();
    if (!measures) return;
    for (const auto& measure : *measures) check(file.path, measure);
  }

 private:
  void check(const std::string& file, const base::Value& measure) {
    const auto& check = measure["check"];
    const std::string condition(check.text_or());
    if (condition.empty()) return;  // the reader tells of it
    if (const auto rule = rules_.find(condition); rule != rules_.end()) {
      if (!rule->second)
        add(file, check,
            fmt::format("rule {} is asked for a level, not for done: it proves no measure",
                        condition));
      return;
    }
    const auto type = cel::check(condition, declarations_);
    if (!type)
      add(file, check,
          fmt::format("\"check\" of {} is no rule's id, and no condition: {}",
                      measure["id"].text_or(), type.error().message));
    else if (!type->is(cel::TypeKind::boolean) && !type->is(cel::TypeKind::dyn))
      add(file, check,
          fmt::format("\"check\" of {} is {}, not a yes or no", measure["id"].text_or(),
                      cel::describe(*type)));
  }

  void add(const std::string& file, const base::Value& at, const std::string& text) {
    out_.lines.push_back(fmt::format("{}:{}:{}: error: {} [plan_check]", file, at.line, at.column,
                                     base::printable(text)));
    ++out_.errors;
  }

  std::map<std::string, bool> rules_;
  cel::Declarations declarations_;
  GovernanceLint& out_;
};

}  // namespace

base::Result<GovernanceLint> lint_governance(base::Context& context, const std::string& folder) {
  const auto files = TRY(read_source_folder(context, folder));
  const auto reading = governance::read_source(files);
  GovernanceLint out;
  const auto broken = [&](const base::Error& error) {
    out.lines.push_back(base::printable(error.text()) + " [broken]");
    ++out.errors;
  };
  for (const auto& problem : reading.problems) broken(problem);
  for (const auto& gap : governance::find_gaps(reading.source, context.world.clock().now())) {
    out.lines.push_back(gap_line(gap));
    ++(gap.is_error ? out.errors : out.warnings);
  }
  const auto packs = check_packs(context, folder, reading.source);
  if (!packs && reading.problems.empty()) broken(packs.error());
  for (const auto& pack : packs.value_or(std::vector<PolicyChecked>()))
    for (const auto& problem : pack.problems) {
      const bool is_error = problem.grade == policy::Grade::error;
      const auto text = base::printable(problem.text);
      // What could not be put together begins with its place.
      if (problem.place.empty() && problem.text.starts_with(pack.file + ":"))
        out.lines.push_back(text + " [broken]");
      else
        out.lines.push_back(fmt::format(
            "{}: {}: {}{} [pack]", problem.place.empty() ? pack.file : problem.place,
            is_error ? "error" : "warning", problem.rule.empty() ? "" : problem.rule + ": ", text));
      ++(is_error ? out.errors : out.warnings);
    }
  PlanLint plans(known_rules(context, reading.source), out);
  for (const auto& file : files)
    if (file.path.starts_with("plans/") && file.path.ends_with(".yaml")) plans.check(file);
  if (const auto& file = reading.source.trust) {
    const auto trust = governance::parse_trust(file->text, file->path);
    if (!trust) broken(trust.error());
    if (trust) check_trust(*trust, out);
  }
  return out;
}

base::Result<PackTests> test_governance(base::Context& context, const std::string& folder) {
  const auto files = TRY(read_source_folder(context, folder));
  const auto source = TRY(governance::parse_source(files));
  PackTests out;
  for (const auto& pack : TRY(check_packs(context, folder, source))) {
    // What could not be put together ran no test, and lint alone would say so.
    if (pack.tests.empty())
      for (const auto& problem : pack.problems)
        if (problem.grade == policy::Grade::error) {
          ++out.failed;
          const bool has_place = problem.text.starts_with(pack.file + ":");
          const auto& place = problem.place.empty() ? pack.file : problem.place;
          out.lines.push_back(
              base::printable(has_place ? problem.text : place + ": " + problem.text));
        }
    if (pack.tests.empty()) out.lines.push_back(pack.file + ": no tests");
    for (const auto& outcome : pack.tests) {
      ++(outcome.is_passed ? out.passed : out.failed);
      if (!outcome.is_passed)
        out.lines.push_back(fmt::format("{}: \"{}\": {}", pack.file, base::printable(outcome.name),
                                        base::printable(outcome.text)));
    }
  }
  return out;
}

}  // namespace andon::flow
