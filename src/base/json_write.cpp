#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/document/json_text.h"
#include "base/json.h"

namespace andon::base::json {

namespace {

bool is_well_formed(std::string_view text) {
  text.remove_prefix(plain_bytes(text));
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

void append_integer(std::string& out, std::int64_t integer) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, integer).ptr);
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
    append_integer(out, *integer);
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

// Of its canonical form, where nothing needs an escape.
std::size_t about_bytes(const Value& value) {
  constexpr std::size_t signs = 4, scalar = 6;
  if (const auto* text = value.string()) return text->size() + signs;
  std::size_t out = scalar;
  if (const auto* list = value.list())
    for (const auto& item : *list) out += about_bytes(item);
  else if (const auto* map = value.map())
    for (const auto& [key, item] : *map) out += key.size() + signs + about_bytes(item);
  return out;
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto plain = plain_bytes(text);
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
  out.reserve(about_bytes(value));  // megabytes that grow by doubling cost as much as writing them
  TRY(append_canonical(out, value));
  return out;
}

}  // namespace andon::base::json
