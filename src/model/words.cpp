#include <array>

#include "model/decision.h"
#include "model/finding.h"
#include "model/product_release.h"
#include "model/run.h"

namespace andon::model {

std::span<const std::string_view> words(FindingState) {
  static constexpr std::array<std::string_view, 6> all{"new",      "existing", "fixed",
                                                       "returned", "waived",   "suppressed"};
  return all;
}

std::span<const std::string_view> words(Outcome) {
  static constexpr std::array<std::string_view, 4> all{"complete", "partial", "failed", "skipped"};
  return all;
}

std::span<const std::string_view> words(RuleOutcome) {
  static constexpr std::array<std::string_view, 3> all{"pass", "fail", "undecided"};
  return all;
}

std::span<const std::string_view> words(Effect) {
  static constexpr std::array<std::string_view, 3> all{"observe", "warn", "block"};
  return all;
}

std::span<const std::string_view> words(Verdict) {
  static constexpr std::array<std::string_view, 3> all{"met", "not_met", "undecided"};
  return all;
}

std::span<const std::string_view> words(OpeningAction) {
  static constexpr std::array<std::string_view, 2> all{"opened", "closed"};
  return all;
}

std::span<const std::string_view> words(CallAction) {
  static constexpr std::array<std::string_view, 2> all{"pulled", "resumed"};
  return all;
}

std::span<const std::string_view> words(Choice) {
  static constexpr std::array<std::string_view, 3> all{"fix", "plan", "waive"};
  return all;
}

std::span<const std::string_view> words(GlassAction) {
  static constexpr std::array<std::string_view, 3> all{"broken", "confirmed", "reviewed"};
  return all;
}

}  // namespace andon::model
