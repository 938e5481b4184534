// Extent: how far back from its end a match of a pattern can begin. `bounded` is the
// most characters that a match holds outside of its unbounded repeats; `repeated` are
// the characters that those can hold. Walking back from an end over any number of
// `repeated` ones and `bounded` others reaches the beginning of every match that ends
// there: a sound window for confirmation, however wide the rule.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace andon::checks::secrets {

struct Extent {
  std::size_t bounded = 0;
  std::array<bool, 256> repeated{};
  bool is_everything = false;  // nothing known: from the beginning of the text
};

// The pattern with its unbounded repeats taken out, for measuring
// `bounded`; nothing when there are none to take out. Fills `repeated`.
std::optional<std::string> without_unbounded(std::string_view pattern, Extent& extent);

std::size_t window_begin(std::string_view text, std::size_t end, const Extent& extent);

}  // namespace andon::checks::secrets
