#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/format.h"
#include "formats/list.h"

namespace andon::formats {

namespace {

#define ANDON_ADDRESS(name) &known::name,
constexpr std::array table{ANDON_FORMATS(ANDON_ADDRESS)};
#undef ANDON_ADDRESS

// Names are words with underscores; people type dashes.
bool is_name(std::string_view name, std::string_view typed) {
  return std::ranges::equal(name, typed,
                            [](char a, char b) { return a == b || (a == '_' && b == '-'); });
}

std::string seen(std::string_view head) {
  const auto text = base::trim(head);
  if (text.empty()) return "nothing";
  return "\"" + base::shortened(base::printable(text.substr(0, text.find('\n'))), 60) + "\"";
}

}  // namespace

std::span<const Format* const> all() { return table; }

const Format* find(std::string_view name) {
  for (const auto* format : table)
    if (is_name(format->name, name)) return format;
  return nullptr;
}

base::Result<const Format*> recognise(std::string_view head, std::string_view file_name) {
  for (const auto* format : table)
    if (format->recognises != nullptr && format->recognises(head, file_name)) return format;
  std::string readable;
  for (const auto* format : table)
    if (format->read != nullptr) {
      if (!readable.empty()) readable += ", ";
      readable += format->title;
    }
  return base::fail(base::ErrorKind::unsupported, base::ErrorOrigin::input,
                    "{}: no report that andon reads; it begins with {}; andon reads {}",
                    base::printable(file_name), seen(head), readable);
}

}  // namespace andon::formats
