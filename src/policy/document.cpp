#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/strict.h"
#include "base/yaml.h"
#include "model/severity.h"
#include "policy/engine/names.h"
#include "policy/policy.h"

namespace andon::policy {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

bool is_identifier(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::ranges::all_of(text, is_word);
}

template <class Range, class Item>
bool has(const Range& range, const Item& item) {
  return std::ranges::find(range, item) != std::ranges::end(range);
}

bool is_id(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, is_word);
}

// Checks the kind of a parameter's value; for severity and confidence the word too.
Result<void> check_kind(const Parameter& parameter, const Value& value, std::string_view file) {
  const auto wrong = [&](std::string_view wanted) {
    return strict::complaint(file, value,
                             fmt::format("parameter \"{}\" wants {}", parameter.name, wanted));
  };
  switch (parameter.kind) {
    case ParameterKind::severity:
      if (!has(model::words(model::Severity{}), value.text_or()))
        return wrong("one of info, low, medium, high, critical");
      break;
    case ParameterKind::confidence:
      if (!has(model::words(model::Confidence{}), value.text_or()))
        return wrong("one of low, medium, high");
      break;
    case ParameterKind::integer:
      if (!value.is_integer()) return wrong("a whole number");
      break;
    case ParameterKind::texts:
      if (!value.is_list()) return wrong("a list of texts");
      for (const auto& item : *value.list())
        if (!item.is_string()) return wrong("a list of texts");
      break;
  }
  return {};
}

Result<Parameter> read_parameter(std::string_view name, const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 4> known{"type", "stricter", "default", "about"};
  TRY(strict::known_keys(from, file, known));
  if (!is_identifier(name))
    return strict::complaint(file, from,
                             fmt::format("\"{}\" is no parameter name: a-z, 0-9 and _", name));
  Parameter out;
  out.name = name;
  (void)TRY(strict::required(from, file, "type"));
  out.kind =
      static_cast<ParameterKind>(TRY(strict::word(from, file, "type", words(ParameterKind{}), 0)));
  const Value* stricter = TRY(strict::required(from, file, "stricter"));
  out.stricter =
      static_cast<Stricter>(TRY(strict::word(from, file, "stricter", words(Stricter{}), 0)));
  const bool is_set = out.stricter == Stricter::subset || out.stricter == Stricter::superset;
  if (is_set != (out.kind == ParameterKind::texts))
    return strict::complaint(file, *stricter,
                             "\"stricter\" is subset or superset for texts, lower or higher else");
  out.about = TRY(strict::text(from, file, "about"));
  out.preset = *TRY(strict::required(from, file, "default"));
  TRY(check_kind(out, out.preset, file));
  return out;
}

Result<cel::Expression> read_expression(const Value& from, Each each, std::string_view file,
                                        std::string_view key) {
  if (!from.is_string())
    return strict::complaint(file, from, fmt::format("\"{}\" wants an expression", key));
  const auto names = variable_names(each);
  auto expression = cel::Expression::compile(*from.string(),
                                             {.variables = names, .dialect = cel::Dialect::policy});
  if (!expression)
    return strict::complaint(
        file, from,
        fmt::format("in the expression of \"{}\" at {}", key, expression.error().message));
  return std::move(*expression);
}

// A date is the beginning of that day in UTC, or an instant.
Result<base::Instant> read_beginning(const Value& from, std::string_view file) {
  const auto end = base::parse_end(from.text_or());
  if (!end)
    return strict::complaint(file, from, fmt::format("\"effective_on\": {}", end.error().message));
  constexpr std::size_t date_bytes = 10;
  if (from.text_or().size() == date_bytes) return base::Instant{end->ms - base::day_ms};
  return *end;
}

// `fix: text`, or `fix: {expression: ...}` where it depends on the element.
Result<void> read_fix(const Value& from, std::string_view file, Rule& rule) {
  static constexpr std::array<std::string_view, 1> known{"expression"};
  const Value* fix = TRY(strict::required(from, file, "fix"));
  if (fix->is_string()) {
    rule.fix = *fix->string();
    return {};
  }
  TRY(strict::known_keys(*fix, file, known));
  const Value* inside = TRY(strict::required(*fix, file, "expression"));
  rule.fix_expression = TRY(read_expression(*inside, rule.each, file, "fix"));
  return {};
}

Result<Each> read_each(const Value& from, std::string_view file) {
  return static_cast<Each>(TRY(strict::word(from, file, "each", words(Each{}), 0)));
}

Result<cel::Expression> read_condition(const Value& from, std::string_view file, Each each) {
  const Value* deny = strict::entry(from, "deny");
  const Value* require = strict::entry(from, "require");
  if (!deny == !require)
    return strict::complaint(file, from, "a rule has either \"deny\" or \"require\"");
  return read_expression(deny ? *deny : *require, each, file, deny ? "deny" : "require");
}

Result<Rule> read_rule(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 11> known{
      "id",      "title",  "serves",       "each",       "deny", "require",
      "message", "effect", "effective_on", "on_missing", "fix"};
  TRY(strict::known_keys(from, file, known));
  const Each each = TRY(read_each(from, file));
  auto condition = TRY(read_condition(from, file, each));
  Rule rule(std::move(condition));
  rule.each = each;
  const Value* id = TRY(strict::required(from, file, "id"));
  rule.id = id->text_or();
  if (!is_id(rule.id)) return strict::complaint(file, *id, "\"id\" wants a-z, 0-9, -, _ and .");
  rule.line = from.line;
  rule.is_denial = strict::entry(from, "deny") != nullptr;
  rule.title = TRY(strict::text(from, file, "title", rule.id));
  rule.serves = TRY(strict::texts(from, file, "serves"));
  rule.effect = static_cast<model::Effect>(
      TRY(strict::word(from, file, "effect", model::words(model::Effect{}),
                       static_cast<std::size_t>(model::Effect::block))));
  rule.on_missing =
      static_cast<OnMissing>(TRY(strict::word(from, file, "on_missing", words(OnMissing{}), 0)));
  if (const Value* date = strict::entry(from, "effective_on"))
    rule.effective_on = TRY(read_beginning(*date, file));
  if (const Value* message = strict::entry(from, "message"))
    rule.message = TRY(read_expression(*message, each, file, "message"));
  TRY(read_fix(from, file, rule));
  return rule;
}

Result<Sample> read_sample(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 4> known{"name", "parameters", "facts", "expect"};
  TRY(strict::known_keys(from, file, known));
  Sample out;
  (void)TRY(strict::required(from, file, "name"));
  out.name = TRY(strict::text(from, file, "name"));
  out.parameters = from["parameters"];
  out.facts = *TRY(strict::required(from, file, "facts"));
  out.expected = *TRY(strict::required(from, file, "expect"));
  static constexpr std::array<std::string_view, 2> expectations{"verdict", "rules"};
  TRY(strict::known_keys(out.expected, file, expectations));
  return out;
}

Result<const base::List*> list_of(const Value& from, std::string_view file, std::string_view key) {
  static const base::List nothing;
  const Value* found = strict::entry(from, key);
  if (!found) return &nothing;
  if (!found->is_list())
    return strict::complaint(file, *found, fmt::format("\"{}\" wants a list", key));
  return found->list();
}

Result<void> check_unique(const Policy& policy, const Value& root, std::string_view file) {
  std::vector<std::string_view> seen;
  for (const auto& rule : policy.rules) {
    if (has(seen, rule.id)) {
      Value at = root;
      at.line = rule.line;
      return strict::complaint(file, at, fmt::format("the id \"{}\" stands twice", rule.id));
    }
    seen.push_back(rule.id);
  }
  return {};
}

bool is_tightening(const Parameter& parameter, const Value& value) {
  const auto rank = [&](const Value& of) -> std::int64_t {
    if (parameter.kind == ParameterKind::integer) return of.integer_or(0);
    const auto all = parameter.kind == ParameterKind::severity ? model::words(model::Severity{})
                                                               : model::words(model::Confidence{});
    return std::ranges::find(all, of.text_or()) - all.begin();
  };
  const auto is_within = [](const Value& few, const Value& many) {
    return std::all_of(few.list()->begin(), few.list()->end(),
                       [&](const Value& item) { return has(*many.list(), item); });
  };
  switch (parameter.stricter) {
    case Stricter::lower:
      return rank(value) <= rank(parameter.preset);
    case Stricter::higher:
      return rank(value) >= rank(parameter.preset);
    case Stricter::subset:
      return is_within(value, parameter.preset);
    case Stricter::superset:
      return is_within(parameter.preset, value);
  }
  return false;
}

void set_parameter(Value& out, const Parameter& parameter, const Value& value) {
  out.set(parameter.name, value);
  if (parameter.kind != ParameterKind::severity && parameter.kind != ParameterKind::confidence)
    return;
  const auto all = parameter.kind == ParameterKind::severity ? model::words(model::Severity{})
                                                             : model::words(model::Confidence{});
  out.set(parameter.name + "_rank",
          static_cast<long long>(std::ranges::find(all, value.text_or()) - all.begin()));
}

}  // namespace

Result<Policy> parse(std::string_view text, std::string_view file) {
  static constexpr std::array<std::string_view, 6> known{"policy",     "title", "stage",
                                                         "parameters", "rules", "tests"};
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "{}:1:1: a policy has at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::yaml::parse(text, file);
  if (!parsed)
    return std::unexpected(std::move(parsed.error()).from(base::ErrorOrigin::configuration));
  const Value root = std::move(*parsed);
  TRY(strict::known_keys(root, file, known));
  Policy out;
  out.file = file;
  (void)TRY(strict::required(root, file, "policy"));
  out.name = TRY(strict::text(root, file, "policy"));
  out.title = TRY(strict::text(root, file, "title"));
  static constexpr std::array<std::string_view, 1> stages{"done"};
  (void)TRY(strict::word(root, file, "stage", stages, 0));
  if (const Value* declared = strict::entry(root, "parameters")) {
    if (!declared->is_map())
      return strict::complaint(file, *declared, "\"parameters\" wants a map");
    for (const auto& [name, value] : *declared->map())
      out.parameters.push_back(TRY(read_parameter(name, value, file)));
  }
  const auto* rules = TRY(list_of(root, file, "rules"));
  for (const auto& rule : *rules) out.rules.push_back(TRY(read_rule(rule, file)));
  if (out.rules.empty()) return strict::complaint(file, root, "a policy has at least one rule");
  TRY(check_unique(out, root, file));
  const auto* tests = TRY(list_of(root, file, "tests"));
  for (const auto& test : *tests) out.tests.push_back(TRY(read_sample(test, file)));
  return out;
}

Result<Value> parameters(const Policy& policy, const Value& given, std::string_view file) {
  if (!given.is_null()) {
    std::vector<std::string_view> known;
    for (const auto& parameter : policy.parameters) known.push_back(parameter.name);
    TRY(strict::known_keys(given, file, known));
  }
  Value out{base::Map{}};
  for (const auto& parameter : policy.parameters) {
    const Value* value = strict::entry(given, parameter.name);
    if (!value) {
      set_parameter(out, parameter, parameter.preset);
      continue;
    }
    TRY(check_kind(parameter, *value, file));
    if (!is_tightening(parameter, *value))
      return strict::complaint(
          file, *value,
          fmt::format("parameter \"{}\" of the policy {} may only be tightened ({} is stricter)",
                      parameter.name, policy.name,
                      words(Stricter{})[static_cast<std::size_t>(parameter.stricter)]));
    set_parameter(out, parameter, *value);
  }
  return out;
}

}  // namespace andon::policy
