#include "base/strict.h"

#include <algorithm>

#include "base/text.h"

namespace andon::base::strict {
namespace {

std::unexpected<Error> wrong_kind(std::string_view file, std::string_view key, const Value& found,
                                  std::string_view wanted) {
  return complaint(
      file, found,
      fmt::format("\"{}\" wants {}, found {}", key, wanted,
                  found.is_string() ? '"' + shortened(printable(found.text_or()), 60) + '"'
                                    : std::string(found.kind_name())));
}

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (const auto one : words) {
    if (!out.empty()) out += ", ";
    out += one;
  }
  return out;
}

}  // namespace

std::unexpected<Error> complaint(std::string_view file, const Value& at, std::string_view text) {
  return fail(ErrorKind::invalid, ErrorOrigin::configuration, "{}:{}:{}: {}", file, at.line,
              at.column, text);
}

Result<void> known_keys(const Value& map, std::string_view file,
                        std::span<const std::string_view> known) {
  if (!map.is_map())
    return complaint(file, map, fmt::format("expected a map, found {}", map.kind_name()));
  for (const auto& [key, value] : *map.map()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const auto near = nearest(key, known);
    const auto advice = near.empty() ? fmt::format("known here: {}", listed(known))
                                     : fmt::format("did you mean \"{}\"?", near);
    return complaint(file, value,
                     fmt::format("unknown key \"{}\", {}", shortened(printable(key), 60), advice));
  }
  return {};
}

const Value* entry(const Value& map, std::string_view key) {
  const Value* found = map.find(key);
  return found && found->is_null() ? nullptr : found;
}

Result<const Value*> required(const Value& map, std::string_view file, std::string_view key) {
  const Value* found = entry(map, key);
  if (!found) return complaint(file, map, fmt::format("\"{}\" is missing", key));
  return found;
}

Result<std::string> text(const Value& map, std::string_view file, std::string_view key,
                         std::string_view otherwise) {
  const Value* found = entry(map, key);
  if (!found) return std::string(otherwise);
  if (!found->is_string()) return wrong_kind(file, key, *found, "a text");
  return *found->string();
}

Result<bool> boolean(const Value& map, std::string_view file, std::string_view key,
                     bool otherwise) {
  const Value* found = entry(map, key);
  if (!found) return otherwise;
  if (!found->is_bool()) return wrong_kind(file, key, *found, "true or false");
  return *found->boolean();
}

Result<std::int64_t> integer(const Value& map, std::string_view file, std::string_view key,
                             std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const Value* found = entry(map, key);
  if (!found) return otherwise;
  if (!found->is_integer()) return wrong_kind(file, key, *found, "a whole number");
  if (*found->integer() < least || *found->integer() > most)
    return complaint(
        file, *found,
        fmt::format("\"{}\" wants {} to {}, found {}", key, least, most, *found->integer()));
  return *found->integer();
}

Result<std::vector<std::string>> texts(const Value& map, std::string_view file,
                                       std::string_view key) {
  std::vector<std::string> out;
  const Value* found = entry(map, key);
  if (!found) return out;
  if (found->is_string()) {
    out.push_back(*found->string());
    return out;
  }
  if (!found->is_list()) return wrong_kind(file, key, *found, "a list of texts");
  for (const auto& item : *found->list()) {
    if (!item.is_string()) return wrong_kind(file, key, item, "a list of texts");
    out.push_back(*item.string());
  }
  return out;
}

Result<std::size_t> word(const Value& map, std::string_view file, std::string_view key,
                         std::span<const std::string_view> known, std::size_t otherwise) {
  const Value* found = entry(map, key);
  if (!found) return otherwise;
  const auto at = std::ranges::find(known, found->text_or());
  if (!found->is_string() || at == known.end()) {
    const auto near = nearest(found->text_or(), known);
    return complaint(
        file, *found,
        fmt::format("\"{}\" wants one of {}, found {}{}", key, listed(known),
                    found->is_string() ? '"' + shortened(printable(found->text_or()), 60) + '"'
                                       : std::string(found->kind_name()),
                    near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
  }
  return static_cast<std::size_t>(at - known.begin());
}

}  // namespace andon::base::strict
