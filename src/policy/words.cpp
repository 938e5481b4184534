#include <array>

#include "policy/policy.h"

namespace andon::policy {

std::span<const std::string_view> words(Stricter) {
  static constexpr std::array<std::string_view, 4> all{"lower", "higher", "subset", "superset"};
  return all;
}

std::span<const std::string_view> words(ParameterKind) {
  static constexpr std::array<std::string_view, 4> all{"severity", "confidence", "integer",
                                                       "texts"};
  return all;
}

std::span<const std::string_view> words(Each) {
  static constexpr std::array<std::string_view, 5> all{"once", "finding", "run", "waiver",
                                                       "required_check"};
  return all;
}

std::span<const std::string_view> words(OnMissing) {
  static constexpr std::array<std::string_view, 2> all{"undecided", "fail"};
  return all;
}

}  // namespace andon::policy
