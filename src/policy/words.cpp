#include <array>

#include "policy/evidence_facts.h"
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
  static constexpr std::array<std::string_view, 9> all{"once",     "finding",        "run",
                                                       "waiver",   "required_check", "component",
                                                       "evidence", "measure",        "answer"};
  return all;
}

std::span<const std::string_view> words(OnMissing) {
  static constexpr std::array<std::string_view, 2> all{"undecided", "fail"};
  return all;
}

std::span<const std::string_view> words(Lifecycle) {
  static constexpr std::array<std::string_view, 4> all{"draft", "observe", "enforce", "audited"};
  return all;
}

std::span<const std::string_view> words(Layer) {
  static constexpr std::array<std::string_view, 4> all{"shipped", "organisation", "product",
                                                       "component"};
  return all;
}

std::span<const std::string_view> words(Standing) {
  static constexpr std::array<std::string_view, 2> all{"claimed", "proven"};
  return all;
}

std::span<const std::string_view> words(YesNo) {
  static constexpr std::array<std::string_view, 2> all{"no", "yes"};
  return all;
}

}  // namespace andon::policy
