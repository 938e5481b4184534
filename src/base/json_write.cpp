#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/json.h"

namespace andon::base::json {

namespace {

constexpr std::int64_t exact_integer = std::int64_t{1} << 53;

// How many bytes the code point at the start of `text` has; 0 when it is not well-formed UTF-8
// (Unicode 15, table 3-7).
std::size_t well_formed(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1) ? 2 : 0;
  const unsigned second = byte(1);
  if (first < 0xF0) {
    const bool is_overlong = first == 0xE0 && second < 0xA0;
    const bool is_surrogate = first == 0xED && second > 0x9F;
    return follows(1) && follows(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  const bool is_overlong = first == 0xF0 && second < 0x90;
  const bool is_too_high = first == 0xF4 && second > 0x8F;
  return follows(1) && follows(2) && follows(3) && !is_overlong && !is_too_high ? 4 : 0;
}

bool is_well_formed(std::string_view text) {
  while (!text.empty()) {
    const auto length = well_formed(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// The shortest text that reads back as the same double and as a double; JSON knows no infinity.
void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  const std::string_view written(text, static_cast<std::size_t>(end - text));
  out += written;
  if (written.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_scalar(std::string& out, const Value& value) {
  if (const auto* text = value.string())
    append_quoted(out, *text);
  else if (const auto* integer = value.integer())
    out += fmt::format("{}", *integer);
  else if (const auto* number = value.number())
    append_double(out, *number);
  else if (const auto* boolean = value.boolean())
    out += *boolean ? "true" : "false";
  else
    out += "null";
}

void append_line(std::string& out, const Value& value) {
  const char* separator = "";
  if (const auto* list = value.list()) {
    out += '[';
    for (const auto& item : *list) {
      out += std::exchange(separator, ",");
      append_line(out, item);
    }
    out += ']';
  } else if (const auto* map = value.map()) {
    out += '{';
    for (const auto& [key, item] : *map) {
      out += std::exchange(separator, ",");
      append_quoted(out, key);
      out += ':';
      append_line(out, item);
    }
    out += '}';
  } else {
    append_scalar(out, value);
  }
}

void append_indented(std::string& out, const Value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  const char* separator = "\n";
  if (const auto* list = value.list(); list && !list->empty()) {
    out += '[';
    for (const auto& item : *list) {
      out.append(std::exchange(separator, ",\n")).append(margin).append("  ");
      append_indented(out, item, indent + 2);
    }
    out.append("\n").append(margin).append("]");
  } else if (const auto* map = value.map(); map && !map->empty()) {
    out += '{';
    for (const auto& [key, item] : *map) {
      out.append(std::exchange(separator, ",\n")).append(margin).append("  ");
      append_quoted(out, key);
      out += ": ";
      append_indented(out, item, indent + 2);
    }
    out.append("\n").append(margin).append("}");
  } else {
    append_line(out, value);
  }
}

// RFC 8785 clause 3.2.3 sorts by UTF-16 code units. Bytes of UTF-8 sort by code point, which
// differs only where one side is above U+FFFF (lead byte F0 and up: a surrogate, D800-DFFF) and the
// other is in U+E000-U+FFFF (lead byte EE or EF).
bool is_before(std::string_view a, std::string_view b) {
  const auto shared = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if (a[i] == b[i]) continue;
    const auto left = static_cast<unsigned char>(a[i]);
    const auto right = static_cast<unsigned char>(b[i]);
    if (left >= 0xF0 && (right == 0xEE || right == 0xEF)) return true;
    if (right >= 0xF0 && (left == 0xEE || left == 0xEF)) return false;
    return left < right;
  }
  return a.size() < b.size();
}

Result<void> append_canonical(std::string& out, const Value& value);

Result<void> append_canonical_entry(std::string& out, const Entry& entry, const Entry* before) {
  if (before && before->first == entry.first)
    return fail(ErrorKind::internal, ErrorOrigin::machine,
                "canonical JSON: the key \"{}\" stands twice in one map", entry.first);
  if (!is_well_formed(entry.first))
    return fail(ErrorKind::internal, ErrorOrigin::machine,
                "canonical JSON: a key that is not UTF-8");
  if (before) out += ',';
  append_quoted(out, entry.first);
  out += ':';
  return append_canonical(out, entry.second);
}

Result<void> append_canonical_map(std::string& out, const Map& map) {
  const auto in_order = [](const Entry& a, const Entry& b) { return is_before(a.first, b.first); };
  const Entry* before = nullptr;
  out += '{';
  if (std::ranges::is_sorted(map, in_order)) {  // as what was read from a record is
    for (const auto& entry : map)
      TRY(append_canonical_entry(out, entry, std::exchange(before, &entry)));
  } else {
    std::vector<const Entry*> sorted;
    sorted.reserve(map.size());
    for (const auto& entry : map) sorted.push_back(&entry);
    std::ranges::sort(sorted, [&](const auto* a, const auto* b) { return in_order(*a, *b); });
    for (const auto* entry : sorted)
      TRY(append_canonical_entry(out, *entry, std::exchange(before, entry)));
  }
  out += '}';
  return {};
}

Result<void> append_canonical(std::string& out, const Value& value) {
  if (value.is_double())
    return fail(ErrorKind::internal, ErrorOrigin::machine,
                "canonical JSON: records hold no floats");
  if (const auto* map = value.map()) return append_canonical_map(out, *map);
  if (const auto* list = value.list()) {
    out += '[';
    const char* separator = "";
    for (const auto& item : *list) {
      out += std::exchange(separator, ",");
      TRY(append_canonical(out, item));
    }
    out += ']';
    return {};
  }
  const auto* integer = value.integer();
  if (integer && (*integer > exact_integer || *integer < -exact_integer))
    out += fmt::format("\"{}\"", *integer);
  else
    append_scalar(out, value);
  return {};
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      append_escape(out, text[0]);
      text.remove_prefix(1);
      continue;
    }
    const auto length = well_formed(text);
    out += length ? text.substr(0, length) : std::string_view("\xef\xbf\xbd");
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

std::string write(const Value& value) {
  std::string out;
  append_indented(out, value, 0);
  out += '\n';
  return out;
}

std::string write_line(const Value& value) {
  std::string out;
  append_line(out, value);
  return out;
}

Result<std::string> canonical(const Value& value) {
  std::string out;
  TRY(append_canonical(out, value));
  return out;
}

}  // namespace andon::base::json
