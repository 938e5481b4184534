// The string extension. Places count characters, not bytes.
#include "base/result.h"
#include "base/text.h"
#include "cel/engine/code_points.h"
#include "cel/engine/format.h"
#include "cel/engine/functions.h"
#include "cel/engine/lexer.h"

namespace andon::cel {
namespace {

Value out_of_range(const Call& call, const Value& place) {
  return call.fail(FailureKind::out_of_range,
                   fmt::format("'{}': there is no place {} in a string of {} characters",
                               call.node.name, describe(place), base::code_points(call[0].text())));
}

Value character_at(const Call& call) {
  if (!call.are({Kind::string, Kind::integer})) return call.no_overload();
  call.machine.spend(call[0].size() / 16);
  const auto at = place_of(call[0].text(), call[1].as_integer());
  if (!at) return out_of_range(call, call[1]);
  const auto rest = call[0].text().substr(*at);
  return Value::string(rest.substr(0, first_bytes(rest)));
}

// (string, string) or (string, string, int)
bool are_search(const Call& call) {
  return call.are({Kind::string, Kind::string}) ||
         call.are({Kind::string, Kind::string, Kind::integer});
}

Value place(std::string_view text, std::size_t byte) {
  if (byte == text.npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(base::code_points(text.substr(0, byte))));
}

Value index_of(const Call& call) {
  if (!are_search(call)) return call.no_overload();
  spend_on_search(call);
  const auto text = call[0].text();
  std::size_t from = 0;
  if (call.count() == 3) {
    const auto at = place_of(text, call[2].as_integer());
    if (!at) return out_of_range(call, call[2]);
    from = *at;
  }
  return place(text, text.find(call[1].text(), from));
}

Value last_index_of(const Call& call) {
  if (!are_search(call)) return call.no_overload();
  spend_on_search(call);
  const auto text = call[0].text();
  std::size_t from = text.npos;
  if (call.count() == 3) {
    const auto at = place_of(text, call[2].as_integer());
    if (!at) return out_of_range(call, call[2]);
    from = *at;
  }
  return place(text, text.rfind(call[1].text(), from));
}

template <char First, char Last, int Shift>
Value cased(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  std::string out(call[0].text());
  for (char& c : out)
    if (c >= First && c <= Last) c = static_cast<char>(c + Shift);
  return call.text(out);
}

// Where the next separator stands at or after `from`, an empty one being after each character.
std::size_t next_cut(std::string_view text, std::string_view separator, std::size_t from) {
  if (!separator.empty()) return text.find(separator, from);
  const std::size_t next = from + first_bytes(text.substr(from));
  return next >= text.size() ? text.npos : next;
}

Value too_large(const Call& call) {
  return call.fail(FailureKind::out_of_budget, "the string becomes too large");
}

// At most `count` of them, all when it is negative. An empty one stands before each character and
// at the end.
Value replaced(const Call& call) {
  if (!call.are({Kind::string, Kind::string, Kind::string}) &&
      !call.are({Kind::string, Kind::string, Kind::string, Kind::integer}))
    return call.no_overload();
  spend_on_search(call);
  const auto text = call[0].text(), from = call[1].text(), to = call[2].text();
  std::int64_t left = call.count() == 4 ? call[3].as_integer() : -1;
  std::string out;
  std::size_t at = 0;
  while (left != 0) {
    const std::size_t found = from.empty() ? at : text.find(from, at);
    if (found == text.npos) break;
    call.machine.spend(1 + to.size() / 16);
    if (call.machine.is_exhausted()) return too_large(call);
    out.append(text.substr(at, found - at)).append(to);
    --left;
    at = found + from.size();
    if (!from.empty()) continue;
    if (at >= text.size()) break;
    const auto size = first_bytes(text.substr(at));
    out.append(text.substr(at, size));
    at += size;
  }
  if (at < text.size()) out.append(text.substr(at));
  return call.text(out);
}

Value split(const Call& call) {
  if (!are_search(call)) return call.no_overload();
  spend_on_search(call);
  const auto text = call[0].text(), separator = call[1].text();
  const std::int64_t most = call.count() == 3 ? call[2].as_integer() : -1;
  if (most == 0) return Value::list({});
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  while (most < 0 || static_cast<std::int64_t>(parts.size()) + 1 < most) {
    const std::size_t cut = next_cut(text, separator, begin);
    if (cut == text.npos) break;
    parts.push_back(text.substr(begin, cut - begin));
    begin = cut + separator.size();
    call.machine.spend(3);
    if (call.machine.is_exhausted()) return too_large(call);
  }
  if (!separator.empty() || !text.empty()) parts.push_back(text.substr(begin));
  const auto out = call.machine.arena().values(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) out[i] = Value::string(parts[i]);
  return Value::list(out);
}

Value joined(const Call& call) {
  const bool has_separator = call.count() == 2;
  if (!call[0].is(Kind::list) || (has_separator && !call[1].is(Kind::string)))
    return call.no_overload();
  const auto separator = has_separator ? call[1].text() : std::string_view();
  std::string out;
  for (std::size_t i = 0; i < call[0].size(); ++i) {
    const Value item = call[0].item(i);
    if (!item.is(Kind::string))
      return call.fail(
          FailureKind::no_such_overload,
          fmt::format("'join' takes strings, element {} is {}", i, type_name(item.kind())));
    call.machine.spend(1 + (separator.size() + item.size()) / 16);
    if (call.machine.is_exhausted()) return too_large(call);
    if (i > 0) out += separator;
    out += item.text();
  }
  return call.text(out);
}

Value substring(const Call& call) {
  if (!call.are({Kind::string, Kind::integer}) &&
      !call.are({Kind::string, Kind::integer, Kind::integer}))
    return call.no_overload();
  call.machine.spend(call[0].size() / 16);
  const auto text = call[0].text();
  const auto begin = place_of(text, call[1].as_integer());
  if (!begin) return out_of_range(call, call[1]);
  if (call.count() == 2) return Value::string(text.substr(*begin));
  const auto end = place_of(text, call[2].as_integer());
  if (!end) return out_of_range(call, call[2]);
  if (*begin > *end)
    return call.fail(
        FailureKind::out_of_range,
        fmt::format("a part from {} to {} is none", call[1].as_integer(), call[2].as_integer()));
  return Value::string(text.substr(*begin, *end - *begin));
}

Value trim(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  call.machine.spend(call[0].size() / 16);
  return Value::string(trimmed(call[0].text()));
}

Value reversed(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  auto rest = call[0].text();
  std::string out(rest.size(), '\0');
  std::size_t at = rest.size();
  while (!rest.empty()) {
    const auto size = first_bytes(rest);
    at -= size;
    rest.copy(out.data() + at, size);
    rest.remove_prefix(size);
  }
  return call.text(out);
}

// As a literal of the language; bytes that are no UTF-8 become the replacement character.
Value quoted(const Call& call) {
  if (!call.are({Kind::string})) return call.no_overload();
  static constexpr std::string_view plain = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view letters = "abfnrtv\\\"";
  std::string out = "\"";
  for (auto rest = call[0].text(); !rest.empty(); rest.remove_prefix(first_bytes(rest))) {
    if (const auto known = plain.find(rest[0]); known != plain.npos) {
      out += '\\';
      out += letters[known];
    } else {
      append_utf8(out, first_code_point(rest));
    }
  }
  return call.text(out + '"');
}

Value formatted(const Call& call) {
  if (!call.are({Kind::string, Kind::list})) return call.no_overload();
  const auto text = format(call);
  if (!text) return call.fail(FailureKind::bad_argument, text.error().message);
  return call.text(*text);
}

constexpr std::string_view to_string = ".(string) string";
constexpr std::string_view to_place = ".(string, string) int | .(string, string, int) int";

constexpr Function functions[] = {
    {"charAt", ".(string, int) string", character_at},
    {"indexOf", to_place, index_of},
    {"lastIndexOf", to_place, last_index_of},
    {"lowerAscii", to_string, cased<'A', 'Z', 32>},
    {"upperAscii", to_string, cased<'a', 'z', -32>},
    {"replace", ".(string, string, string) string | .(string, string, string, int) string",
     replaced},
    {"split", ".(string, string) list(string) | .(string, string, int) list(string)", split},
    {"join", ".(list(string)) string | .(list(string), string) string", joined},
    {"substring", ".(string, int) string | .(string, int, int) string", substring},
    {"trim", to_string, trim},
    {"reverse", to_string, reversed},
    {"strings.quote", "(string) string", quoted},
    {"format", ".(string, list(dyn)) string", formatted},
};

}  // namespace

std::span<const Function> string_functions() { return functions; }

}  // namespace andon::cel
