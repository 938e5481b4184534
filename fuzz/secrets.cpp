// The secrets engine on hostile bytes, with andon's own pack: places lie within the file, values
// are where they are said to be, and what the engine finds is what each rule alone finds.
#include <array>

#include "base/regex.h"
#include "checks/secrets/engine.h"
#include "checks/secrets/engine_parts.h"
#include "checks/secrets/rule_file.h"
#include "fuzz/check.h"

using namespace andon;
using namespace andon::checks::secrets;

namespace {

const Engine& engine() {
  static const Engine one = [] {
    auto rules = own_pack();
    fuzz::promise(rules.has_value(), "the pack loads");
    auto database = Database::build(*rules);
    fuzz::promise(database.has_value(), "the database builds");
    return Engine(*std::move(rules), *std::move(database), 5);
  }();
  return one;
}

void check_against_search(std::string_view text, const Text& origin) {
  static Scan scan;
  std::vector<std::string> problems;
  const auto matches = find_matches(engine().ready(), text, &origin, scan, problems);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto& match = matches[i];
    fuzz::promise(match.begin < match.end && match.end <= text.size(), "a match lies in the text");
    if (i > 0 && matches[i - 1].rule == match.rule)
      fuzz::promise(matches[i - 1].end <= match.begin, "matches of a rule do not overlap");
    const auto& rule = *engine().ready().each[match.rule];
    if (rule.is_wide) continue;
    if (i > 0 && matches[i - 1].rule == match.rule) continue;
    std::array<std::string_view, 1> groups;
    fuzz::promise(rule.regex.get()->search(text, 0, groups),
                  "a search of the whole text matches too");
    fuzz::promise(static_cast<std::size_t>(groups[0].data() - text.data()) == match.begin &&
                      groups[0].size() == match.end - match.begin,
                  "the first match is the one that a search of the whole text finds");
  }
}

}  // namespace

// Building the database takes seconds under ASan, which would count as the first input's time.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  (void)engine();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const Text text(bytes);
  check_against_search(text.folded(), text);
  static Workspace workspace;
  const auto scanned = engine().look_at("fuzz.txt", bytes, workspace);
  for (const auto& hit : scanned.hits) {
    fuzz::promise(hit.match.begin <= hit.match.end && hit.match.end <= bytes.size(),
                  "a hit lies in the file");
    fuzz::promise(hit.mask.begin <= hit.mask.end && hit.mask.end <= bytes.size(),
                  "a mask lies in the file");
    if (hit.decoded_from.empty() && !text.is_folded())
      fuzz::promise(bytes.substr(hit.mask.begin, hit.mask.end - hit.mask.begin) == hit.secret,
                    "the mask covers the value");
  }
  return 0;
}
