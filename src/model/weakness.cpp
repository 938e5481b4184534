#include "model/weakness.h"

#include <algorithm>

#include "base/text.h"

namespace andon::model {

namespace {

// MITRE's ids have at most four digits; five leave room.
constexpr std::int64_t highest_number = 99'999;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::optional<std::string> weakness_of_number(std::int64_t number) {
  if (number <= 0 || number > highest_number) return std::nullopt;
  return fmt::format("CWE-{}", number);
}

std::vector<std::string> weaknesses_in(std::string_view text) {
  std::vector<std::string> found;
  const auto lowered = base::lower_ascii(text);
  for (auto at = lowered.find("cwe"); at != lowered.npos; at = lowered.find("cwe", at + 3)) {
    if (at > 0 && is_letter(lowered[at - 1])) continue;
    auto from = at + 3;
    while (from < lowered.size() &&
           std::string_view("-_:/ ").find(lowered[from]) != std::string_view::npos)
      ++from;
    std::int64_t number = 0;
    auto end = from;
    while (end < lowered.size() && is_digit(lowered[end]) && number <= highest_number)
      number = number * 10 + (lowered[end++] - '0');
    if (end == from) continue;
    if (auto weakness = weakness_of_number(number)) add_weaknesses(found, {std::move(*weakness)});
  }
  return found;
}

void add_weaknesses(std::vector<std::string>& known, std::vector<std::string> more) {
  for (auto& weakness : more)
    if (std::ranges::find(known, weakness) == known.end()) known.push_back(std::move(weakness));
}

}  // namespace andon::model
