#include "cel/engine/functions.h"

#include <algorithm>
#include <unordered_map>

#include "base/result.h"
#include "base/text.h"
#include "cel/engine/base64.h"
#include "cel/engine/format.h"

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

Value Call::text(std::string_view made) const {
  machine.spend(made.size() / 16);
  return Value::string(machine.arena().copy(made));
}

namespace {

const std::unordered_map<std::string_view, const Function*>& table() {
  static const auto built = [] {
    std::unordered_map<std::string_view, const Function*> out;
    for (const auto functions : {text_functions(), string_functions(), math_functions(),
                                 optional_functions(), conversion_functions(), time_functions()})
      for (const auto& function : functions) out.emplace(function.name, &function);
    return out;
  }();
  return built;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : found->second;
}

std::vector<const Function*> all_functions() {
  std::vector<const Function*> out;
  for (const auto& [name, function] : table()) out.push_back(function);
  return out;
}

std::string nearest_function(std::string_view name) {
  std::vector<std::string_view> known{"all",          "exists", "exists_one",
                                      "map",          "filter", "transformList",
                                      "transformMap", "optMap", "optFlatMap"};
  for (const auto* function : all_functions()) known.push_back(function->name);
  if (std::ranges::find(known, name) != known.end()) return {};
  std::ranges::sort(known);
  const auto near = base::nearest(name, known);
  return near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near);
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
  spend_on_search(call);
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

Value base64_encode(const Call& call) {
  if (!call.are({Kind::bytes})) return call.no_overload();
  return call.text(to_base64(call[0].text()));
}

Value base64_decode(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  const auto decoded = from_base64(call[0].text());
  if (!decoded) return call.fail(FailureKind::bad_argument, "the text is not base64");
  return Value::bytes(call.text(*decoded).text());
}

constexpr std::string_view of_two = ".(string, string) bool";

constexpr Function functions[] = {
    {"size",
     "(string) int | (bytes) int | (list(A)) int | (map(A, B)) int | "
     ".(string) int | .(bytes) int | .(list(A)) int | .(map(A, B)) int",
     size_of},
    {"contains", of_two, text_test<contains>},
    {"startsWith", of_two, text_test<starts>},
    {"endsWith", of_two, text_test<ends>},
    {"matches", "(string, string) bool | .(string, string) bool", matches},
    {"base64.encode", "(bytes) string", base64_encode},
    {"base64.decode", "(string) bytes", base64_decode},
    {"unknown", "(string) A", unknown, Dialect::policy},
};

}  // namespace

std::span<const Function> text_functions() { return functions; }

}  // namespace andon::cel
