#include <array>

#include "model/severity.h"
#include "policy/engine/reading.h"

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
