#include "model/severity.h"

#include <array>

#include "base/text.h"

namespace andon::model {

std::span<const std::string_view> words(Severity) {
  static constexpr std::array<std::string_view, 5> all{"info", "low", "medium", "high", "critical"};
  return all;
}

std::span<const std::string_view> words(Confidence) {
  static constexpr std::array<std::string_view, 3> all{"low", "medium", "high"};
  return all;
}

std::optional<Severity> severity_of(std::string_view text) {
  struct Row {
    std::string_view word;
    Severity severity;
  };
  static constexpr Row rows[] = {
      {"critical", Severity::critical},  {"blocker", Severity::critical},
      {"severe", Severity::critical},    {"urgent", Severity::critical},
      {"high", Severity::high},          {"error", Severity::high},
      {"important", Severity::high},     {"major", Severity::high},
      {"serious", Severity::high},       {"medium", Severity::medium},
      {"moderate", Severity::medium},    {"warning", Severity::medium},
      {"warn", Severity::medium},        {"low", Severity::low},
      {"minor", Severity::low},          {"note", Severity::low},
      {"info", Severity::info},          {"information", Severity::info},
      {"informational", Severity::info}, {"none", Severity::info},
      {"negligible", Severity::info},    {"style", Severity::info},
      {"trivial", Severity::info},       {"performance", Severity::info},
      {"portability", Severity::info},   {"recommendation", Severity::info},
  };
  const auto lowered = base::lower_ascii(base::trim(text));
  for (const auto& row : rows)
    if (row.word == lowered) return row.severity;
  return std::nullopt;
}

Severity severity_of_score(double score) {
  if (score >= 9.0) return Severity::critical;
  if (score >= 7.0) return Severity::high;
  if (score >= 4.0) return Severity::medium;
  if (score > 0.0) return Severity::low;
  return Severity::info;
}

std::optional<Confidence> confidence_of(std::string_view text) {
  const auto lowered = base::lower_ascii(base::trim(text));
  if (lowered == "high" || lowered == "very-high" || lowered == "certain" || lowered == "firm")
    return Confidence::high;
  if (lowered == "medium" || lowered == "moderate") return Confidence::medium;
  if (lowered == "low" || lowered == "tentative" || lowered == "undefined") return Confidence::low;
  return std::nullopt;
}

}  // namespace andon::model
