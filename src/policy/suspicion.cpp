// A comparison with a constant that is none of the words of its field can never hold, and a rule
// that can never match would pass in silence.
#include "base/text.h"
#include "cel/outline.h"
#include "policy/engine/reading.h"

namespace andon::policy {

std::vector<Suspicion> suspicions_of(const Rule& rule) {
  std::vector<Suspicion> out;
  for (const auto& compared : cel::outline(rule.condition).compared) {
    const auto* shape = shape_of_path(rule.each, compared.path);
    if (!shape || shape->words.empty() || has(shape->words, compared.constant)) continue;
    const std::vector<std::string_view> known(shape->words.begin(), shape->words.end());
    const auto near = base::nearest(compared.constant, known);
    const auto place = cel::source_place(rule.condition.source(), compared.offset);
    const auto advice = near.empty()
                            ? fmt::format("it is one of {}", base::join(shape->words, ", "))
                            : fmt::format("did you mean '{}'?", near);
    out.push_back(
        {fmt::format("at {}:{}: {} is never '{}', {}", place.line, place.column, compared.path,
                     base::shortened(base::printable(compared.constant), 60), advice)});
  }
  return out;
}

}  // namespace andon::policy
