#include "policy/lint.h"

#include <algorithm>
#include <set>

#include "base/regex.h"
#include "base/text.h"
#include "cel/outline.h"
#include "cel/type.h"
#include "policy/engine/names.h"
#include "policy/engine/reading.h"
#include "policy/facts.h"

namespace andon::policy {
namespace {

using model::Shape;
using model::ShapeKind;

cel::Type type_of(ParameterKind kind) {
  if (kind == ParameterKind::integer) return {cel::TypeKind::integer};
  const cel::Type text{cel::TypeKind::string};
  return kind == ParameterKind::texts ? cel::Type::list(text) : text;
}

// What the conditions of a policy may name, with types: the facts as they are described, and its
// own parameters.
cel::Declarations declarations_of(const Policy& policy) {
  cel::Declarations out;
  out.dialect = cel::Dialect::policy;
  const auto schema = facts_schema();
  for (const auto& [name, value] : *schema["properties"].map())
    out.variables.push_back({name, cel::type_of_schema(value, schema, name, out)});
  cel::Record parameters{"parameters", {}};
  for (const auto& parameter : policy.parameters) {
    parameters.fields.push_back({parameter.name, type_of(parameter.kind)});
    if (parameter.kind == ParameterKind::severity || parameter.kind == ParameterKind::confidence)
      parameters.fields.push_back({parameter.name + "_rank", {cel::TypeKind::integer}});
  }
  out.records.push_back(std::move(parameters));
  out.variables.push_back({"parameters", cel::Type::record("parameters")});
  return out;
}

class Linter {
 public:
  Linter(const Policy& policy, Author author)
      : policy_(policy), author_(author), declarations_(declarations_of(policy)) {}

  std::vector<LintProblem> run() {
    for (const auto& rule : policy_.rules) check_rule(rule);
    if (policy_.is_pack && policy_.owner.empty())
      add(Grade::warning, policy_.file + ":1:1", "", "nobody is named as \"owner\" of the pack");
    check_tests();
    return std::move(out_);
  }

 private:
  void add(Grade grade, std::string place, const std::string& rule, std::string text) {
    out_.push_back({grade, std::move(place), rule, std::move(text)});
  }

  std::string place_of(const Rule& rule) const {
    if (rule.origin) return fmt::format("{}:{}:1", rule.origin->file, rule.origin->line);
    return fmt::format("{}:{}:1", policy_.file, rule.line);
  }

  // Of the condition itself where the rule stands in this file.
  std::string place_of_condition(const Rule& rule) const {
    if (policy_.is_effective) return place_of(rule);
    return fmt::format("{}:{}:{}", rule.origin ? rule.origin->file : policy_.file,
                       rule.condition_at.line, rule.condition_at.column);
  }

  void check_rule(const Rule& rule) {
    for (const auto& suspicion : rule.suspicions)
      add(Grade::error, place_of_condition(rule), rule.id,
          fmt::format("in the condition {}: it can never match", suspicion.text));
    check_expression(rule, rule.condition, "the condition", cel::TypeKind::boolean);
    if (rule.message) check_expression(rule, *rule.message, "\"message\"", cel::TypeKind::string);
    if (rule.fix_expression)
      check_expression(rule, *rule.fix_expression, "\"fix\"", cel::TypeKind::string);
    if (rule.not_before)
      check_expression(rule, *rule.not_before, "\"not_before\"", cel::TypeKind::timestamp);
    for (const auto& requirement : rule.serves)
      if (catalogue_of(requirement).empty())
        add(author_ == Author::us ? Grade::error : Grade::warning, place_of(rule), rule.id,
            fmt::format("serves \"{}\": no id of OSPS Baseline, ASVS 5.0, SSDF or CWE",
                        base::printable(requirement)));
  }

  // Fields that do not exist are all told; what else the types say, at its first place.
  void check_expression(const Rule& rule, const cel::Expression& expression, std::string_view what,
                        cel::TypeKind wanted) {
    if (check_fields(rule, expression, what)) return;
    auto declared = declarations_;
    if (rule.each != Each::once)
      for (const auto& variable : declarations_.variables)
        if (variable.name == list_name(rule.each) && !variable.type.parameters.empty())
          declared.variables.push_back({word_of(rule.each), variable.type.parameters.front()});
    const auto type = cel::check(expression.source(), declared);
    if (!type)
      add(Grade::error, place_of_condition(rule), rule.id,
          fmt::format("in {} at {}", what, type.error().message));
    else if (!type->is(wanted) && !type->is(cel::TypeKind::dyn))
      add(Grade::error, place_of_condition(rule), rule.id,
          fmt::format("{} is {}, not {}", what, cel::describe(*type),
                      cel::describe(cel::Type{wanted})));
  }

  bool check_fields(const Rule& rule, const cel::Expression& expression, std::string_view what) {
    std::set<std::string> told;
    for (const auto& selected : cel::outline(expression).selected) {
      const auto text = complaint_about(rule, selected.path);
      if (text.empty() || !told.insert(text).second) continue;
      const auto at = cel::source_place(expression.source(), selected.offset);
      add(Grade::error, place_of_condition(rule), rule.id,
          fmt::format("in {} at {}:{}: {}", what, at.line, at.column, text));
    }
    return !told.empty();
  }

  std::string complaint_about(const Rule& rule, const std::string& path) const {
    const auto dot = path.rfind('.');
    const auto before = path.substr(0, dot), name = path.substr(dot + 1);
    if (before == "parameters") return complaint_about_parameter(name);
    const Shape* inside = shape_of_path(rule.each, before);
    // What stands further left is told by itself.
    if (!inside || inside->kind == ShapeKind::any) return {};
    if (inside->kind != ShapeKind::record)
      return fmt::format("{} is {}, it has no fields", before, model::type_text(*inside));
    if (inside->find(name)) return {};
    std::vector<std::string_view> known;
    for (const auto& field : inside->fields) known.push_back(field.name);
    return unknown(before, name, known);
  }

  std::string complaint_about_parameter(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& parameter : policy_.parameters) {
      names.push_back(parameter.name);
      if (parameter.kind == ParameterKind::severity || parameter.kind == ParameterKind::confidence)
        names.push_back(parameter.name + "_rank");
    }
    if (has(names, name)) return {};
    return unknown("parameters", name, {names.begin(), names.end()});
  }

  static std::string unknown(std::string_view where, std::string_view name,
                             const std::vector<std::string_view>& known) {
    const auto near = base::nearest(name, known);
    return fmt::format("{} has no field '{}'{}", where, name,
                       near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
  }

  // A rule that no test lets pass or lets fail may say anything.
  void check_tests() {
    std::set<std::pair<std::string, model::RuleOutcome>> seen;
    for (const auto& test : run_tests(policy_)) {
      if (!test.is_passed)
        add(Grade::error, policy_.file + ":1:1", "",
            fmt::format("the test \"{}\" fails: {}", test.name, test.text));
      seen.insert(test.outcomes.begin(), test.outcomes.end());
    }
    const auto grade = author_ == Author::us ? Grade::error : Grade::warning;
    for (const auto& rule : policy_.rules) {
      const bool is_inherited = rule.origin && rule.origin->file != policy_.file;
      if (is_inherited) continue;
      const bool passes = seen.contains({rule.id, model::RuleOutcome::pass});
      // What can only be known or not known never fails: undecided stands for it.
      const bool fails = seen.contains({rule.id, model::RuleOutcome::fail}) ||
                         seen.contains({rule.id, model::RuleOutcome::undecided});
      if (!passes) add(grade, place_of(rule), rule.id, "no test in which the rule passes");
      if (!fails)
        add(grade, place_of(rule), rule.id, "no test in which the rule stops: it may never match");
    }
  }

  const Policy& policy_;
  Author author_;
  cel::Declarations declarations_;
  std::vector<LintProblem> out_;
};

}  // namespace

std::string_view catalogue_of(std::string_view requirement) {
  struct Row {
    std::string_view name;
    std::string_view pattern;
  };
  static constexpr Row rows[] = {{"OSPS Baseline", "^OSPS-[A-Z]{2}-[0-9]{2}\\.[0-9]{2}$"},
                                 {"ASVS 5.0", "^v5\\.0\\.0-[0-9]+\\.[0-9]+\\.[0-9]+$"},
                                 {"SSDF", "^(PO|PS|PW|RV)\\.[0-9](\\.[0-9])?$"},
                                 {"CWE", "^CWE-[0-9]{1,5}$"}};
  for (const auto& row : rows)
    if (const auto regex = base::Regex::create(row.pattern); regex && regex->search(requirement))
      return row.name;
  return {};
}

std::vector<LintProblem> lint(const Policy& policy, Author author) {
  return Linter(policy, author).run();
}

}  // namespace andon::policy
