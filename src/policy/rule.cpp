#include "policy/rule.h"

#include <array>

#include "base/limits.h"
#include "cel/outline.h"
#include "policy/engine/names.h"
#include "policy/engine/reading.h"

namespace andon::policy {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

constexpr std::array<std::string_view, 18> rule_keys{
    "id",      "title",  "serves",       "each",       "deny",    "require",
    "message", "effect", "effective_on", "on_missing", "fix",     "not_before",
    "effort",  "role",   "stage",        "lifecycle",  "rollout", "origin"};

constexpr std::array<std::string_view, 5> roles{"product", "development_architecture",
                                                "component_development", "operations",
                                                "quality_and_testing"};

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

Result<const Value*> condition_of(const Value& from, std::string_view file) {
  const Value* deny = strict::entry(from, "deny");
  const Value* require = strict::entry(from, "require");
  if (!deny == !require)
    return strict::complaint(file, from, "a rule has either \"deny\" or \"require\"");
  return deny ? deny : require;
}

Result<Lifecycle> read_lifecycle(const Value& from, std::string_view file, Lifecycle preset) {
  return static_cast<Lifecycle>(TRY(
      strict::word(from, file, "lifecycle", words(Lifecycle{}), static_cast<std::size_t>(preset))));
}

Result<Rollout> read_rollout(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 3> known{"teams", "lifecycle", "from"};
  TRY(strict::known_keys(from, file, known));
  (void)TRY(strict::required(from, file, "lifecycle"));
  Rollout out;
  out.teams = TRY(strict::texts(from, file, "teams"));
  out.lifecycle = TRY(read_lifecycle(from, file, Lifecycle::enforce));
  if (const Value* date = strict::entry(from, "from"))
    out.from = TRY(read_beginning(*date, file, "from"));
  return out;
}

Result<Origin> read_origin(const Value& from, std::string_view file, Rise& rise) {
  static constexpr std::array<std::string_view, 6> known{"pack", "layer",     "file",
                                                         "line", "lifecycle", "rollout"};
  TRY(strict::known_keys(from, file, known));
  Origin out;
  out.pack = TRY(strict::text(from, file, "pack"));
  out.layer = static_cast<Layer>(TRY(strict::word(from, file, "layer", words(Layer{}), 0)));
  out.file = TRY(strict::text(from, file, "file"));
  constexpr std::int64_t most_lines = 1'000'000'000;
  out.line = static_cast<std::uint32_t>(TRY(strict::integer(from, file, "line", 0, 0, most_lines)));
  if (auto stated = TRY(read_rise(from, file, Lifecycle::enforce))) rise = std::move(*stated);
  return out;
}

Result<void> read_plain_parts(const Value& from, std::string_view file, Rule& rule) {
  rule.title = TRY(strict::text(from, file, "title", rule.id));
  rule.serves = TRY(strict::texts(from, file, "serves"));
  rule.effect = static_cast<model::Effect>(
      TRY(strict::word(from, file, "effect", model::words(model::Effect{}),
                       static_cast<std::size_t>(model::Effect::block))));
  rule.on_missing =
      static_cast<OnMissing>(TRY(strict::word(from, file, "on_missing", words(OnMissing{}), 0)));
  rule.effort = TRY(strict::text(from, file, "effort"));
  if (strict::entry(from, "role"))
    rule.role = roles[TRY(strict::word(from, file, "role", roles, 0))];
  if (const Value* date = strict::entry(from, "effective_on"))
    rule.effective_on = TRY(read_beginning(*date, file, "effective_on"));
  return {};
}

Result<std::string> read_id(const Value& from, std::string_view file) {
  const Value* id = TRY(strict::required(from, file, "id"));
  if (!is_id(id->text_or()))
    return strict::complaint(file, *id, "\"id\" wants a-z, 0-9, -, _ and .");
  return *id->string();
}

}  // namespace

bool is_id(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, is_word);
}

Result<base::Instant> read_beginning(const Value& from, std::string_view file,
                                     std::string_view key) {
  const auto end = base::parse_end(from.text_or());
  if (!end)
    return strict::complaint(file, from, fmt::format("\"{}\": {}", key, end.error().message));
  constexpr std::size_t date_bytes = 10;
  if (from.text_or().size() == date_bytes) return base::Instant{end->ms - base::day_ms};
  return *end;
}

Result<Stage> read_stage(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 2> known{"property", "is"};
  static constexpr std::array<std::string_view, 2> stages{"done", "ready"};
  static constexpr std::array<std::string_view, 4> properties{"real_data", "audience", "reversible",
                                                              "public"};
  Stage out;
  const Value* stage = strict::entry(from, "stage");
  if (!stage) return out;
  if (!stage->is_map()) {
    if (TRY(strict::word(from, file, "stage", stages, 0)) == 1)
      return strict::complaint(file, *stage, "\"ready\" is reserved: no rule is asked for it yet");
    return out;
  }
  TRY(strict::known_keys(*stage, file, known));
  const Value* name = TRY(strict::required(*stage, file, "property"));
  out.property = properties[TRY(strict::word(*stage, file, "property", properties, 0))];
  const bool is_text = out.property == "audience";
  if (const Value* is = strict::entry(*stage, "is")) out.is = *is;
  if (is_text != out.is.is_string() || (!is_text && !out.is.is_bool()))
    return strict::complaint(
        file, *name,
        is_text ? "audience wants \"is\": team, organisation, selected or everyone"
                : fmt::format("{} is true or false, and so is \"is\"", out.property));
  return out;
}

Result<std::optional<Rise>> read_rise(const Value& from, std::string_view file, Lifecycle preset) {
  const Value* rollout = strict::entry(from, "rollout");
  if (!strict::entry(from, "lifecycle") && !rollout) return std::optional<Rise>();
  Rise out;
  out.lifecycle = TRY(read_lifecycle(from, file, preset));
  const auto* entries = TRY(list_of(from, file, "rollout"));
  for (const auto& entry : *entries) out.rollout.push_back(TRY(read_rollout(entry, file)));
  return std::optional<Rise>(std::move(out));
}

Result<const base::List*> list_of(const Value& from, std::string_view file, std::string_view key) {
  static const base::List nothing;
  const Value* found = strict::entry(from, key);
  if (!found) return &nothing;
  if (!found->is_list())
    return strict::complaint(file, *found, fmt::format("\"{}\" wants a list", key));
  return found->list();
}

Result<Rule> read_rule(const Value& from, std::string_view file, Document document,
                       const Stage& preset) {
  std::vector<std::string_view> known(rule_keys.begin(), rule_keys.end());
  std::erase_if(known, [&](std::string_view key) {
    return key == "origin" && document == Document::written;
  });
  TRY(strict::known_keys(from, file, known));
  const Each each = static_cast<Each>(TRY(strict::word(from, file, "each", words(Each{}), 0)));
  const Value* condition = TRY(condition_of(from, file));
  const bool is_denial = strict::entry(from, "deny") != nullptr;
  auto expression = TRY(read_expression(*condition, each, file, is_denial ? "deny" : "require"));
  Rule rule(std::move(expression));
  rule.each = each;
  rule.is_denial = is_denial;
  rule.condition_at = {condition->line, condition->column};
  rule.id = TRY(read_id(from, file));
  rule.line = from.line;
  TRY(read_plain_parts(from, file, rule));
  rule.stage = strict::entry(from, "stage") ? TRY(read_stage(from, file)) : preset;
  rule.own = TRY(read_rise(from, file, Lifecycle::enforce));
  if (const Value* message = strict::entry(from, "message"))
    rule.message = TRY(read_expression(*message, each, file, "message"));
  if (const Value* moment = strict::entry(from, "not_before"))
    rule.not_before = TRY(read_expression(*moment, each, file, "not_before"));
  TRY(read_fix(from, file, rule));
  if (const Value* origin = strict::entry(from, "origin"))
    rule.origin = TRY(read_origin(*origin, file, rule.pack));
  rule.suspicions = suspicions_of(rule);
  return rule;
}

Result<RuleChange> read_change(const Value& from, std::string_view file) {
  static constexpr std::array<std::string_view, 10> known{
      "id",         "title",  "serves", "effect",    "effective_on",
      "on_missing", "effort", "role",   "lifecycle", "rollout"};
  std::vector<std::string_view> keys(known.begin(), known.end());
  keys.insert(keys.end(), {"fix", "remove"});
  TRY(strict::known_keys(from, file, keys));
  cel::Expression nothing = TRY(cel::Expression::compile("true", {}));
  Rule checked(std::move(nothing));
  checked.id = TRY(read_id(from, file));
  TRY(read_plain_parts(from, file, checked));
  TRY(read_rise(from, file, Lifecycle::enforce));
  if (strict::entry(from, "fix")) (void)TRY(strict::text(from, file, "fix"));
  (void)TRY(strict::boolean(from, file, "remove", false));
  return RuleChange{checked.id, from};
}

}  // namespace andon::policy
