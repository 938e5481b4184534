#include "cel/engine/functions.h"

#include <unordered_map>

#include "base/result.h"
#include "base/text.h"

namespace andon::cel {

bool Call::are(std::initializer_list<Kind> kinds) const {
  if (kinds.size() != arguments.size()) return false;
  std::size_t i = 0;
  for (const Kind kind : kinds)
    if (!arguments[i++].is(kind)) return false;
  return true;
}

Value Call::no_overload() const {
  std::string kinds;
  for (const auto& argument : arguments) {
    if (!kinds.empty()) kinds += ", ";
    kinds += type_name(argument.kind());
  }
  return fail(FailureKind::no_such_overload,
              fmt::format("'{}' does not take ({})", node.name, kinds));
}

const Function* find_function(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, const Function*> out;
    for (const auto functions : {text_functions(), conversion_functions(), time_functions()})
      for (const auto& function : functions) out.emplace(function.name, &function);
    return out;
  }();
  const auto found = table.find(name);
  return found == table.end() ? nullptr : found->second;
}

namespace {

Value size_of(const Call& call) {
  const Value& a = call[0];
  if (a.is(Kind::string)) {
    call.machine.spend(a.size() / 64);
    return Value::integer(static_cast<std::int64_t>(base::code_points(a.text())));
  }
  if (a.is(Kind::bytes) || a.is_container())
    return Value::integer(static_cast<std::int64_t>(a.size()));
  return call.no_overload();
}

template <auto Test>
Value text_test(const Call& call) {
  if (!call.are({Kind::string, Kind::string})) return call.no_overload();
  call.machine.spend(call[0].size() / 64);
  return Value::boolean(Test(call[0].text(), call[1].text()));
}

bool contains(std::string_view a, std::string_view b) { return a.find(b) != a.npos; }
bool starts(std::string_view a, std::string_view b) { return a.starts_with(b); }
bool ends(std::string_view a, std::string_view b) { return a.ends_with(b); }

Value matches(const Call& call) {
  if (!call.are({Kind::string, Kind::string})) return call.no_overload();
  call.machine.spend(call[0].size() / 8);
  if (call.node.slot > 0)
    return Value::boolean(
        call.machine.program().patterns[call.node.slot - 1].search(call[0].text()));
  // A pattern made while evaluating is dear to compile: charged by its length.
  call.machine.spend(100 + call[1].size() * 10);
  const auto regex = base::Regex::create(call[1].text());
  if (!regex)
    return call.fail(FailureKind::bad_argument,
                     fmt::format("the pattern cannot be read: {}", regex.error().message));
  return Value::boolean(regex->search(call[0].text()));
}

// Not of the standard: `check.is_complete || unknown("the check did not run")`.
Value unknown(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  return call.fail(FailureKind::unknown, call[0].text());
}

constexpr Function functions[] = {
    {"size", true, true, 1, 1, size_of},
    {"contains", false, true, 2, 2, text_test<contains>},
    {"startsWith", false, true, 2, 2, text_test<starts>},
    {"endsWith", false, true, 2, 2, text_test<ends>},
    {"matches", true, true, 2, 2, matches},
    {"unknown", true, false, 1, 1, unknown, true},
};

}  // namespace

std::span<const Function> text_functions() { return functions; }

}  // namespace andon::cel
