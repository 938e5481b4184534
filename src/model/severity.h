// Severity and confidence: the words of every tool become ours here and nowhere else.
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace andon::model {

enum class Severity { info, low, medium, high, critical };
enum class Confidence { low, medium, high };

std::span<const std::string_view> words(Severity);
std::span<const std::string_view> words(Confidence);
inline std::string_view word(Severity s) { return words(s)[static_cast<std::size_t>(s)]; }
inline std::string_view word(Confidence c) { return words(c)[static_cast<std::size_t>(c)]; }

// "HIGH", "error", "Moderate", "note", "style" ...; nothing when the word is unknown.
std::optional<Severity> severity_of(std::string_view word);
// A score of 0.0 to 10.0 by the bands of CVSS v3.1, section 5 (0.0 is info).
Severity severity_of_score(double score);
std::optional<Confidence> confidence_of(std::string_view word);

}  // namespace andon::model
