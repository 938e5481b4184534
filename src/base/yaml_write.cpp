#include <cmath>

#include "base/document/yaml_scalar.h"
#include "base/json.h"
#include "base/yaml.h"

namespace andon::base::yaml {

namespace {

bool is_block(const Value& value) {
  return (value.list() && !value.list()->empty()) || (value.map() && !value.map()->empty());
}

std::string flat_text(const Value& value) {
  if (const auto* text = value.string()) return quoted_where_needed(*text);
  if (const auto* number = value.number()) {
    if (std::isnan(*number)) return ".nan";
    if (std::isinf(*number)) return *number < 0 ? "-.inf" : ".inf";
  }
  return json::write_line(value);  // numbers, booleans, null, [] and {}
}

void append_list(std::string& out, const List& list, std::size_t indent);

// Whether the first key begins a line or stands behind "- ".
enum class FirstKey { own_line, same_line };

void append_map(std::string& out, const Map& map, std::size_t indent, FirstKey first) {
  for (const auto& [key, value] : map) {
    if (std::exchange(first, FirstKey::own_line) == FirstKey::own_line) out.append(indent, ' ');
    out += quoted_where_needed(key);
    out += ':';
    if (!is_block(value)) {
      out.append(" ").append(flat_text(value)).append("\n");
    } else if (const auto* list = value.list()) {
      out += '\n';
      append_list(out, *list, indent + 2);
    } else {
      out += '\n';
      append_map(out, *value.map(), indent + 2, FirstKey::own_line);
    }
  }
}

void append_list(std::string& out, const List& list, std::size_t indent) {
  for (const auto& item : list) {
    out.append(indent, ' ').append("-");
    if (!is_block(item)) {
      out.append(" ").append(flat_text(item)).append("\n");
    } else if (const auto* map = item.map()) {
      out += ' ';
      append_map(out, *map, indent + 2, FirstKey::same_line);
    } else {
      out += '\n';
      append_list(out, *item.list(), indent + 2);
    }
  }
}

}  // namespace

std::string write(const Value& value) {
  if (!is_block(value)) return flat_text(value) + "\n";
  std::string out;
  if (const auto* list = value.list())
    append_list(out, *list, 0);
  else
    append_map(out, *value.map(), 0, FirstKey::own_line);
  return out;
}

}  // namespace andon::base::yaml
